package io.cinclus.index.rabitq;

import java.util.SplittableRandom;

/**
 * A random rotation of the space, the same for the same dimension: in each round some coordinates
 * change their signs, and two overlapping blocks go through a Hadamard transform (Ailon and
 * Chazelle 2009). It costs {@code dim log dim} and keeps all lengths and products. Immutable.
 */
final class Rotation {
  private static final long SEED = 0x7261_6269_7471L;
  private static final int ROUNDS = 4;

  /** Numbers that go through the first steps of a transform together. */
  private static final int GROUP = 8;

  private final int dim;
  private final int block;

  /** For each round what each coordinate is multiplied by, 1 or −1. */
  private final float[][] signs;

  Rotation(int dim) {
    this.dim = dim;
    this.block = Integer.highestOneBit(dim);
    this.signs = new float[ROUNDS][dim];
    SplittableRandom random = new SplittableRandom(SEED);
    for (float[] round : signs) {
      for (int i = 0; i < dim; i++) {
        round[i] = random.nextBoolean() ? -1 : 1;
      }
    }
  }

  /** Rotates a vector, the first {@code dim} of the values, in its place. */
  void rotate(float[] values) {
    for (float[] round : signs) {
      for (int i = 0; i < round.length; i++) {
        values[i] *= round[i];
      }
      transform(values, 0);
      if (block < dim) {
        transform(values, dim - block);
      }
    }
  }

  private void transform(float[] values, int from) {
    int first = 1;
    if (block >= GROUP) {
      for (int group = from; group < from + block; group += GROUP) {
        transformGroup(values, group);
      }
      first = GROUP;
    }
    for (int half = first; half < block; half *= 2) {
      for (int pair = from; pair < from + block; pair += 2 * half) {
        addAndSubtract(values, pair, half);
      }
    }
    float scale = (float) (1 / Math.sqrt(block));
    for (int i = from; i < from + block; i++) {
      values[i] *= scale;
    }
  }

  private static void addAndSubtract(float[] values, int from, int half) {
    for (int i = from; i < from + half; i++) {
      float a = values[i];
      float b = values[i + half];
      values[i] = a + b;
      values[i + half] = a - b;
    }
  }

  /** The steps of halves 1, 2 and 4, which as loops would be too short to be fast. */
  private static void transformGroup(float[] values, int at) {
    float a = values[at] + values[at + 1];
    float b = values[at] - values[at + 1];
    float c = values[at + 2] + values[at + 3];
    float d = values[at + 2] - values[at + 3];
    float e = values[at + 4] + values[at + 5];
    float f = values[at + 4] - values[at + 5];
    float g = values[at + 6] + values[at + 7];
    float h = values[at + 6] - values[at + 7];
    float ac = a + c;
    float bd = b + d;
    float acLess = a - c;
    float bdLess = b - d;
    float eg = e + g;
    float fh = f + h;
    float egLess = e - g;
    float fhLess = f - h;
    values[at] = ac + eg;
    values[at + 1] = bd + fh;
    values[at + 2] = acLess + egLess;
    values[at + 3] = bdLess + fhLess;
    values[at + 4] = ac - eg;
    values[at + 5] = bd - fh;
    values[at + 6] = acLess - egLess;
    values[at + 7] = bdLess - fhLess;
  }
}
