package io.cinclus.index.hnsw;

import io.cinclus.vector.Vectors;
import java.util.Arrays;

/** Finds rows that equal another row bit for bit. */
final class Duplicates {
  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final int INTERRUPTIBLE_ROWS = 1024;

  private Duplicates() {}

  /** Per row the next higher row that equals it, or {@link HnswGraph#NONE}; empty if all differ. */
  static int[] find(Vectors vectors) throws InterruptedException {
    int rows = vectors.rows();
    int[] table = new int[Integer.highestOneBit(Math.max(1, rows)) << 2];
    int[] next = new int[rows];
    Arrays.fill(table, HnswGraph.NONE);
    Arrays.fill(next, HnswGraph.NONE);
    boolean any = false;
    // From the last row to the first, so that the table holds the lowest of equal rows.
    for (int row = rows - 1; row >= 0; row--) {
      if (row % INTERRUPTIBLE_ROWS == 0 && Thread.interrupted()) {
        throw new InterruptedException("HNSW build cancelled while looking for equal rows");
      }
      int slot = hash(vectors, row) & (table.length - 1);
      while (table[slot] != HnswGraph.NONE && !equal(vectors, row, table[slot])) {
        slot = (slot + 1) & (table.length - 1);
      }
      any |= table[slot] != HnswGraph.NONE;
      next[row] = table[slot];
      table[slot] = row;
    }
    return any ? next : new int[0];
  }

  /** Each step is a bijection, so rows that differ in one coordinate differ before the fold. */
  private static int hash(Vectors vectors, int row) {
    float[] values = vectors.array(row);
    int from = vectors.offset(row);
    long hash = 0;
    for (int i = from; i < from + vectors.dim(); i++) {
      hash = (hash ^ Float.floatToRawIntBits(values[i])) * MIX;
      hash ^= hash >>> 32;
    }
    return (int) ((hash * MIX) >>> 32);
  }

  private static boolean equal(Vectors vectors, int a, int b) {
    int fromA = vectors.offset(a);
    int fromB = vectors.offset(b);
    int dim = vectors.dim();
    return Arrays.equals(
        vectors.array(a), fromA, fromA + dim, vectors.array(b), fromB, fromB + dim);
  }
}
