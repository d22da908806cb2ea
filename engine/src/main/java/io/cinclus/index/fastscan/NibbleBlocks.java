package io.cinclus.index.fastscan;

import io.cinclus.vector.Kernels;

/**
 * Codes of four bits in the order in which {@link Kernels#sumNibbles} takes them: 32 rows to a
 * block. Immutable.
 *
 * @param m how many codes a row has
 */
public record NibbleBlocks(int m) {

  /** How many bytes a row takes. */
  public int pairs() {
    return (m + 1) / 2;
  }

  /** How many bytes a block takes. */
  public int blockBytes() {
    return pairs() * Kernels.NIBBLE_ROWS;
  }

  /** How many bytes so many rows take. */
  public int length(int rows) {
    long count = ((long) rows + Kernels.NIBBLE_ROWS - 1) / Kernels.NIBBLE_ROWS;
    long length = count * blockBytes();
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d codes of %d rows are too many: make smaller segments".formatted(m, rows));
    }
    return (int) length;
  }

  /** Puts the codes of a row to its place, where there were none. */
  public void put(int[] code, byte[] blocks, int place) {
    int row = place % Kernels.NIBBLE_ROWS;
    int half = Kernels.NIBBLE_ROWS / 2;
    int at = place / Kernels.NIBBLE_ROWS * blockBytes() + 2 * (row % half) + row / half;
    for (int j = 0; j < m; j++) {
      blocks[at + j / 2 * Kernels.NIBBLE_ROWS] |= (byte) (code[j] << (j % 2 * 4));
    }
  }
}
