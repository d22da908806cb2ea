package io.cinclus.standalone.fraud;

import io.cinclus.operators.score.ScoredEvent;
import io.cinclus.standalone.text.Percentiles;
import java.util.BitSet;

/**
 * What one run gave: each event's score, and how long after it was appended. An event that is
 * scored again, after a failure, must get the same score. Thread-safe.
 */
final class ScoreBoard {
  private final double[] scores;
  private final long[] appendedNanos;
  private final BitSet scored = new BitSet();
  private final Percentiles latencies = new Percentiles();
  private long firstNanos;
  private long lastNanos;

  ScoreBoard(int events) {
    scores = new double[events];
    appendedNanos = new long[events];
  }

  /** The event is about to be appended. */
  synchronized void appended(int event) {
    appendedNanos[event] = System.nanoTime();
  }

  /** {@link IllegalStateException} if the event has another score already. */
  synchronized void scored(ScoredEvent scoredEvent) {
    int event = Integer.parseInt(scoredEvent.id());
    if (scored.get(event)) {
      if (!sameBits(scores[event], scoredEvent.score())) {
        throw new IllegalStateException(
            "event %d was scored %s and then %s"
                .formatted(event, scores[event], scoredEvent.score()));
      }
      return;
    }
    lastNanos = System.nanoTime();
    firstNanos = scored.isEmpty() ? lastNanos : firstNanos;
    scored.set(event);
    scores[event] = scoredEvent.score();
    latencies.add(lastNanos - appendedNanos[event]);
  }

  synchronized int count() {
    return scored.cardinality();
  }

  /** From the first score to the last. */
  synchronized double seconds() {
    return (lastNanos - firstNanos) / 1e9;
  }

  synchronized double[] scores() {
    return scores.clone();
  }

  Percentiles latencies() {
    return latencies;
  }

  /** How many events have the same score, to the bit, on both. */
  static int same(ScoreBoard one, ScoreBoard other) {
    double[] scores = one.scores();
    double[] others = other.scores();
    int same = 0;
    for (int event = 0; event < scores.length; event++) {
      same += sameBits(scores[event], others[event]) ? 1 : 0;
    }
    return same;
  }

  private static boolean sameBits(double a, double b) {
    return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }
}
