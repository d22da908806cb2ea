package io.cinclus.index.graph;

import io.cinclus.vector.Vectors;
import java.util.Arrays;

/** Finds rows that equal another row bit for bit. */
public final class Duplicates {
  /** No row. */
  public static final int NONE = -1;

  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final int INTERRUPTIBLE_ROWS = 1024;

  private Duplicates() {}

  /** Per row the next higher row that equals it, or {@link #NONE}; empty if all differ. */
  public static int[] find(Vectors vectors) throws InterruptedException {
    int rows = vectors.rows();
    int[] table = new int[Integer.highestOneBit(Math.max(1, rows)) << 2];
    int[] next = new int[rows];
    Arrays.fill(table, NONE);
    Arrays.fill(next, NONE);
    float[] values = new float[vectors.dim()];
    float[] other = new float[vectors.dim()];
    boolean any = false;
    // From the last row to the first, so that the table holds the lowest of equal rows.
    for (int row = rows - 1; row >= 0; row--) {
      if (row % INTERRUPTIBLE_ROWS == 0 && Thread.interrupted()) {
        throw new InterruptedException("build cancelled while looking for equal rows");
      }
      vectors.copy(row, values, 0);
      int slot = hash(values) & (table.length - 1);
      while (table[slot] != NONE) {
        vectors.copy(table[slot], other, 0);
        if (Arrays.equals(values, other)) {
          break;
        }
        slot = (slot + 1) & (table.length - 1);
      }
      any |= table[slot] != NONE;
      next[row] = table[slot];
      table[slot] = row;
    }
    return any ? next : new int[0];
  }

  /** Each step is a bijection, so rows that differ in one coordinate differ before the fold. */
  private static int hash(float[] values) {
    long hash = 0;
    for (float value : values) {
      hash = (hash ^ Float.floatToRawIntBits(value)) * MIX;
      hash ^= hash >>> 32;
    }
    return (int) ((hash * MIX) >>> 32);
  }
}
