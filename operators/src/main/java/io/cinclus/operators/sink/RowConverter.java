package io.cinclus.operators.sink;

import java.io.Serializable;

/**
 * Says what an element of a stream does to a collection. Called by one thread at a time; the same
 * element must always give the same change, since it may be written again after a failure.
 *
 * @param <T> the element
 */
@FunctionalInterface
public interface RowConverter<T> extends Serializable {
  RowChange convert(T element);
}
