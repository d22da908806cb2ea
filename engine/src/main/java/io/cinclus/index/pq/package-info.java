/**
 * Product quantisation (Jégou, Douze and Schmid, Product Quantization for Nearest Neighbor Search,
 * PAMI 2011): a vector is cut into sub-vectors, each of which is replaced by the nearest of a few
 * codewords. Milvus' {@code m} is the paper's m, the number of sub-quantisers; {@code nbits} is the
 * paper's log₂ k*, the bits of each one's code. Queries are not quantised: distances are the
 * paper's asymmetric ones (ADC).
 */
@NullMarked
package io.cinclus.index.pq;

import org.jspecify.annotations.NullMarked;
