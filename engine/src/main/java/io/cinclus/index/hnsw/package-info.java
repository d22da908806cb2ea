/**
 * Hierarchical navigable small world graphs (Malkov and Yashunin 2016, "Efficient and robust
 * approximate nearest neighbor search using Hierarchical Navigable Small World graphs").
 *
 * <table>
 * <caption>Names of the paper</caption>
 * <tr><td>M</td><td>{@code m}, links of a new row; M_max is M and M_max0 is 2M</td></tr>
 * <tr><td>efConstruction, ef</td><td>the same</td></tr>
 * <tr><td>INSERT (algorithm 1)</td><td>{@code Insertion}</td></tr>
 * <tr><td>SEARCH-LAYER (2), K-NN-SEARCH (5)</td><td>{@code GraphSearch}</td></tr>
 * <tr><td>W and C</td><td>{@code Beam}; where not every row counts, a heap for each</td></tr>
 * <tr><td>SELECT-NEIGHBORS-HEURISTIC (4)</td><td>{@code NeighbourSelection}</td></tr>
 * </table>
 *
 * <p>The graph of an index is built in batches, as in ParlayANN (Manohar et al. 2024, "ParlayANN:
 * Scalable and deterministic parallel graph-based approximate nearest neighbor search algorithms"),
 * by {@code HnswBuilder}: of {@code BATCH_ROWS}, and in rounds of prefix doubling. A {@code
 * GrowingGraph} grows row by row.
 */
@NullMarked
package io.cinclus.index.hnsw;

import org.jspecify.annotations.NullMarked;
