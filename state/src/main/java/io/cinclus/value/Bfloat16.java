package io.cinclus.value;

/** Numbers that are the upper half of a float32, held in shorts. Stateless. */
public final class Bfloat16 {
  private static final int QUIET_NAN = 0x40;

  private Bfloat16() {}

  /** The same number as a float32. */
  public static float toFloat(short half) {
    return Float.intBitsToFloat(half << Short.SIZE);
  }

  /** The nearest bfloat16, of two as near the even one; what is too large becomes infinite. */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> Short.SIZE | QUIET_NAN);
    }
    return (short) ((bits + 0x7fff + ((bits >>> Short.SIZE) & 1)) >>> Short.SIZE);
  }
}
