package io.cinclus.operators.score;

import io.cinclus.anomaly.Decision;
import java.util.Objects;

/**
 * An event's score. Immutable.
 *
 * @param tenant of the event
 * @param id of the event
 * @param timeMillis of the event
 * @param score the higher, the more anomalous; finite, at least 0
 * @param decision whether later events are scored against it
 */
public record ScoredEvent(
    String tenant, String id, long timeMillis, double score, Decision decision) {
  public ScoredEvent {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(decision, "decision");
  }
}
