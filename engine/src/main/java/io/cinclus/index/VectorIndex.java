package io.cinclus.index;

import io.cinclus.vector.Bits;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import org.jspecify.annotations.Nullable;

/**
 * An open index over the rows of one segment. Immutable and safe for concurrent searches.
 *
 * <p>A search fills the caller's {@link TopK}, which it clears first and which fixes {@code k} and,
 * for a range search, the range of scores. Only allowed rows are offered, each at most once, with
 * exactly the score that {@link io.cinclus.vector.Scorer} gives them. The caller sorts.
 */
public interface VectorIndex {

  IndexType type();

  /** How many rows are indexed. */
  int rows();

  /** The dimension of the rows and queries. */
  int dim();

  Metric metric();

  /** Heap the index holds beyond the vectors it was opened with. */
  long memoryBytes();

  /**
   * Fills {@code out} with the nearest allowed rows.
   *
   * @param params as validated for this index' type
   * @param allow the rows to consider, of size {@link #rows()}; null for all
   * @throws IllegalArgumentException if the query's dimension or the bitset's size is wrong
   */
  void search(float[] query, SearchParams params, @Nullable Bits allow, TopK out);

  /**
   * The same for several queries, {@code out[i]} for {@code queries[i]}. Where the data are
   * scanned, this is much faster than one query after another.
   */
  default void search(float[][] queries, SearchParams params, @Nullable Bits allow, TopK[] out) {
    if (queries.length != out.length) {
      throw new IllegalArgumentException(
          queries.length + " queries but " + out.length + " results");
    }
    for (int i = 0; i < queries.length; i++) {
      search(queries[i], params, allow, out[i]);
    }
  }
}
