package io.cinclus.vector;

import java.util.Arrays;

/**
 * Some queries side by side: coordinate {@code j} of query {@code i} is at {@code j * width + i},
 * so that a SIMD register holds one coordinate of many queries. Unused places are zero. Not
 * thread-safe.
 */
public final class QueryPanel {
  private final int first;
  private final int count;
  private final int width;
  private final float[] values;
  private final float[] thresholds;

  /** Takes the queries of the scorers from {@code first} on, at most {@code width}. */
  QueryPanel(Scorer[] scorers, int dim, int first, int width) {
    this.first = first;
    this.width = width;
    this.count = Math.min(width, scorers.length - first);
    this.values = new float[Math.multiplyExact(dim, width)];
    this.thresholds = new float[width];
    Arrays.fill(thresholds, Float.POSITIVE_INFINITY);
    for (int i = 0; i < count; i++) {
      float[] query = scorers[first + i].query();
      int from = scorers[first + i].queryFrom();
      for (int j = 0; j < dim; j++) {
        values[j * width + i] = query[from + j];
      }
    }
  }

  /** The number of its first query. */
  int first() {
    return first;
  }

  /** How many queries it holds, at most {@link #width}. */
  int count() {
    return count;
  }

  /** How many places it has: a power of two. */
  public int width() {
    return width;
  }

  /** The coordinates, laid out as described above. */
  public float[] values() {
    return values;
  }

  /** Per place what a product must reach to be looked at; infinite where there is no query. */
  public float[] thresholds() {
    return thresholds;
  }
}
