package io.cinclus.vector;

/**
 * Scores rows against the query it has, exactly or by their codes: larger is better. Not
 * thread-safe.
 */
public interface BatchScorer {

  /** How many rows there are to score. */
  int rows();

  /** The score of a row. */
  float score(int row);

  /** Scores all rows of a batch. */
  default void score(RowBatch batch) {
    for (int i = 0; i < batch.count(); i++) {
      batch.scores()[i] = score(batch.ids()[i]);
    }
  }
}
