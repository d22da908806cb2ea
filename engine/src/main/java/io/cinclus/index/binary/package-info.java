/** Indexes of binary vectors, by HAMMING or JACCARD distance. */
@NullMarked
package io.cinclus.index.binary;

import org.jspecify.annotations.NullMarked;
