/** Milvus' gRPC service: a class for each group of its calls. */
@NullMarked
package io.cinclus.access.milvus;

import org.jspecify.annotations.NullMarked;
