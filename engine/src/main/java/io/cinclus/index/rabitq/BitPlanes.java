package io.cinclus.index.rabitq;

import java.util.Arrays;

/**
 * A query rounded to four bits a coordinate, as a plane of bits for each of the four, so that its
 * product with a code of some bits a coordinate is a number of population counts. Not thread-safe.
 */
final class BitPlanes {
  private static final int QUERY_PLANES = 4;
  private static final int STEPS = (1 << QUERY_PLANES) - 1;

  private final int dim;
  private final int words;
  private final long[] planes;
  private float least;
  private float step;
  private float total;

  BitPlanes(int dim) {
    this.dim = dim;
    this.words = words(dim);
    this.planes = new long[QUERY_PLANES * words];
  }

  /** The words of one plane. */
  static int words(int dim) {
    return (dim + 63) >>> 6;
  }

  /** Rounds the values of a query to whole steps. */
  void round(float[] values) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < dim; i++) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    least = low;
    step = (high - low) / STEPS;
    Arrays.fill(planes, 0);
    long sum = 0;
    for (int i = 0; i < dim; i++) {
      int value = step > 0 ? Math.min(STEPS, Math.round((values[i] - least) / step)) : 0;
      sum += value;
      for (int plane = 0; plane < QUERY_PLANES; plane++) {
        planes[plane * words + (i >>> 6)] |= (long) ((value >> plane) & 1) << i;
      }
    }
    total = dim * least + sum * step;
  }

  /**
   * The product of the rounded query with a code: with {@code u} the unsigned numbers whose planes
   * begin at {@code from}, the lowest bits first, {@code Σ qᵢ (uᵢ − (2^bits − 1) / 2)}.
   */
  float product(long[] code, int from, int bits) {
    long ones = 0;
    long weighted = 0;
    int at = from;
    for (int bit = 0; bit < bits; bit++) {
      long planeOnes = 0;
      long planeWeighted = 0;
      for (int i = 0; i < words; i++) {
        long word = code[at++];
        planeOnes += Long.bitCount(word);
        planeWeighted +=
            Long.bitCount(word & planes[i])
                + 2L * Long.bitCount(word & planes[words + i])
                + 4L * Long.bitCount(word & planes[2 * words + i])
                + 8L * Long.bitCount(word & planes[3 * words + i]);
      }
      ones += planeOnes << bit;
      weighted += planeWeighted << bit;
    }
    return ones * least + weighted * step - 0.5f * ((1 << bits) - 1) * total;
  }
}
