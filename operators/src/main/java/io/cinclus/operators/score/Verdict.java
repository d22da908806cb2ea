package io.cinclus.operators.score;

import java.util.Objects;

/**
 * What somebody who knows better says of an event. Immutable.
 *
 * @param tenant of the event
 * @param id of the event
 * @param timeMillis when it was given, milliseconds since 1970: it counts for events from then on
 * @param accepted whether later events are to be scored against the event
 */
public record Verdict(String tenant, String id, long timeMillis, boolean accepted) {
  public Verdict {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(id, "id");
  }
}
