package io.cinclus.vector;

/**
 * A row and its score in one long that sorts by score and, between equal scores, puts the lower row
 * above: the larger long is the better row. Scores are no NaN; −0 counts as 0.
 */
public final class ScoredRow {
  private ScoredRow() {}

  public static long of(float score, int row) {
    int bits = Float.floatToRawIntBits(score + 0f);
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
