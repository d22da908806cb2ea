package io.cinclus.anomaly;

import java.io.Serializable;

/**
 * How many accepted events there are to score against, and how often what is learned from them is
 * learned anew. Old events leave when that happens, so up to {@code refreshRows} more are there in
 * between. Immutable.
 *
 * @param maxRows the newest accepted events are kept
 * @param maxAgeMillis and of them those that are not so much older than the newest event, by the
 *     events' own times; {@link #NO_AGE} for all. The newest {@link StreamScorer#MIN_ROWS} stay
 * @param refreshRows accepted events between two times of learning; while there are few, it is done
 *     whenever they have grown by a quarter
 * @param warmUpRows events that are accepted before the policy is asked for the first time
 */
public record ReferenceWindow(int maxRows, long maxAgeMillis, int refreshRows, int warmUpRows)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final long NO_AGE = Long.MAX_VALUE;
  public static final int MAX_ROWS = 1 << 20;
  public static final ReferenceWindow DEFAULT = new ReferenceWindow(2048, NO_AGE, 512, 64);

  public ReferenceWindow {
    if (maxRows < StreamScorer.MIN_ROWS || maxRows > MAX_ROWS) {
      throw new IllegalArgumentException(
          "a window has %d to %d rows, not %d".formatted(StreamScorer.MIN_ROWS, MAX_ROWS, maxRows));
    }
    if (maxAgeMillis < 1 || refreshRows < 1 || refreshRows > maxRows) {
      throw new IllegalArgumentException(
          "a window's age is at least 1 ms and it is refreshed at least once per %d rows, not %d ms and %d rows"
              .formatted(maxRows, maxAgeMillis, refreshRows));
    }
    if (warmUpRows < 0 || warmUpRows > maxRows) {
      throw new IllegalArgumentException(
          "0 to %d rows of warm-up, not %d".formatted(maxRows, warmUpRows));
    }
  }

  public ReferenceWindow withMaxRows(int rows) {
    return new ReferenceWindow(
        rows, maxAgeMillis, Math.min(refreshRows, rows), Math.min(warmUpRows, rows));
  }

  public ReferenceWindow withMaxAge(long millis) {
    return new ReferenceWindow(maxRows, millis, refreshRows, warmUpRows);
  }
}
