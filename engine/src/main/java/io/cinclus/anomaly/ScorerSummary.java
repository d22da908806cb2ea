package io.cinclus.anomaly;

/**
 * What a {@link StreamScorer} knows beside its rows and those that wait. Immutable if its scores
 * are left alone.
 *
 * @param firstRow the number of the oldest row
 * @param endRow the number that the next row gets
 * @param learnedTo the number behind the last row that was there at the last time of learning
 * @param recentScores that the threshold is a quantile of, the oldest first
 */
@SuppressWarnings("ArrayRecordComponent")
public record ScorerSummary(long firstRow, long endRow, long learnedTo, double[] recentScores) {
  /** Of a scorer that has seen nothing. */
  public static final ScorerSummary EMPTY = new ScorerSummary(0, 0, 0, new double[0]);
}
