package io.cinclus.anomaly;

/** Hears what a {@link StreamScorer} does, in the order in which it does it. */
public interface ScoringListener {
  /** An event has its score: finite, at least 0. */
  void scored(Observation event, double score, Decision decision);

  /** An event has been accepted: later ones are scored against it. */
  void entered(Observation event);

  /** An accepted event is too old by now: no event is scored against it any more. */
  void left(Observation event);
}
