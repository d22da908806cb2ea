package io.cinclus.vector;

/**
 * A row and its score in one long that sorts by score and, between equal scores, puts the lower row
 * above: the larger long is the better row. −0 counts as 0, and NaN as negative infinity.
 */
public final class ScoredRow {
  private ScoredRow() {}

  public static long of(float score, int row) {
    int bits = Float.floatToRawIntBits(Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score + 0f);
    int ordered = bits ^ ((bits >> 31) & 0x7fffffff);
    return ((long) ordered << 32) | (~row & 0xffffffffL);
  }

  public static float score(long scoredRow) {
    int ordered = (int) (scoredRow >> 32);
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & 0x7fffffff));
  }

  public static int row(long scoredRow) {
    return ~(int) scoredRow;
  }
}
