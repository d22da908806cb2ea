package io.cinclus.index.pq;

/**
 * Codes in bytes, as many of {@code nbits} bits in one as fit, and the sums of table entries by
 * them: one look-up a byte, in a table that holds the sum for each value it may have. Stateless.
 *
 * @param m how many codes a row has
 */
record CodeBytes(int m, int nbits) {
  private static final int VALUES = 256;

  /** How many codes a byte holds. */
  private int perByte() {
    return 8 / nbits;
  }

  /** How many bytes a row takes. */
  int count() {
    return (m + perByte() - 1) / perByte();
  }

  void pack(int[] code, byte[] target, int at) {
    for (int j = 0; j < m; j++) {
      target[at + j / perByte()] |= (byte) (code[j] << (j % perByte() * nbits));
    }
  }

  /** How long the tables of {@link #merge} are. */
  int tableLength() {
    return count() * VALUES;
  }

  /** Makes one table for each byte of one for each code. */
  void merge(float[] tables, float[] merged) {
    int words = 1 << nbits;
    for (int j = 0; j < m; j++) {
      int to = j / perByte() * VALUES;
      if (j % perByte() == 0) {
        System.arraycopy(tables, j * words, merged, to, words);
        continue;
      }
      int size = 1 << (j % perByte() * nbits);
      for (int word = words - 1; word >= 0; word--) { // The first part is the last to change.
        add(tables[j * words + word], merged, to, to + word * size, size);
      }
    }
  }

  private static void add(float value, float[] values, int from, int to, int count) {
    for (int i = 0; i < count; i++) {
      values[to + i] = values[from + i] + value;
    }
  }

  /** The sum of the entries of a row's bytes, of which there are {@code count}. */
  static float sum(float[] merged, byte[] codes, int from, int count) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i < (count & ~7); i += 8) {
      int at = i << 8;
      sum0 +=
          merged[at + (codes[from + i] & 255)] + merged[at + 1024 + (codes[from + i + 4] & 255)];
      sum1 +=
          merged[at + 256 + (codes[from + i + 1] & 255)]
              + merged[at + 1280 + (codes[from + i + 5] & 255)];
      sum2 +=
          merged[at + 512 + (codes[from + i + 2] & 255)]
              + merged[at + 1536 + (codes[from + i + 6] & 255)];
      sum3 +=
          merged[at + 768 + (codes[from + i + 3] & 255)]
              + merged[at + 1792 + (codes[from + i + 7] & 255)];
    }
    for (; i < count; i++) {
      sum0 += merged[(i << 8) + (codes[from + i] & 255)];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }
}
