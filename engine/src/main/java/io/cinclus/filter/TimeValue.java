package io.cinclus.filter;

/**
 * A point in time in each row.
 *
 * @param micros since 1970 in UTC: those of a field, perhaps shifted, or a constant
 */
record TimeValue(NumberValue micros) implements Expression {
  @Override
  public long[] missing(Block block) {
    return micros.missing(block);
  }
}
