package io.cinclus.standalone.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Notices a collection that is not answered for while others are: the time without an answer is
 * summed up over all lives of the process, until there is one. Thread-safe.
 */
final class Availability {
  /** Without an answer for this long the run has failed. */
  static final Duration MAX_OUTAGE = Duration.ofSeconds(30);

  private final Map<String, Outage> outages = new HashMap<>();

  private static final class Outage {
    private int life;
    private long untilNanos;
    private long totalNanos;
  }

  /** What is answered for apart from the rest: reads of a collection, or its writes. */
  private static String subject(Operation operation) {
    Operation plain =
        operation instanceof Operation.Through through ? through.operation() : operation;
    boolean isWrite =
        plain instanceof Operation.Insert
            || plain instanceof Operation.Delete
            || plain instanceof Operation.Flush;
    return (isWrite ? "writes of " : "reads of ") + operation.collection();
  }

  synchronized void answered(Operation operation) {
    outages.remove(subject(operation));
  }

  /**
   * An operation had no answer from one time to another.
   *
   * @param life number of the process
   * @throws Violation where there has been none for too long
   */
  synchronized void unanswered(Operation operation, int life, long fromNanos, long toNanos) {
    String subject = subject(operation);
    Outage outage = outages.computeIfAbsent(subject, key -> new Outage());
    if (outage.totalNanos == 0 || outage.life != life) {
      outage.life = life;
      outage.untilNanos = fromNanos;
    }
    outage.totalNanos += Math.max(0, toNanos - outage.untilNanos);
    outage.untilNanos = Math.max(outage.untilNanos, toNanos);
    if (outage.totalNanos > MAX_OUTAGE.toNanos()) {
      throw new Violation(
          Violation.Kind.UNAVAILABLE,
          "%s had no answer for %s while the process lived"
              .formatted(subject, Duration.ofNanos(outage.totalNanos)));
    }
  }
}
