package io.cinclus.operators.score;

import java.util.Objects;

/**
 * An event that is scored against from now on, or is no longer. Immutable.
 *
 * @param event the event
 * @param entered whether it was accepted; else it is too old by now
 */
public record ReferenceChange(Event event, boolean entered) {
  public ReferenceChange {
    Objects.requireNonNull(event, "event");
  }
}
