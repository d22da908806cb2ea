package io.cinclus.filter;

/**
 * A part of a checked filter: names are field ids, types fit. Immutable and thread-safe. Evaluated
 * a {@link Block} at a time.
 */
sealed interface Expression
    permits Predicate, NumberValue, TextValue, TimeValue, Interval, JsonPath, WholeField {

  /** The rows of the block for which there is no value. The caller must not change the set. */
  long[] missing(Block block);
}
