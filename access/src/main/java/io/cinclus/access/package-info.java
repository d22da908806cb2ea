/** The access layer: Milvus' gRPC service on top of the client. */
@NullMarked
package io.cinclus.access;

import org.jspecify.annotations.NullMarked;
