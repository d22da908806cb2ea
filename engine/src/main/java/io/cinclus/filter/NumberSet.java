package io.cinclus.filter;

import io.cinclus.index.scalar.Values;
import java.util.Arrays;
import java.util.List;

/**
 * An immutable set of numbers that finds an int64 or a float64 by its numeric value: 1 and 1.0 are
 * the same, 2^53 + 1 and the float64 next to it are not.
 */
final class NumberSet {
  private static final double TWO_TO_63 = 0x1p63;

  private final LongSet longs;
  private final double[] doubles;
  private final int size;

  NumberSet(List<NumberValue.Constant> values) {
    longs =
        new LongSet(
            values.stream().filter(NumberSet::isLong).mapToLong(NumberSet::asLong).toArray());
    doubles =
        values.stream()
            .filter(NumberSet::isDouble)
            .mapToDouble(value -> value.asDouble() + 0.0) // -0.0 becomes 0.0
            .sorted()
            .distinct()
            .toArray();
    size = longs.size() + (int) Arrays.stream(doubles).filter(number -> !isLong(number)).count();
  }

  private static boolean isLong(NumberValue.Constant value) {
    if (value instanceof NumberValue.LongConstant) {
      return true;
    }
    return isLong(value.asDouble());
  }

  private static boolean isLong(double number) {
    return number == Math.rint(number) && number >= -TWO_TO_63 && number < TWO_TO_63;
  }

  /** A Long where the number is an int64, else a Double: equal for equal numbers. */
  static Object value(double number) {
    return isLong(number) ? (Object) (long) number : (Object) number;
  }

  private static long asLong(NumberValue.Constant value) {
    return value instanceof NumberValue.LongConstant integer
        ? integer.value()
        : (long) value.asDouble();
  }

  private static boolean isDouble(NumberValue.Constant value) {
    if (value instanceof NumberValue.LongConstant integer) {
      double number = integer.value();
      return number != TWO_TO_63 && (long) number == integer.value();
    }
    return true;
  }

  boolean contains(long value) {
    return longs.contains(value);
  }

  boolean contains(double value) {
    return Arrays.binarySearch(doubles, value + 0.0) >= 0;
  }

  /** How many different numbers there are. */
  int size() {
    return size;
  }

  boolean isEmpty() {
    return longs.isEmpty() && doubles.length == 0;
  }

  /** The numbers in the form that indexes take. */
  Values values() {
    return Values.ofNumbers(longs.toArray(), doubles);
  }

  /** The int64 values, ascending; a new array. */
  long[] longs() {
    return longs.toArray();
  }
}
