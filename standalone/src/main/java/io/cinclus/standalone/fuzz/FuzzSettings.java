package io.cinclus.standalone.fuzz;

import java.time.Duration;

/**
 * A run. Immutable.
 *
 * @param seed of the first case; the others have the numbers after it
 * @param cases how many at most
 * @param duration after which no case begins
 * @param caseLimit after which a case hangs
 */
public record FuzzSettings(long seed, long cases, Duration duration, Duration caseLimit) {
  /** A hundred times what the slowest cases take. */
  public static final Duration CASE_LIMIT = Duration.ofMinutes(2);

  public FuzzSettings {
    if (cases < 1) {
      throw new IllegalArgumentException("there must be at least one case, not " + cases);
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("the duration must be positive, not " + duration);
    }
  }
}
