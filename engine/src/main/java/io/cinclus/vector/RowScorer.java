package io.cinclus.vector;

/** Scores rows of dense vectors against one query at a time. Not thread-safe. */
public interface RowScorer extends BatchScorer {

  /** Sets the query, which must have the rows' dimension and is not copied. */
  void query(float[] query);
}
