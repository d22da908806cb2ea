package io.cinclus.index.fastscan;

import io.cinclus.vector.Kernels;

/**
 * What each value of each code of four bits adds to a product with the query, rounded to unsigned
 * bytes in equal steps so that no sum of one from each code leaves 16 bits. Not thread-safe.
 */
public final class ByteTables {
  /** How many values a code has. */
  public static final int WORDS = 16;

  private static final int MAX_ENTRY = 255;
  private static final int MAX_SUM = 65_535;

  private final int m;
  private final float[] products;
  private final float[] least;
  private final byte[] bytes;
  private float offset;
  private float step;

  /** For rows of {@code m} codes. */
  public ByteTables(int m) {
    this.m = m;
    this.products = new float[m * WORDS];
    this.least = new float[m];
    this.bytes = new byte[(m + 1) / 2 * 2 * Kernels.NIBBLE_ROWS];
  }

  /** Where the exact entries go, {@link #WORDS} for each code, before they are rounded. */
  public float[] products() {
    return products;
  }

  /** Rounds the {@link #products}. */
  public void round() {
    float widest = 0;
    double total = 0;
    double sum = 0;
    for (int j = 0; j < m; j++) {
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int at = j * WORDS; at < (j + 1) * WORDS; at++) {
        low = Math.min(low, products[at]);
        high = Math.max(high, products[at]);
      }
      least[j] = low;
      sum += low;
      total += high - low;
      widest = Math.max(widest, high - low);
    }
    offset = (float) sum;
    // Rounding may add half a step for each code.
    step = (float) Math.max(widest / MAX_ENTRY, total / (MAX_SUM - m));
    fill();
  }

  private void fill() {
    float scale = step > 0 ? 1 / step : 0;
    for (int j = 0; j < m; j++) {
      int to = j * Kernels.NIBBLE_ROWS;
      for (int word = 0; word < WORDS; word++) {
        float steps = (products[j * WORDS + word] - least[j]) * scale;
        bytes[to + word] = (byte) (int) Math.min(MAX_ENTRY, steps + 0.5f);
      }
      System.arraycopy(bytes, to, bytes, to + WORDS, WORDS);
    }
  }

  /** As {@link Kernels#sumNibbles} takes them. */
  public byte[] bytes() {
    return bytes;
  }

  /** The product that the sum 0 stands for. */
  public float offset() {
    return offset;
  }

  /** How much the product grows where a sum grows by 1. */
  public float step() {
    return step;
  }
}
