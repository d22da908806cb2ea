package io.cinclus.operators.enrich;

import java.io.Serializable;

/**
 * Puts an event and its answer together. Called by any thread, by several at a time; must not
 * block.
 *
 * @param <T> the event
 * @param <R> the result
 */
@FunctionalInterface
public interface Answering<T, R> extends Serializable {
  R result(T event, Answer answer);
}
