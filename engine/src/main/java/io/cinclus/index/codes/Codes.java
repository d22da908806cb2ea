package io.cinclus.index.codes;

import io.cinclus.index.IndexSections;
import io.cinclus.vector.RowScorer;

/** Rows in fewer bytes than their vectors. Immutable. */
public interface Codes {

  /**
   * Scores rows by their codes. Such scores are of order only, and not always the right one:
   * whoever wants exact ones scores the best rows again by their vectors.
   */
  RowScorer scorer();

  /** Heap that the codes take. */
  long memoryBytes();

  /** Adds the codes to a file. */
  void write(IndexSections out);
}
