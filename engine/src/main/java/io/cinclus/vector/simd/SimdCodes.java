package io.cinclus.vector.simd;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner product of floats with signed bytes. Written out at length for the same reason as
 * {@link SimdPairs}; the lanes are summed in a fixed order.
 */
final class SimdCodes {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** As many bytes as floats; there is no shape for four bytes. */
  static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * LANES)));

  private static final VectorShuffle<Float> ROTATE_HALF = rotation(LANES / 2);
  private static final VectorShuffle<Float> ROTATE_QUARTER = rotation(LANES / 4);
  private static final VectorShuffle<Float> ROTATE_EIGHTH = rotation(LANES / 8);
  private static final VectorShuffle<Float> ROTATE_SIXTEENTH = rotation(LANES / 16);

  private SimdCodes() {}

  private static VectorShuffle<Float> rotation(int lanes) {
    return VectorShuffle.fromOp(SPECIES, i -> (i + lanes) % LANES);
  }

  /** Whether there are bytes of the right shape. */
  static boolean isPossible() {
    return BYTES.length() == LANES;
  }

  static float dot(float[] weights, byte[] codes, int from) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    int dim = weights.length;
    int i = 0;
    for (; i <= dim - 4 * LANES; i += 4 * LANES) {
      sum0 =
          ((FloatVector)
                  ByteVector.fromArray(BYTES, codes, from + i)
                      .convertShape(VectorOperators.B2F, SPECIES, 0))
              .fma(FloatVector.fromArray(SPECIES, weights, i), sum0);
      sum1 =
          ((FloatVector)
                  ByteVector.fromArray(BYTES, codes, from + i + LANES)
                      .convertShape(VectorOperators.B2F, SPECIES, 0))
              .fma(FloatVector.fromArray(SPECIES, weights, i + LANES), sum1);
      sum0 =
          ((FloatVector)
                  ByteVector.fromArray(BYTES, codes, from + i + 2 * LANES)
                      .convertShape(VectorOperators.B2F, SPECIES, 0))
              .fma(FloatVector.fromArray(SPECIES, weights, i + 2 * LANES), sum0);
      sum1 =
          ((FloatVector)
                  ByteVector.fromArray(BYTES, codes, from + i + 3 * LANES)
                      .convertShape(VectorOperators.B2F, SPECIES, 0))
              .fma(FloatVector.fromArray(SPECIES, weights, i + 3 * LANES), sum1);
    }
    for (; i <= dim - LANES; i += LANES) {
      sum0 =
          ((FloatVector)
                  ByteVector.fromArray(BYTES, codes, from + i)
                      .convertShape(VectorOperators.B2F, SPECIES, 0))
              .fma(FloatVector.fromArray(SPECIES, weights, i), sum0);
    }
    sum0 = sum0.add(sum1);
    sum0 = sum0.add(sum0.rearrange(ROTATE_HALF));
    sum0 = sum0.add(sum0.rearrange(ROTATE_QUARTER));
    if (LANES >= 8) {
      sum0 = sum0.add(sum0.rearrange(ROTATE_EIGHTH));
    }
    if (LANES >= 16) {
      sum0 = sum0.add(sum0.rearrange(ROTATE_SIXTEENTH));
    }
    float sum = sum0.lane(0);
    for (; i < dim; i++) {
      sum += weights[i] * codes[from + i];
    }
    return sum;
  }
}
