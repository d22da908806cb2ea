package io.cinclus.access.translate;

/** Scores rounded as a client wants them. Stateless. */
final class Scores {
  private Scores() {}

  /**
   * The score with {@code decimals} digits behind the point.
   *
   * @param decimals -1: as it is
   */
  static float round(float score, int decimals) {
    if (decimals < 0) {
      return score;
    }
    double scale = Math.pow(10, decimals);
    return (float) (Math.floor(score * scale + 0.5) / scale);
  }
}
