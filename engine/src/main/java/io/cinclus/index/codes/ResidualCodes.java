package io.cinclus.index.codes;

import io.cinclus.vector.RowScorer;

/**
 * Codes of what is left of the rows of inverted lists without the centroids of their lists, in the
 * order of the lists. Immutable.
 */
public interface ResidualCodes extends Codes {

  @Override
  ListScorer scorer();

  /** Scores the places of one list after another. Not thread-safe. */
  interface ListScorer extends RowScorer {

    /** Goes to a list, after a query and before a place in the list is scored. */
    void enter(int list);
  }
}
