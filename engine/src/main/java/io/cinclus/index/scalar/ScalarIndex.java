package io.cinclus.index.scalar;

import org.jspecify.annotations.Nullable;

/** An open index over the values of the rows of one segment. Immutable and thread-safe. */
public interface ScalarIndex {

  ScalarParams params();

  /** How many rows are indexed. */
  int rows();

  /** Heap the index holds. */
  long memoryBytes();

  /** How many rows have no value of the index' kind: of those most conditions are unknown. */
  int missing();

  /**
   * At least and at most how many rows the condition is true of, found in far less time than {@link
   * #answer} takes; null where the index cannot answer it, or not faster than a scan.
   */
  @Nullable RowCount count(Condition condition);

  /** Of which rows the condition is true; null exactly where {@link #count} is. */
  @Nullable Answer answer(Condition condition);
}
