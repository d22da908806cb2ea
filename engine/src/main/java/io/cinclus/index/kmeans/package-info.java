/** K-means clustering (Lloyd 1957, 1982), by which lists and codebooks are made. */
@NullMarked
package io.cinclus.index.kmeans;

import org.jspecify.annotations.NullMarked;
