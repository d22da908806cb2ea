package io.cinclus.access;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How much an access node takes on at a time; what is beyond is refused, and clients come again.
 * Immutable.
 *
 * @param requestTimeout within which searches and queries are answered
 * @param callThreads calls that run, or wait for Kafka to take a record, at the same time
 * @param maxWaitingCalls calls that wait for a thread
 * @param maxAnswerBytes of one answer
 * @param maxAnswersBytes of all answers that are read in several parts
 */
public record AccessLimits(
    Duration requestTimeout,
    int callThreads,
    int maxWaitingCalls,
    long maxAnswerBytes,
    long maxAnswersBytes) {
  private static final int MAX_WAITING_CALLS = 1_000_000;

  public AccessLimits {
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException(
          "%s must be some time, not %s"
              .formatted(AccessOptions.REQUEST_TIMEOUT.key(), requestTimeout));
    }
    if (callThreads < 1 || maxWaitingCalls < 1 || maxWaitingCalls > MAX_WAITING_CALLS) {
      throw new IllegalArgumentException(
          "%s is %d and %s is %d: both must be at least 1, and the latter at most %d"
              .formatted(
                  AccessOptions.CALL_THREADS.key(),
                  callThreads,
                  AccessOptions.MAX_WAITING_CALLS.key(),
                  maxWaitingCalls,
                  MAX_WAITING_CALLS));
    }
    if (maxAnswerBytes < 1 || maxAnswersBytes < maxAnswerBytes) {
      throw new IllegalArgumentException(
          "%s must have room for one answer of %s"
              .formatted(AccessOptions.MAX_ANSWERS.key(), AccessOptions.MAX_ANSWER.key()));
    }
  }

  /** What the options say; {@link IllegalArgumentException} where that cannot be. */
  public static AccessLimits from(ReadableConfig config) {
    return new AccessLimits(
        config.get(AccessOptions.REQUEST_TIMEOUT),
        config.get(AccessOptions.CALL_THREADS),
        config.get(AccessOptions.MAX_WAITING_CALLS),
        config.get(AccessOptions.MAX_ANSWER).getBytes(),
        config.get(AccessOptions.MAX_ANSWERS).getBytes());
  }

  /** The defaults. */
  public static AccessLimits standard() {
    return from(new Configuration());
  }
}
