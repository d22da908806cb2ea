package io.cinclus.operators.enrich;

import io.cinclus.client.RetryPolicy;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How searches for a stream's events are made. Immutable.
 *
 * @param order of the results
 * @param capacity events of a subtask whose search is under way; beyond it the stream waits
 * @param timeoutMillis of an event: of its search with all repetitions
 * @param retries of searches that fail for a reason that passes
 * @param onError what becomes of an event whose search failed for good
 */
public record EnrichOptions(
    Order order, int capacity, long timeoutMillis, RetryPolicy retries, OnError onError)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** In order, 100 at a time, 30 s each, and a failure fails the job. */
  public static final EnrichOptions DEFAULT =
      new EnrichOptions(
          Order.ORDERED, 100, Duration.ofSeconds(30).toMillis(), RetryPolicy.DEFAULT, OnError.FAIL);

  /** The order of results. */
  public enum Order {
    /** That of the events. */
    ORDERED,
    /** As they come, but no result passes a watermark. */
    UNORDERED
  }

  /** What becomes of an event without an answer. */
  public enum OnError {
    /** The job fails, and restarts as it is told to. */
    FAIL,
    /** It is left out, and counted in the metric {@code searchesDropped}. */
    DROP,
    /** Its answer says what went wrong. */
    EMIT
  }

  public EnrichOptions {
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(retries, "retries");
    Objects.requireNonNull(onError, "onError");
    if (capacity < 1 || timeoutMillis < 1) {
      throw new IllegalArgumentException(
          "capacity and timeout must be at least 1, not %d events and %d ms"
              .formatted(capacity, timeoutMillis));
    }
  }

  public EnrichOptions withOrder(Order results) {
    return new EnrichOptions(results, capacity, timeoutMillis, retries, onError);
  }

  public EnrichOptions withCapacity(int events) {
    return new EnrichOptions(order, events, timeoutMillis, retries, onError);
  }

  public EnrichOptions withTimeout(Duration timeout) {
    return new EnrichOptions(order, capacity, timeout.toMillis(), retries, onError);
  }

  public EnrichOptions withRetries(RetryPolicy policy) {
    return new EnrichOptions(order, capacity, timeoutMillis, policy, onError);
  }

  public EnrichOptions withOnError(OnError policy) {
    return new EnrichOptions(order, capacity, timeoutMillis, retries, policy);
  }
}
