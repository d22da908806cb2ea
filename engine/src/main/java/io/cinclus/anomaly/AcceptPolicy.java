package io.cinclus.anomaly;

import java.io.Serializable;

/**
 * Which events the later ones are scored against. What decides is the score, the events' own times
 * and verdicts, never a clock. Immutable.
 */
public sealed interface AcceptPolicy extends Serializable {

  /** Every event. Anomalies that come in clusters then hide each other. */
  record Always() implements AcceptPolicy {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Events whose score is at most this.
   *
   * @param threshold in the scorer's own unit
   */
  record Below(double threshold) implements AcceptPolicy {
    private static final long serialVersionUID = 1L;

    public Below {
      if (!(threshold >= 0)) {
        throw new IllegalArgumentException("a threshold is at least 0, not " + threshold);
      }
    }
  }

  /**
   * Events whose score is at most a quantile of the scores just before it, those of rejected events
   * included: about {@code quantile} of all events are accepted.
   *
   * @param quantile above 0, below 1
   * @param scores of how many events the quantile is
   */
  record BelowQuantile(double quantile, int scores) implements AcceptPolicy {
    private static final long serialVersionUID = 1L;

    public static final int DEFAULT_SCORES = 1024;
    static final int MAX_SCORES = 1 << 16;

    public BelowQuantile {
      if (!(quantile > 0 && quantile < 1)) {
        throw new IllegalArgumentException("a quantile is above 0 and below 1, not " + quantile);
      }
      if (scores < 1 || scores > MAX_SCORES) {
        throw new IllegalArgumentException(
            "a quantile is of 1 to %d scores, not %d".formatted(MAX_SCORES, scores));
      }
    }
  }

  /**
   * Every event, once an event comes that is so much later.
   *
   * @param delayMillis by the events' own times
   * @param maxPending events that wait at the same time; beyond it the one that has waited longest
   *     is accepted early
   */
  record Delayed(long delayMillis, int maxPending) implements AcceptPolicy {
    private static final long serialVersionUID = 1L;

    public Delayed {
      checkPending(delayMillis, maxPending);
    }
  }

  /**
   * Events that a verdict accepts. One that gets none in time is rejected.
   *
   * @param waitMillis for a verdict, by the events' own times
   * @param maxPending events that wait at the same time; beyond it the one that has waited longest
   *     is rejected early
   */
  record OnVerdict(long waitMillis, int maxPending) implements AcceptPolicy {
    private static final long serialVersionUID = 1L;

    public OnVerdict {
      checkPending(waitMillis, maxPending);
    }
  }

  private static void checkPending(long millis, int maxPending) {
    if (millis < 0 || maxPending < 1) {
      throw new IllegalArgumentException(
          "events wait 0 ms or longer and at least 1 may, not %d ms and %d"
              .formatted(millis, maxPending));
    }
  }
}
