package io.cinclus.operators.score;

import io.cinclus.anomaly.Observation;
import java.util.Objects;

/**
 * An event to score. Immutable if its values are left alone.
 *
 * @param tenant events are scored against others of the same tenant only
 * @param id names it within its tenant; the key of its row, where accepted events go to a
 *     collection
 * @param timeMillis when it happened, milliseconds since 1970
 * @param values its features, as many in all events of a tenant; NaN is one that is missing
 */
@SuppressWarnings("ArrayRecordComponent")
public record Event(String tenant, String id, long timeMillis, float[] values) {
  public Event {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(values, "values");
  }

  static Event of(String tenant, Observation observation) {
    return new Event(tenant, observation.id(), observation.timeMillis(), observation.values());
  }
}
