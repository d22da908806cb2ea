package io.cinclus.index.scann;

import io.cinclus.index.pq.ProductQuantizer;
import io.cinclus.index.pq.ProductQuantizer.Shape;
import io.cinclus.vector.Kernels;

/**
 * The products of a query with all codewords, rounded to unsigned bytes in equal steps so that no
 * sum of one from each sub-space leaves 16 bits. Not thread-safe.
 */
final class ByteTables {
  private static final int MAX_ENTRY = 255;
  private static final int MAX_SUM = 65_535;

  private final Shape shape;
  private final float[] products;
  private final float[] least;
  private final byte[] bytes;
  private float offset;
  private float step;

  ByteTables(Shape shape) {
    this.shape = shape;
    this.products = new float[shape.m() * shape.words()];
    this.least = new float[shape.m()];
    this.bytes = new byte[(shape.m() + 1) / 2 * 2 * Kernels.NIBBLE_ROWS];
  }

  void fill(ProductQuantizer quantizer, float[] query) {
    quantizer.tables(query, products);
    int words = shape.words();
    float widest = 0;
    double total = 0;
    double sum = 0;
    for (int j = 0; j < shape.m(); j++) {
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int at = j * words; at < (j + 1) * words; at++) {
        low = Math.min(low, products[at]);
        high = Math.max(high, products[at]);
      }
      least[j] = low;
      sum += low;
      total += high - low;
      widest = Math.max(widest, high - low);
    }
    offset = (float) sum;
    // Rounding may add half a step in each sub-space.
    step = (float) Math.max(widest / MAX_ENTRY, total / (MAX_SUM - shape.m()));
    round();
  }

  private void round() {
    int words = shape.words();
    float scale = step > 0 ? 1 / step : 0;
    for (int j = 0; j < shape.m(); j++) {
      int to = j * Kernels.NIBBLE_ROWS;
      for (int word = 0; word < words; word++) {
        float steps = (products[j * words + word] - least[j]) * scale;
        bytes[to + word] = (byte) (int) Math.min(MAX_ENTRY, steps + 0.5f);
      }
      System.arraycopy(bytes, to, bytes, to + words, words);
    }
  }

  /** As {@link Kernels#sumNibbles} takes them. */
  byte[] bytes() {
    return bytes;
  }

  /** The product that a sum of entries stands for. */
  float product(short sum) {
    return offset + step * (sum & 0xffff);
  }
}
