package io.cinclus.vector.simd;

import io.cinclus.vector.Kernels;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Numbers of fewer bytes put into floats: exact, so to the bit as {@link Kernels#scalar()} does.
 */
final class SimdDecode {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, FLOATS.vectorShape());

  /** As many shorts as floats. */
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(16 * LANES));

  private SimdDecode() {}

  static void float16(short[] halves, int from, float[] to, int at, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      IntVector bits = ints(halves, from + i);
      IntVector magnitude = bits.lanewise(VectorOperators.AND, 0x7fff);
      IntVector normal =
          magnitude.lanewise(VectorOperators.LSHL, 13).lanewise(VectorOperators.ADD, 112 << 23);
      VectorMask<Integer> endless = magnitude.compare(VectorOperators.GE, 0x7c00);
      IntVector large = normal.blend(normal.lanewise(VectorOperators.ADD, 112 << 23), endless);
      VectorMask<Integer> subnormal = magnitude.compare(VectorOperators.LT, 0x400);
      IntVector small =
          ((FloatVector) magnitude.convertShape(VectorOperators.I2F, FLOATS, 0))
              .mul(0x1p-24f)
              .reinterpretAsInts();
      IntVector sign =
          bits.lanewise(VectorOperators.AND, 0x8000).lanewise(VectorOperators.LSHL, 16);
      large
          .blend(small, subnormal)
          .lanewise(VectorOperators.OR, sign)
          .reinterpretAsFloats()
          .intoArray(to, at + i);
    }
    Kernels.scalar().decodeFloat16(halves, from + i, to, at + i, count - i);
  }

  static void bfloat16(short[] halves, int from, float[] to, int at, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      ints(halves, from + i)
          .lanewise(VectorOperators.LSHL, 16)
          .reinterpretAsFloats()
          .intoArray(to, at + i);
    }
    Kernels.scalar().decodeBfloat16(halves, from + i, to, at + i, count - i);
  }

  private static IntVector ints(short[] shorts, int from) {
    return (IntVector)
        ShortVector.fromArray(SHORTS, shorts, from).convertShape(VectorOperators.S2I, INTS, 0);
  }

  static void int8(byte[] bytes, int from, float[] to, int at, int count) {
    int i = 0;
    for (; SimdCodes.isPossible() && i <= count - LANES; i += LANES) {
      ((FloatVector)
              ByteVector.fromArray(SimdCodes.BYTES, bytes, from + i)
                  .convertShape(VectorOperators.B2F, FLOATS, 0))
          .intoArray(to, at + i);
    }
    Kernels.scalar().decodeInt8(bytes, from + i, to, at + i, count - i);
  }
}
