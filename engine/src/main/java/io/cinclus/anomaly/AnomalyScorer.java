package io.cinclus.anomaly;

/**
 * Scores events against the rows of a {@link ReferenceSet}. A score is a function of the event, of
 * the rows when {@link #learn} was last called and of those appended since, in their order; so a
 * scorer is never stored: it is made again from its rows. Not thread-safe.
 */
interface AnomalyScorer {
  /** Forgets everything and learns from all rows of the set, of which there may be none. */
  void learn(ReferenceSet rows);

  /** Takes note of the last row of the set, which is the only one that is new. */
  void append(ReferenceSet rows);

  /**
   * Prepares the scores of events, none of which changes meanwhile; together they cost less. Valid
   * until the next call of {@link #learn} or of this.
   *
   * @param events as many values each as the rows have
   */
  Batch batch(float[][] events);

  /** Events whose scores are asked for one after the other. */
  interface Batch {
    /** The score of an event against all rows there are now; finite, at least 0. */
    double score(int event);
  }
}
