package io.cinclus.anomaly;

import java.util.Arrays;

/**
 * Puts values of different units on one scale, as the rows it was learned from say: {@code (value −
 * center) / spread} in each column. A missing value becomes the center, and a column that was
 * constant keeps its unit. What comes out is finite, at most {@link #MAX_VALUE} in size. Immutable.
 */
final class Scaling {
  /** So that squares of values, summed, stay within a float. */
  static final float MAX_VALUE = 1e12f;

  /** The share of a column's rows between its quartiles is that of 1.349 deviations of a normal. */
  private static final double QUARTILES_IN_DEVIATIONS = 1.349;

  /** Before anything is learned: of events without values. */
  static final Scaling UNIT = new Scaling(false, new float[0], new float[0]);

  private final boolean unitLength;
  private final float[] centers;
  private final float[] factors;

  private Scaling(boolean unitLength, float[] centers, float[] factors) {
    this.unitLength = unitLength;
    this.centers = centers;
    this.factors = factors;
  }

  /** Learned from all rows, at least one. */
  static Scaling learn(Normalization normalization, ReferenceSet rows) {
    int dim = rows.at(0).values().length;
    float[] centers = new float[dim];
    float[] factors = new float[dim];
    Arrays.fill(factors, 1);
    if (normalization == Normalization.STANDARD || normalization == Normalization.ROBUST) {
      double[] column = new double[rows.count()];
      for (int at = 0; at < dim; at++) {
        int count = known(rows, at, column);
        if (count > 0) {
          learn(normalization, Arrays.copyOf(column, count), centers, factors, at);
        }
      }
    }
    return new Scaling(normalization == Normalization.UNIT_LENGTH, centers, factors);
  }

  /** The values of a column that are not missing, and how many. */
  private static int known(ReferenceSet rows, int at, double[] column) {
    int count = 0;
    for (int row = 0; row < rows.count(); row++) {
      float value = rows.at(row).values()[at];
      if (!Float.isNaN(value)) {
        column[count++] = value;
      }
    }
    return count;
  }

  private static void learn(
      Normalization normalization, double[] column, float[] centers, float[] factors, int at) {
    double center = Arrays.stream(column).sum() / column.length;
    double mean = center;
    double squares = Arrays.stream(column).map(value -> (value - mean) * (value - mean)).sum();
    double spread = Math.sqrt(squares / column.length);
    if (normalization == Normalization.ROBUST) {
      Arrays.sort(column);
      center = column[column.length / 2];
      double quartiles = column[column.length * 3 / 4] - column[column.length / 4];
      // More than half of the rows may be alike; then the deviation says more.
      spread = quartiles > 0 ? quartiles / QUARTILES_IN_DEVIATIONS : spread;
    }
    centers[at] = (float) center;
    float factor = (float) (1 / spread);
    factors[at] = Float.isFinite(factor) ? factor : 1;
  }

  /** Writes the scaled values to {@code target[at, at + values.length)}. */
  void apply(float[] values, float[] target, int at) {
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      float scaled = (values[i] - centers[i]) * factors[i];
      scaled = Float.isNaN(scaled) ? 0 : Math.max(-MAX_VALUE, Math.min(MAX_VALUE, scaled));
      target[at + i] = scaled;
      squares += (double) scaled * scaled;
    }
    if (unitLength && squares > 0) {
      float inverse = (float) (1 / Math.sqrt(squares));
      for (int i = 0; i < values.length; i++) {
        target[at + i] *= inverse;
      }
    }
  }

  float[] apply(float[] values) {
    float[] scaled = new float[values.length];
    apply(values, scaled, 0);
    return scaled;
  }
}
