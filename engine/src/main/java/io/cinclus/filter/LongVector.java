package io.cinclus.filter;

/** Numbers that are all int64: row {@code i} of the block at {@code values[offset + i]}. */
@SuppressWarnings("ArrayRecordComponent")
record LongVector(long[] values, int offset, long[] missing) implements NumberVector {

  @Override
  public long[] within(Bounds bounds, int count) {
    long[] bits = new long[Bits.words(count)];
    if (bounds.low() > bounds.high()) {
      return bits;
    }
    // One comparison for both ends: x - low as an unsigned number is at most high - low.
    long low = bounds.low() - Long.MIN_VALUE;
    long span = bounds.high() - low;
    for (int i = 0; i < count; i++) {
      bits[i >>> 6] |= (values[offset + i] - low <= span ? 1L : 0L) << i;
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
    double[] doubles = new double[count];
    for (int i = 0; i < count; i++) {
      doubles[i] = values[offset + i];
    }
    return new DoubleVector(doubles, 0, missing);
  }

  @Override
  public MixedVector toMixed(int count) {
    return new MixedVector(this, toDoubles(count), new long[missing.length], missing);
  }

  static long[] compare(Relation relation, LongVector left, LongVector right, int count) {
    long[] bits = new long[Bits.words(count)];
    long[] a = left.values;
    long[] b = right.values;
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

  /** All operators but POWER. Where there is no result, or it overflows, the row is missing. */
  static LongVector calculate(Operator operator, LongVector left, LongVector right, int count) {
    long[] missing = Bits.or(left.missing, right.missing);
    long[] out = new long[count];
    for (int i = 0; i < count; i++) {
      long a = left.values[left.offset + i];
      long b = right.values[right.offset + i];
      long result;
      boolean exists;
      switch (operator) {
        case ADD -> {
          result = a + b;
          exists = ((a ^ result) & (b ^ result)) >= 0;
        }
        case SUBTRACT -> {
          result = a - b;
          exists = ((a ^ b) & (a ^ result)) >= 0;
        }
        case MULTIPLY -> {
          result = a * b;
          exists = Math.multiplyHigh(a, b) == result >> 63;
        }
        case DIVIDE -> {
          exists = b != 0 && !(a == Long.MIN_VALUE && b == -1);
          result = exists ? a / b : 0;
        }
        case MODULO -> {
          exists = b != 0;
          result = exists ? a % b : 0;
        }
        case BIT_AND, BIT_OR, BIT_XOR -> {
          exists = true;
          result = operator.ofBits(a, b);
        }
        case SHIFT_LEFT, SHIFT_RIGHT -> {
          exists = Operator.isShift(b);
          result = operator.ofBits(a, b);
        }
        default -> throw new IllegalArgumentException(operator + " gives no integers");
      }
      out[i] = result;
      missing[i >>> 6] |= (exists ? 0L : 1L) << i;
    }
    return new LongVector(out, 0, missing);
  }
}
