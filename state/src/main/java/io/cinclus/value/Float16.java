package io.cinclus.value;

/** IEEE 754 binary16 numbers, held in shorts. Stateless. */
public final class Float16 {
  private static final int SIGN = 0x8000;
  private static final int EXPONENT = 0x7c00;
  private static final int MAGNITUDE = 0x7fff;

  /** What the smallest number above zero is worth. */
  private static final float LEAST = 0x1p-24f;

  private Float16() {}

  /** The same number as a float32; of a NaN, the same bits of its payload. */
  public static float toFloat(short half) {
    int magnitude = half & MAGNITUDE;
    int sign = (half & SIGN) << 16;
    int exponent = half & EXPONENT;
    if (exponent == 0) {
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude * LEAST));
    }
    int bias = exponent == EXPONENT ? 2 * 112 : 112;
    return Float.intBitsToFloat(sign | ((magnitude << 13) + (bias << 23)));
  }

  /** The nearest float16, of two as near the even one; what is too large becomes infinite. */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & SIGN;
    int magnitude = bits & 0x7fff_ffff;
    if (magnitude > 0x7f80_0000) {
      return (short) (sign | EXPONENT | 0x200 | ((magnitude >>> 13) & 0x3ff));
    }
    if (magnitude >= 0x4780_0000) {
      return (short) (sign | EXPONENT);
    }
    if (magnitude < 0x3880_0000) {
      // Math.rint rounds to even.
      return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) / (double) LEAST));
    }
    int rebased = magnitude - (112 << 23);
    int rounded = rebased + 0xfff + ((rebased >>> 13) & 1);
    return (short) (sign | (rounded >>> 13));
  }
}
