/**
 * RaBitQ: the sign of each coordinate of a randomly rotated row, and two numbers that make an
 * unbiased estimate of an inner product of it (Gao and Long, RaBitQ, SIGMOD 2024); and the same
 * with several bits a coordinate (Gao, Gou, Xu, Yang, Long and Wong, Practical and Asymptotically
 * Optimal Quantization of High-Dimensional Vectors in Euclidean Space for Approximate Nearest
 * Neighbor Search, SIGMOD 2025).
 */
@NullMarked
package io.cinclus.index.rabitq;

import org.jspecify.annotations.NullMarked;
