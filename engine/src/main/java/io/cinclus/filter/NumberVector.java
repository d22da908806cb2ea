package io.cinclus.filter;

/**
 * The numbers of a block's rows. Immutable once made; its arrays may be a column's own. What stands
 * in a row that is missing means nothing.
 */
sealed interface NumberVector permits LongVector, DoubleVector, MixedVector {

  /** The rows without a number. The caller must not change it. */
  long[] missing();

  /** The rows whose number is within the bounds, missing rows not looked at. A new set. */
  long[] within(Bounds bounds, int count);

  /** The rows whose number is in the set, missing rows not looked at. A new set. */
  long[] among(NumberSet set, int count);

  /** The same numbers as float64, int64 rounded. */
  DoubleVector toDoubles(int count);

  MixedVector toMixed(int count);

  /** Row by row; a row is missing where either side is or where there is no result. */
  static NumberVector calculate(
      Operator operator, NumberVector left, NumberVector right, int count) {
    if (left instanceof LongVector a && right instanceof LongVector b) {
      return operator == Operator.POWER
          ? DoubleVector.calculate(operator, a.toDoubles(count), b.toDoubles(count), count)
          : LongVector.calculate(operator, a, b, count);
    }
    if (left instanceof MixedVector || right instanceof MixedVector) {
      return MixedVector.calculate(operator, left.toMixed(count), right.toMixed(count), count);
    }
    return DoubleVector.calculate(operator, left.toDoubles(count), right.toDoubles(count), count);
  }

  /**
   * The rows where the relation holds, missing rows not looked at. A new set. Exact between int64
   * and float64; a NaN stands in no relation.
   */
  static long[] compare(Relation relation, NumberVector left, NumberVector right, int count) {
    if (left instanceof LongVector a && right instanceof LongVector b) {
      return LongVector.compare(relation, a, b, count);
    }
    if (left instanceof DoubleVector a && right instanceof DoubleVector b) {
      return DoubleVector.compare(relation, a, b, count);
    }
    return MixedVector.compare(relation, left.toMixed(count), right.toMixed(count), count);
  }
}
