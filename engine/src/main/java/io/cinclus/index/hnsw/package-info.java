/** Hierarchical navigable small world graphs (Malkov and Yashunin 2016). */
@NullMarked
package io.cinclus.index.hnsw;

import org.jspecify.annotations.NullMarked;
