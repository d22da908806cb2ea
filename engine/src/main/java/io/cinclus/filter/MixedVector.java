package io.cinclus.filter;

/**
 * Numbers of which each row's is an int64 or a float64, as in JSON.
 *
 * @param longs the rows of which {@code fractional} is clear
 * @param doubles every row; those of {@code longs} rounded
 * @param fractional the rows that are a float64
 * @param missing the rows without a number
 */
@SuppressWarnings("ArrayRecordComponent")
record MixedVector(LongVector longs, DoubleVector doubles, long[] fractional, long[] missing)
    implements NumberVector {

  @Override
  public long[] within(Bounds bounds, int count) {
    return Bits.choose(fractional, longs.within(bounds, count), doubles.within(bounds, count));
  }

  @Override
  public long[] among(NumberSet set, int count) {
    return Bits.choose(fractional, longs.among(set, count), doubles.among(set, count));
  }

  @Override
  public DoubleVector toDoubles(int count) {
    return doubles;
  }

  @Override
  public MixedVector toMixed(int count) {
    return this;
  }

  static MixedVector calculate(Operator operator, MixedVector left, MixedVector right, int count) {
    DoubleVector doubles = DoubleVector.calculate(operator, left.doubles, right.doubles, count);
    if (operator == Operator.POWER) {
      return doubles.toMixed(count);
    }
    LongVector longs = LongVector.calculate(operator, left.longs, right.longs, count);
    long[] fractional = Bits.or(left.fractional, right.fractional);
    long[] missing = Bits.choose(fractional, longs.missing(), doubles.missing());
    double[] every = longs.toDoubles(count).values();
    for (int i = 0; i < count; i++) {
      every[i] = Bits.get(fractional, i) ? doubles.values()[i] : every[i];
    }
    return new MixedVector(longs, new DoubleVector(every, 0, missing), fractional, missing);
  }

  static long[] compare(Relation relation, MixedVector left, MixedVector right, int count) {
    long[] bits = new long[Bits.words(count)];
    for (int i = 0; i < count; i++) {
      if (left.stands(relation, right, i)) {
        Bits.set(bits, i);
      }
    }
    return bits;
  }

  private boolean stands(Relation relation, MixedVector right, int i) {
    double a = doubles.values()[doubles.offset() + i];
    double b = right.doubles.values()[right.doubles.offset() + i];
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return false;
    }
    boolean leftFractional = Bits.get(fractional, i);
    boolean rightFractional = Bits.get(right.fractional, i);
    if (leftFractional && rightFractional) {
      return relation.holds(a < b ? -1 : a > b ? 1 : 0);
    }
    if (leftFractional) {
      return relation.holds(-compare(right.longs.values()[right.longs.offset() + i], a));
    }
    long x = longs.values()[longs.offset() + i];
    return relation.holds(
        rightFractional
            ? compare(x, b)
            : Long.compare(x, right.longs.values()[right.longs.offset() + i]));
  }

  /** The numeric order of an int64 and a float64 that is not NaN, nothing rounded. */
  private static int compare(long a, double b) {
    double rounded = a;
    if (rounded != b) {
      return rounded < b ? -1 : 1; // rounding never changes the order with a float64
    }
    return b == 0x1p63 ? -1 : Long.compare(a, (long) b);
  }

  /** Collects a block's numbers row by row. Single-threaded. */
  static final class Builder {
    private final long[] longs;
    private final double[] doubles;
    private final long[] fractional;
    private final long[] missing;

    Builder(int count) {
      longs = new long[count];
      doubles = new double[count];
      fractional = new long[Bits.words(count)];
      missing = new long[Bits.words(count)];
    }

    void set(int i, long value) {
      longs[i] = value;
      doubles[i] = value;
    }

    void set(int i, double value) {
      doubles[i] = value;
      Bits.set(fractional, i);
    }

    void setMissing(int i) {
      Bits.set(missing, i);
    }

    MixedVector build() {
      return new MixedVector(
          new LongVector(longs, 0, missing),
          new DoubleVector(doubles, 0, missing),
          fractional,
          missing);
    }
  }
}
