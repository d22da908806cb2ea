package io.cinclus.client;

import io.cinclus.model.ErrorCode;
import java.io.Serializable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How often a request is sent again that failed for a reason that passes. The pause before each
 * repetition is twice the one before it, up to a limit; of each a random half is left out, so that
 * those who were refused together do not come back together.
 *
 * @param maxRetries repetitions of one request; 0: none
 * @param firstPauseMillis before the first repetition
 * @param maxPauseMillis before any
 */
public record RetryPolicy(int maxRetries, long firstPauseMillis, long maxPauseMillis)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** About half a minute's patience, if the time of the request allows. */
  public static final RetryPolicy DEFAULT = new RetryPolicy(10, 50, 5_000);

  public static final RetryPolicy NONE = new RetryPolicy(0, 1, 1);

  /** What passes: an overload, a server that starts, an answer that was late. */
  private static final Set<ErrorCode> PASSING =
      EnumSet.of(ErrorCode.OVERLOADED, ErrorCode.NOT_READY, ErrorCode.EXPIRED);

  public RetryPolicy {
    if (maxRetries < 0 || firstPauseMillis < 1 || maxPauseMillis < firstPauseMillis) {
      throw new IllegalArgumentException(
          "retries must be at least 0, the first pause at least 1 ms and the longest no shorter, not %d, %d ms and %d ms"
              .formatted(maxRetries, firstPauseMillis, maxPauseMillis));
    }
  }

  public RetryPolicy withMaxRetries(int retries) {
    return new RetryPolicy(retries, firstPauseMillis, maxPauseMillis);
  }

  public RetryPolicy withPauses(Duration first, Duration longest) {
    return new RetryPolicy(maxRetries, first.toMillis(), longest.toMillis());
  }

  /** Whether a request that failed so may succeed if it is sent again. */
  public static boolean isRetryable(ErrorCode code) {
    return PASSING.contains(code);
  }

  /** The longest pause before a repetition, of which the first has the number 0. */
  long pauseMillis(int repetition) {
    int doublings = Math.min(repetition, Long.numberOfLeadingZeros(firstPauseMillis) - 1);
    return Math.min(maxPauseMillis, firstPauseMillis << doublings);
  }
}
