package io.cinclus.index;

import io.cinclus.vector.Bits;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorData;
import org.jspecify.annotations.Nullable;

/**
 * An open index over the rows of one segment. Immutable and safe for concurrent searches.
 *
 * <p>A search fills the caller's {@link TopK}s, which it clears first and which fix {@code k} and,
 * for a range search, the range of scores. Only allowed rows are offered, each at most once, with
 * exactly the score that the scorer of their kind gives them ({@link io.cinclus.vector.Scorer},
 * {@link io.cinclus.vector.BinaryScorer}, {@link io.cinclus.vector.SparseScorer}). The caller
 * sorts.
 *
 * <p>An index that reads a file as it is searched holds it until {@link #close}. Whoever opened it
 * closes it once no search is under way; one that is forgotten is closed when it is collected.
 */
public interface VectorIndex extends AutoCloseable {

  IndexType type();

  /** How many rows are indexed. */
  int rows();

  /** The dimension of the rows and queries; 0 for sparse vectors. */
  int dim();

  Metric metric();

  /** Heap the index holds beyond the vectors it was opened with. */
  long memoryBytes();

  /**
   * Fills {@code out[i]} with the allowed rows nearest to row {@code i} of the queries. Where the
   * data are scanned, several queries at once are much faster than one after another.
   *
   * @param queries of the kind and dimension of the rows
   * @param params as validated for this index' type
   * @param allow the rows to consider, of size {@link #rows()}; null for all
   * @throws IllegalArgumentException if the queries' kind, dimension or number or the bitset's size
   *     is wrong
   * @throws java.io.UncheckedIOException if the index is in a file that cannot be read, or is
   *     damaged, which is a {@link CorruptIndexException}
   */
  void search(VectorData queries, SearchParams params, @Nullable Bits allow, TopK[] out);

  /** Gives back the file, if there is one. Does not wait for searches. */
  @Override
  default void close() {}
}
