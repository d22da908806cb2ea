package io.cinclus.vector;

/**
 * Scores rows against one query at a time, exactly or by their codes: larger is better. Not
 * thread-safe.
 */
public interface RowScorer {

  /** Sets the query, which must have the rows' dimension and is not copied. */
  void query(float[] query);

  /** How many rows there are to score. */
  int rows();

  /** The score of a row. */
  float score(int row);

  /** Scores all rows of a batch. */
  void score(RowBatch batch);
}
