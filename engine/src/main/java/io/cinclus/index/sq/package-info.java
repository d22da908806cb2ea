/** Scalar quantisation: a coordinate in one byte. */
@NullMarked
package io.cinclus.index.sq;

import org.jspecify.annotations.NullMarked;
