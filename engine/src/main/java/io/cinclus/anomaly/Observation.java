package io.cinclus.anomaly;

import java.util.Objects;

/**
 * What is scored. Immutable if its values are left alone.
 *
 * @param id names it within its stream
 * @param timeMillis when it happened, milliseconds since 1970
 * @param values its features, at least one; NaN is a value that is missing
 */
@SuppressWarnings("ArrayRecordComponent")
public record Observation(String id, long timeMillis, float[] values) {
  public Observation {
    Objects.requireNonNull(id, "id");
    if (values.length == 0) {
      throw new IllegalArgumentException("event " + id + " has no values");
    }
    for (int column = 0; column < values.length; column++) {
      if (Float.isInfinite(values[column])) {
        throw new IllegalArgumentException(
            "value %d of event %s is infinite: leave it out as NaN, or give a number"
                .formatted(column, id));
      }
    }
  }
}
