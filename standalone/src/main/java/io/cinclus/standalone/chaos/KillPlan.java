package io.cinclus.standalone.chaos;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * When and how each process ends, as the seed says, whatever it is doing then: starting, restoring,
 * replaying, being checked, or working. Used by one thread.
 */
final class KillPlan {
  private static final int FROM_READY_ONE_IN = 2;
  private static final int STOP_ONE_IN = 3;
  private static final int MIN_FROM_START_MILLIS = 2_000;

  /** Some of those that are killed from their begin should have become ready before. */
  private static final int MAX_STARTS = 2;

  /** The first process must live until there is something to restore. */
  private static final int MIN_FIRST_MILLIS = 3_000;

  private static final int MAX_FROM_READY_SHARE = 10;

  private final SplittableRandom random;
  private final int maxFromReadyMillis;
  private boolean isFirst = true;

  /** For a run of this duration: some six or more processes end in it. */
  KillPlan(long seed, Duration duration) {
    random = new SplittableRandom(seed);
    maxFromReadyMillis =
        (int) Math.max(6_000, Math.min(12_000, duration.toMillis() / MAX_FROM_READY_SHARE));
  }

  /**
   * The end of a process.
   *
   * @param fromReady counted from when it says that it is ready, or from its begin
   * @param delayMillis until then
   * @param isStop with SIGTERM, or with SIGKILL
   */
  record End(boolean fromReady, int delayMillis, boolean isStop) {}

  /**
   * The end of the next process.
   *
   * @param start how long a process takes until it is ready, on this machine
   */
  End next(Duration start) {
    if (isFirst) {
      isFirst = false;
      return new End(true, random.nextInt(MIN_FIRST_MILLIS, maxFromReadyMillis), false);
    }
    if (random.nextInt(FROM_READY_ONE_IN) > 0) {
      int maxMillis = (int) Math.max(2L * MIN_FROM_START_MILLIS, MAX_STARTS * start.toMillis());
      return new End(false, random.nextInt(MIN_FROM_START_MILLIS, maxMillis), false);
    }
    int delayMillis = random.nextInt(maxFromReadyMillis);
    return new End(true, delayMillis, random.nextInt(STOP_ONE_IN) == 0);
  }
}
