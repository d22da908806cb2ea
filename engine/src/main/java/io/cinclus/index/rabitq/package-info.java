/**
 * RaBitQ: the sign of each coordinate of a randomly rotated row, and two numbers that make an
 * unbiased estimate of an inner product of it (Gao and Long, RaBitQ, SIGMOD 2024).
 */
@NullMarked
package io.cinclus.index.rabitq;

import org.jspecify.annotations.NullMarked;
