package io.cinclus.operators.score;

import io.cinclus.anomaly.Observation;

/**
 * An event or a verdict, in one type so that they have one order. Immutable.
 *
 * @param tenant of the event
 * @param id of the event
 * @param timeMillis of the event or of the verdict
 * @param values of the event; none of a verdict
 * @param kind which it is
 */
@SuppressWarnings("ArrayRecordComponent")
public record ScoringInput(String tenant, String id, long timeMillis, float[] values, Kind kind) {
  private static final float[] NONE = {};

  /** What an input is. */
  public enum Kind {
    EVENT,
    ACCEPTANCE,
    REJECTION
  }

  static ScoringInput of(Event event) {
    return new ScoringInput(
        event.tenant(), event.id(), event.timeMillis(), event.values(), Kind.EVENT);
  }

  static ScoringInput of(Verdict verdict) {
    return new ScoringInput(
        verdict.tenant(),
        verdict.id(),
        verdict.timeMillis(),
        NONE,
        verdict.accepted() ? Kind.ACCEPTANCE : Kind.REJECTION);
  }

  Observation observation() {
    return new Observation(id, timeMillis, values);
  }
}
