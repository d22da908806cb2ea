package io.cinclus.anomaly;

/** What becomes of an event once it has its score. */
public enum Decision {
  /** It is among those that the events after it are scored against. */
  ACCEPTED,
  /** It never will be. */
  REJECTED,
  /** It will be decided later: by the time of later events, or by a verdict. */
  PENDING
}
