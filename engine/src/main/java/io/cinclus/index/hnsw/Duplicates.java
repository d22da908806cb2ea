package io.cinclus.index.hnsw;

import io.cinclus.vector.Kernels;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Finds rows that equal another row bit for bit. */
final class Duplicates {
  private static final long SEED = 0x64697070657221L;

  private Duplicates() {}

  /** Per row the next higher row that equals it, or {@link HnswGraph#NONE}; empty if all differ. */
  static int[] find(Kernels kernels, Vectors vectors) {
    int rows = vectors.rows();
    int dim = vectors.dim();
    float[] direction = direction(dim);
    int[] table = new int[Integer.highestOneBit(Math.max(1, rows)) << 2];
    int[] next = new int[rows];
    Arrays.fill(table, HnswGraph.NONE);
    Arrays.fill(next, HnswGraph.NONE);
    boolean any = false;
    // From the last row to the first, so that the table holds the lowest of equal rows.
    for (int row = rows - 1; row >= 0; row--) {
      float along = kernels.dot(direction, 0, vectors.array(row), vectors.offset(row), dim);
      int slot = mix(Float.floatToRawIntBits(along)) & (table.length - 1);
      while (table[slot] != HnswGraph.NONE && !equal(vectors, row, table[slot])) {
        slot = (slot + 1) & (table.length - 1);
      }
      any |= table[slot] != HnswGraph.NONE;
      next[row] = table[slot];
      table[slot] = row;
    }
    return any ? next : new int[0];
  }

  /** The inner product with a random direction is a hash that costs one pass of SIMD. */
  private static float[] direction(int dim) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] direction = new float[dim];
    for (int i = 0; i < dim; i++) {
      direction[i] = random.nextInt() * 0x1p-31f;
    }
    return direction;
  }

  private static int mix(int bits) {
    int hash = bits * 0x9e3779b9;
    return hash ^ (hash >>> 16);
  }

  private static boolean equal(Vectors vectors, int a, int b) {
    int fromA = vectors.offset(a);
    int fromB = vectors.offset(b);
    int dim = vectors.dim();
    return Arrays.equals(
        vectors.array(a), fromA, fromA + dim, vectors.array(b), fromB, fromB + dim);
  }
}
