/**
 * Inverted files: rows are spread over the lists of their nearest centroids, and a search looks
 * through the lists whose centroids are nearest to the query (Sivic and Zisserman 2003; Jégou,
 * Douze and Schmid 2011).
 */
@NullMarked
package io.cinclus.index.ivf;

import org.jspecify.annotations.NullMarked;
