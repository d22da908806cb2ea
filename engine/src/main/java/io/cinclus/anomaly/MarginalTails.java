package io.cinclus.anomaly;

import java.util.Arrays;

/**
 * How far out an event's values lie, each for itself: the mean over its columns of {@code −log p},
 * where {@code p} is twice the share of the rows' values beyond its own on the shorter side, at
 * most 1 (the empirical tails of ECOD, Li et al. 2022, two-sided). It sees a single value that
 * never occurs, which a distance over all columns does not, and no unusual combination of usual
 * values. 0 in the middle, about 1 on average, 7 at most for thousand rows. Immutable.
 */
final class MarginalTails {
  /** Before anything is learned: nothing is far out. */
  static final MarginalTails NONE = new MarginalTails(new float[0][]);

  /** Each column's values that are not missing, ascending. */
  private final float[][] columns;

  private MarginalTails(float[][] columns) {
    this.columns = columns;
  }

  /** Learned from all rows, at least one. */
  static MarginalTails learn(ReferenceSet rows) {
    float[][] columns = new float[rows.at(0).values().length][];
    float[] column = new float[rows.count()];
    for (int at = 0; at < columns.length; at++) {
      int count = 0;
      for (int row = 0; row < rows.count(); row++) {
        float value = rows.at(row).values()[at];
        if (!Float.isNaN(value)) {
          column[count++] = value + 0f; // Not −0, which sorts below 0.
        }
      }
      columns[at] = Arrays.copyOf(column, count);
      Arrays.sort(columns[at]);
    }
    return new MarginalTails(columns);
  }

  /** The score of an event. A missing value is not far out. */
  double score(float[] values) {
    double sum = 0;
    for (int at = 0; at < columns.length; at++) {
      if (!Float.isNaN(values[at])) {
        sum -= Math.log(probability(columns[at], values[at]));
      }
    }
    return columns.length == 0 ? 0 : sum / columns.length;
  }

  private static double probability(float[] sorted, float value) {
    double below = countBelow(sorted, value, true);
    double above = sorted.length - (double) countBelow(sorted, value, false);
    return Math.min(1, 2 * (Math.min(below, above) + 1) / (sorted.length + 1));
  }

  /** How many are below the value, or at most the value. */
  private static int countBelow(float[] sorted, float value, boolean orEqual) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] == value)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
