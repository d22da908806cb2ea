package io.cinclus.operators.enrich;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Says what is asked for an event. Called on the task's thread; must not block.
 *
 * @param <T> the event
 */
@FunctionalInterface
public interface Asking<T> extends Serializable {
  /** The question; null where the event needs none: then its answer has no hits. */
  @Nullable Question question(T event);
}
