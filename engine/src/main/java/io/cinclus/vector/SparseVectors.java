package io.cinclus.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Rows of few numbers other than zero, each with its dimension, which is an unsigned int. A view:
 * nothing is copied, and the arrays must not change while it is in use, so that it may be shared
 * between threads.
 *
 * <p>Row {@code r} has the entries {@code [from[r], from[r + 1])}, in rising order of dimensions,
 * each of them once.
 */
public final class SparseVectors implements VectorData {
  private static final int BUFFER_BYTES = 1 << 16;

  private final int[] from;
  private final int[] dims;
  private final float[] values;

  private SparseVectors(int[] from, int[] dims, float[] values) {
    this.from = from;
    this.dims = dims;
    this.values = values;
  }

  /**
   * Rows as described above.
   *
   * @param from one number more than there are rows
   * @throws IllegalArgumentException if they are not as described, or a value is not finite
   */
  public static SparseVectors of(int[] from, int[] dims, float[] values) {
    int entries = dims.length;
    if (from.length == 0 || from[0] != 0 || from[from.length - 1] != entries) {
      throw new IllegalArgumentException("the rows do not span the " + entries + " entries");
    }
    if (values.length != entries) {
      throw new IllegalArgumentException(values.length + " values for " + entries + " dimensions");
    }
    for (int row = 0; row + 1 < from.length; row++) {
      if (from[row] > from[row + 1] || from[row + 1] > entries) {
        throw new IllegalArgumentException("row " + row + " does not lie within the entries");
      }
      for (int i = from[row]; i < from[row + 1]; i++) {
        if (i > from[row] && Integer.compareUnsigned(dims[i - 1], dims[i]) >= 0) {
          throw new IllegalArgumentException("the dimensions of row " + row + " do not rise");
        }
        if (!Float.isFinite(values[i])) {
          throw new IllegalArgumentException("row " + row + " has the value " + values[i]);
        }
      }
    }
    return new SparseVectors(from, dims, values);
  }

  @Override
  public VectorKind kind() {
    return VectorKind.SPARSE;
  }

  @Override
  public int rows() {
    return from.length - 1;
  }

  @Override
  public int dim() {
    return 0;
  }

  /** Where each row begins, and behind them where the last one ends. */
  public int[] from() {
    return from;
  }

  /** The dimension of each entry. */
  public int[] dims() {
    return dims;
  }

  /** The value of each entry. */
  public float[] values() {
    return values;
  }

  /** The sum of a row's values: a document's length, where they are frequencies. */
  public double sum(int row) {
    double sum = 0;
    for (int i = from[row]; i < from[row + 1]; i++) {
      sum += values[i];
    }
    return sum;
  }

  @Override
  public int checksum() {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows(); row++) {
      put(from[row + 1] - from[row], buffer, crc);
      for (int i = from[row]; i < from[row + 1]; i++) {
        put(dims[i], buffer, crc);
        put(Float.floatToRawIntBits(values[i]), buffer, crc);
      }
    }
    crc.update(buffer.flip());
    return (int) crc.getValue();
  }

  private static void put(int value, ByteBuffer buffer, CRC32C crc) {
    if (!buffer.hasRemaining()) {
      crc.update(buffer.flip());
      buffer.clear();
    }
    buffer.putInt(value);
  }
}
