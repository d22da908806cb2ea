/**
 * DiskANN (Jayaram Subramanya, Devvrit, Kadekodi, Krishnaswamy and Simhadri, DiskANN: Fast Accurate
 * Billion-point Nearest Neighbor Search on a Single Node, NeurIPS 2019): a Vamana graph whose
 * vectors and lists are on disk, walked by codes in memory.
 *
 * <table>
 * <caption>Names</caption>
 * <tr><th>here</th><th>in the paper</th></tr>
 * <tr><td>{@code max_degree}</td><td>R</td></tr>
 * <tr><td>{@code search_list_size}</td><td>L of Vamana's build</td></tr>
 * <tr><td>{@code search_list}</td><td>L of BeamSearch</td></tr>
 * <tr><td>{@link io.cinclus.index.diskann.RobustPruning#ALPHA}</td><td>α</td></tr>
 * <tr><td>{@link io.cinclus.index.diskann.RecordFile#BEAM}</td><td>W</td></tr>
 * <tr><td>the first entry</td><td>the medoid s</td></tr>
 * <tr><td>{@link io.cinclus.index.diskann.NodeCache}</td><td>the cached vertices near s</td></tr>
 * </table>
 *
 * <p>Not as in the paper: walks begin at the best of some random rows, and not at the medoid alone;
 * rows are inserted in batches, so that the graph does not depend on the number of threads (as in
 * ParlayANN, Manohar et al. 2024); the codes are those of extended RaBitQ and not product
 * quantisation; inner products are searched in a graph over vectors that are all made as long as
 * the longest by one more coordinate (Bachrach et al. 2014).
 */
@NullMarked
package io.cinclus.index.diskann;

import org.jspecify.annotations.NullMarked;
