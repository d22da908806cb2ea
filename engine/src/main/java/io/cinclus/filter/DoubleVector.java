package io.cinclus.filter;

import java.util.Arrays;

/** Numbers that are all float64: row {@code i} of the block at {@code values[offset + i]}. */
@SuppressWarnings("ArrayRecordComponent")
record DoubleVector(double[] values, int offset, long[] missing) implements NumberVector {

  @Override
  public long[] within(Bounds bounds, int count) {
    long[] bits = new long[Bits.words(count)];
    double floor = bounds.floor();
    double ceiling = bounds.ceiling();
    for (int i = 0; i < count; i++) {
      double value = values[offset + i];
      bits[i >>> 6] |= ((value >= floor ? 1L : 0L) & (value <= ceiling ? 1L : 0L)) << i;
    }
    return bits;
  }

  @Override
  public long[] among(NumberSet set, int count) {
    long[] bits = new long[Bits.words(count)];
    for (int i = 0; i < count; i++) {
      bits[i >>> 6] |= (set.contains(values[offset + i]) ? 1L : 0L) << i;
    }
    return bits;
  }

  @Override
  public DoubleVector toDoubles(int count) {
    return this;
  }

  @Override
  public MixedVector toMixed(int count) {
    long[] all = new long[missing.length];
    Arrays.fill(all, -1L);
    return new MixedVector(new LongVector(new long[count], 0, missing), this, all, missing);
  }

  static long[] compare(Relation relation, DoubleVector left, DoubleVector right, int count) {
    long[] bits = new long[Bits.words(count)];
    double[] a = left.values;
    double[] b = right.values;
    int at = left.offset;
    int bt = right.offset;
    switch (relation) {
      case EQUAL -> {
        for (int i = 0; i < count; i++) {
          bits[i >>> 6] |= (a[at + i] == b[bt + i] ? 1L : 0L) << i;
        }
      }
      case LESS -> {
        for (int i = 0; i < count; i++) {
          bits[i >>> 6] |= (a[at + i] < b[bt + i] ? 1L : 0L) << i;
        }
      }
      case AT_MOST -> {
        for (int i = 0; i < count; i++) {
          bits[i >>> 6] |= (a[at + i] <= b[bt + i] ? 1L : 0L) << i;
        }
      }
      case GREATER, AT_LEAST -> {
        return compare(relation.swapped(), right, left, count);
      }
    }
    return bits;
  }

  /** A division by zero, what takes only integers or a NaN makes the row missing. */
  static DoubleVector calculate(
      Operator operator, DoubleVector left, DoubleVector right, int count) {
    long[] missing = Bits.or(left.missing, right.missing);
    double[] out = new double[count];
    for (int i = 0; i < count; i++) {
      double a = left.values[left.offset + i];
      double b = right.values[right.offset + i];
      double result =
          switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> b == 0 ? Double.NaN : a / b;
            case POWER -> Math.pow(a, b);
            case MODULO, BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT -> Double.NaN;
          };
      out[i] = result;
      missing[i >>> 6] |= (Double.isNaN(result) ? 1L : 0L) << i;
    }
    return new DoubleVector(out, 0, missing);
  }
}
