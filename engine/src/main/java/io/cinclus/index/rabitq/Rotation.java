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

  private final int dim;
  private final int block;
  private final boolean[][] flips;

  Rotation(int dim) {
    this.dim = dim;
    this.block = Integer.highestOneBit(dim);
    this.flips = new boolean[ROUNDS][dim];
    SplittableRandom random = new SplittableRandom(SEED);
    for (boolean[] round : flips) {
      for (int i = 0; i < dim; i++) {
        round[i] = random.nextBoolean();
      }
    }
  }

  /** Rotates a vector in its place. */
  void rotate(float[] values) {
    for (boolean[] round : flips) {
      for (int i = 0; i < dim; i++) {
        values[i] = round[i] ? -values[i] : values[i];
      }
      transform(values, 0);
      if (block < dim) {
        transform(values, dim - block);
      }
    }
  }

  private void transform(float[] values, int from) {
    for (int half = 1; half < block; half *= 2) {
      for (int pair = from; pair < from + block; pair += 2 * half) {
        for (int i = pair; i < pair + half; i++) {
          float a = values[i];
          float b = values[i + half];
          values[i] = a + b;
          values[i + half] = a - b;
        }
      }
    }
    float scale = (float) (1 / Math.sqrt(block));
    for (int i = from; i < from + block; i++) {
      values[i] *= scale;
    }
  }
}
