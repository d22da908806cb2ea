package io.cinclus.filter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The numbers that stand in a relation to a constant, as two closed ranges: of the int64 and of the
 * float64 that do. Exact whatever the constant: nothing is rounded. Immutable.
 *
 * @param low the smallest int64 inside; above {@code high} where none is
 * @param high the largest int64 inside
 * @param floor the smallest float64 inside; above {@code ceiling} where none is
 * @param ceiling the largest float64 inside
 */
record Bounds(long low, long high, double floor, double ceiling) {
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  /** The {@code x} for which {@code x relation constant} holds. */
  static Bounds of(Relation relation, BigDecimal constant) {
    BigInteger whole = constant.setScale(0, RoundingMode.FLOOR).toBigInteger();
    BigInteger wholeUp = constant.setScale(0, RoundingMode.CEILING).toBigInteger();
    double near = below(constant);
    double nearUp = -below(constant.negate());
    return switch (relation) {
      case EQUAL -> of(wholeUp, whole, nearUp, near);
      case LESS ->
          of(
              MIN,
              wholeUp.subtract(BigInteger.ONE),
              Double.NEGATIVE_INFINITY,
              Math.nextDown(nearUp));
      case AT_MOST -> of(MIN, whole, Double.NEGATIVE_INFINITY, near);
      case GREATER ->
          of(whole.add(BigInteger.ONE), MAX, Math.nextUp(near), Double.POSITIVE_INFINITY);
      case AT_LEAST -> of(wholeUp, MAX, nearUp, Double.POSITIVE_INFINITY);
    };
  }

  Bounds and(Bounds other) {
    return new Bounds(
        Math.max(low, other.low),
        Math.min(high, other.high),
        Math.max(floor, other.floor),
        Math.min(ceiling, other.ceiling));
  }

  private static Bounds of(BigInteger low, BigInteger high, double floor, double ceiling) {
    BigInteger from = low.max(MIN);
    BigInteger to = high.min(MAX);
    return from.compareTo(to) > 0
        ? new Bounds(1, 0, floor, ceiling)
        : new Bounds(from.longValueExact(), to.longValueExact(), floor, ceiling);
  }

  /** The largest float64 that is not above the constant. */
  private static double below(BigDecimal constant) {
    double rounded = constant.doubleValue();
    return new BigDecimal(rounded).compareTo(constant) > 0 ? Math.nextDown(rounded) : rounded;
  }
}
