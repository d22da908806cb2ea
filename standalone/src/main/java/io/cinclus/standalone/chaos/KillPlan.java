package io.cinclus.standalone.chaos;

import java.util.SplittableRandom;

/** When the process is killed, as the seed says. Used by one thread. */
final class KillPlan {
  /** Of so many kills one is in the middle of the start. */
  private static final int STARTS_ONE_IN = 3;

  /** A start takes some ten seconds on two cores. */
  private static final int MAX_INTO_START_MILLIS = 8_000;

  private static final int MIN_RUN_MILLIS = 1_000;
  private static final int MAX_RUN_MILLIS = 11_000;

  private final SplittableRandom random;

  KillPlan(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * A kill.
   *
   * @param duringStart counted from the process's begin; or from when it has been checked
   * @param delayMillis until the kill
   */
  record Kill(boolean duringStart, int delayMillis) {}

  Kill next() {
    boolean duringStart = random.nextInt(STARTS_ONE_IN) == 0;
    int delayMillis =
        duringStart
            ? random.nextInt(MAX_INTO_START_MILLIS)
            : random.nextInt(MIN_RUN_MILLIS, MAX_RUN_MILLIS);
    return new Kill(duringStart, delayMillis);
  }
}
