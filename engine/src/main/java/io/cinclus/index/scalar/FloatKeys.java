package io.cinclus.index.scalar;

/** Float64 as int64 of the same order, -0.0 and 0.0 being one. Stateless. */
public final class FloatKeys {
  private FloatKeys() {}

  /** The key of a number that is not NaN. */
  public static long key(double value) {
    long bits = Double.doubleToRawLongBits(value + 0.0); // -0.0 becomes 0.0
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
