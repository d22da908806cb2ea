/**
 * RaBitQ: the sign of each coordinate of a randomly rotated row, and two numbers that make an
 * unbiased estimate of an inner product of it, with a bound (Gao and Long, RaBitQ, SIGMOD 2024),
 * whose ε₀ is in {@link io.cinclus.index.rabitq.RabitqBounds}; many rows are estimated at a time by
 * {@link io.cinclus.index.fastscan}. And the same with several bits a coordinate (Gao, Gou, Xu,
 * Yang, Long and Wong, Practical and Asymptotically Optimal Quantization of High-Dimensional
 * Vectors in Euclidean Space for Approximate Nearest Neighbor Search, SIGMOD 2025).
 */
@NullMarked
package io.cinclus.index.rabitq;

import org.jspecify.annotations.NullMarked;
