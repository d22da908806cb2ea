package io.cinclus.vector.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner product and the distance of a pair of vectors. A pair gives the same bits in the
 * interpreter and in compiled code: the lanes are summed in a fixed order, which {@code
 * reduceLanes} does not promise.
 *
 * <p>These methods are written out at length on purpose, to be larger than 325 bytecodes: smaller
 * ones would be inlined, and the JIT compiler of Java 17, when two or three end up in one method,
 * runs out of its node budget and allocates every vector on the heap.
 */
final class SimdPairs {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final VectorShuffle<Float> ROTATE_HALF = rotation(LANES / 2);
  private static final VectorShuffle<Float> ROTATE_QUARTER = rotation(LANES / 4);
  private static final VectorShuffle<Float> ROTATE_EIGHTH = rotation(LANES / 8);
  private static final VectorShuffle<Float> ROTATE_SIXTEENTH = rotation(LANES / 16);

  private SimdPairs() {}

  private static VectorShuffle<Float> rotation(int lanes) {
    return VectorShuffle.fromOp(SPECIES, i -> (i + lanes) % LANES);
  }

  /** The inner product. */
  static float dot(float[] a, int aFrom, float[] b, int bFrom, int dim) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    int i = 0;
    for (; i <= dim - 4 * LANES; i += 4 * LANES) {
      sum0 =
          FloatVector.fromArray(SPECIES, a, aFrom + i)
              .fma(FloatVector.fromArray(SPECIES, b, bFrom + i), sum0);
      sum1 =
          FloatVector.fromArray(SPECIES, a, aFrom + i + LANES)
              .fma(FloatVector.fromArray(SPECIES, b, bFrom + i + LANES), sum1);
      sum0 =
          FloatVector.fromArray(SPECIES, a, aFrom + i + 2 * LANES)
              .fma(FloatVector.fromArray(SPECIES, b, bFrom + i + 2 * LANES), sum0);
      sum1 =
          FloatVector.fromArray(SPECIES, a, aFrom + i + 3 * LANES)
              .fma(FloatVector.fromArray(SPECIES, b, bFrom + i + 3 * LANES), sum1);
    }
    for (; i <= dim - LANES; i += LANES) {
      sum0 =
          FloatVector.fromArray(SPECIES, a, aFrom + i)
              .fma(FloatVector.fromArray(SPECIES, b, bFrom + i), sum0);
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
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }

  /** The squared Euclidean distance. */
  static float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dim) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = sum0;
    int i = 0;
    for (; i <= dim - 4 * LANES; i += 4 * LANES) {
      FloatVector difference0 =
          FloatVector.fromArray(SPECIES, a, aFrom + i)
              .sub(FloatVector.fromArray(SPECIES, b, bFrom + i));
      sum0 = difference0.fma(difference0, sum0);
      FloatVector difference1 =
          FloatVector.fromArray(SPECIES, a, aFrom + i + LANES)
              .sub(FloatVector.fromArray(SPECIES, b, bFrom + i + LANES));
      sum1 = difference1.fma(difference1, sum1);
      FloatVector difference2 =
          FloatVector.fromArray(SPECIES, a, aFrom + i + 2 * LANES)
              .sub(FloatVector.fromArray(SPECIES, b, bFrom + i + 2 * LANES));
      sum0 = difference2.fma(difference2, sum0);
      FloatVector difference3 =
          FloatVector.fromArray(SPECIES, a, aFrom + i + 3 * LANES)
              .sub(FloatVector.fromArray(SPECIES, b, bFrom + i + 3 * LANES));
      sum1 = difference3.fma(difference3, sum1);
    }
    for (; i <= dim - LANES; i += LANES) {
      FloatVector difference0 =
          FloatVector.fromArray(SPECIES, a, aFrom + i)
              .sub(FloatVector.fromArray(SPECIES, b, bFrom + i));
      sum0 = difference0.fma(difference0, sum0);
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
      sum += (a[aFrom + i] - b[bFrom + i]) * (a[aFrom + i] - b[bFrom + i]);
    }
    return sum;
  }
}
