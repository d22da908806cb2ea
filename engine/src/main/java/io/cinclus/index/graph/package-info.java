/** What a graph of neighbours needs, whether it is in memory or on disk. */
@NullMarked
package io.cinclus.index.graph;

import org.jspecify.annotations.NullMarked;
