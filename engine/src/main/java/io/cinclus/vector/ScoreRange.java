package io.cinclus.vector;

/**
 * The scores that a range search keeps: {@code above < score <= upTo}. Immutable.
 *
 * <p>In Milvus' words: for L2 {@code range_filter <= distance < radius}, for IP and COSINE {@code
 * radius < distance <= range_filter}; both are this one interval of scores.
 *
 * @param above exclusive; negative infinity with {@code upTo} infinite means every score
 * @param upTo inclusive
 */
public record ScoreRange(float above, float upTo) {

  /** Every score, negative infinity included. */
  public static final ScoreRange ALL =
      new ScoreRange(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

  public ScoreRange {
    if (!(above < upTo)) {
      throw new IllegalArgumentException(
          "an empty range of scores: above " + above + " up to " + upTo);
    }
  }

  /** The range of Milvus' {@code radius} alone. */
  public static ScoreRange within(Metric metric, float radius) {
    return new ScoreRange(metric.score(radius), Float.POSITIVE_INFINITY);
  }

  /**
   * The range of Milvus' {@code radius} and {@code range_filter}; an {@link
   * IllegalArgumentException} in its words if they are the wrong way round.
   */
  public static ScoreRange between(Metric metric, float radius, float rangeFilter) {
    if (metric.largerIsBetter() ? !(radius < rangeFilter) : !(rangeFilter < radius)) {
      throw new IllegalArgumentException(
          String.format(
              "range_filter (%s) must be %s than radius (%s) for metric %s",
              rangeFilter, metric.largerIsBetter() ? "greater" : "less", radius, metric));
    }
    return new ScoreRange(metric.score(radius), metric.score(rangeFilter));
  }

  /** The smallest score in the range. */
  float lowest() {
    return above == Float.NEGATIVE_INFINITY ? above : Math.nextUp(above);
  }
}
