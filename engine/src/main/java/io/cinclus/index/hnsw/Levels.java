package io.cinclus.index.hnsw;

/**
 * Draws the highest level of each row: geometric with factor 1 / ln(M), from the row number alone.
 */
final class Levels {
  private static final long SEED = 0x6369_6e63_6c75_73L;

  private Levels() {}

  /**
   * The levels of all rows; {@link HnswGraph#NONE} for those that are a duplicate of a lower row.
   */
  static byte[] draw(int rows, int m, int[] nextDuplicate) {
    byte[] levels = new byte[rows];
    for (int row = 0; row < rows; row++) {
      levels[row] = level(row, m);
    }
    for (int next : nextDuplicate) {
      if (next != HnswGraph.NONE) {
        levels[next] = HnswGraph.NONE;
      }
    }
    return levels;
  }

  /** The level of a row, if it is not a duplicate. */
  static byte level(int row, int m) {
    double uniform = ((mix(SEED + row * 0x9e3779b97f4a7c15L) >>> 11) + 1) * 0x1p-53;
    // StrictMath: the same level on every machine.
    double level = -StrictMath.log(uniform) / StrictMath.log(m);
    return (byte) Math.min(HnswGraph.MAX_LEVEL, (int) level);
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
