/**
 * ScaNN (Guo, Sun, Lindgren, Geng, Simcha, Chern and Kumar, Accelerating Large-Scale Inference with
 * Anisotropic Vector Quantization, ICML 2020): product codes of four bits that are chosen by a loss
 * in which an error along the row, which changes the scores of the queries that want it, weighs
 * more than one across; scanned as {@link io.cinclus.index.fastscan} says. Milvus' {@code sub_dim}
 * is the dimension of a sub-space, {@code reorder_k} the number of rows that are scored again by
 * their vectors; the paper's threshold T is 0.2.
 */
@NullMarked
package io.cinclus.index.scann;

import org.jspecify.annotations.NullMarked;
