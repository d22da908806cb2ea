package io.cinclus.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * {@code rows × dim} bits, row-major, eight to a byte. A view: nothing is copied, and the rows must
 * not change while it is in use, so that it may be shared between threads.
 */
public final class BinaryVectors implements VectorData {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bits;
  private final int dim;
  private final int rowBytes;
  private final int rows;

  private BinaryVectors(byte[] bits, int dim, int rows) {
    this.bits = bits;
    this.dim = dim;
    this.rowBytes = dim / Byte.SIZE;
    this.rows = rows;
  }

  /**
   * All rows of {@code bits}, whose length must be a multiple of a row's.
   *
   * @param dim bits of a row, a multiple of 8
   */
  public static BinaryVectors of(byte[] bits, int dim) {
    if (dim < Byte.SIZE || dim % Byte.SIZE != 0) {
      throw new IllegalArgumentException(
          "binary vectors have a dim that is a positive multiple of 8, not " + dim);
    }
    if (bits.length % (dim / Byte.SIZE) != 0) {
      throw new IllegalArgumentException(bits.length + " bytes are no rows of dim " + dim);
    }
    return new BinaryVectors(bits, dim, bits.length / (dim / Byte.SIZE));
  }

  /** The first {@code count} rows; others may be appended behind them. */
  public BinaryVectors first(int count) {
    Objects.checkIndex(count, rows + 1);
    return new BinaryVectors(bits, dim, count);
  }

  @Override
  public VectorKind kind() {
    return VectorKind.BINARY;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int dim() {
    return dim;
  }

  /** Bytes of a row. */
  public int rowBytes() {
    return rowBytes;
  }

  /** An array that begins with the bytes of all rows, one row behind the other. */
  public byte[] bits() {
    return bits;
  }

  /** Whether a bit of a row is set. */
  public boolean get(int row, int bit) {
    return ((bits[row * rowBytes + (bit >>> 3)] >>> (bit & 7)) & 1) != 0;
  }

  /** The eight bytes from {@code at} on. */
  static long word(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  @Override
  public BinaryVectors pick(int... picked) {
    byte[] copy = new byte[Math.multiplyExact(picked.length, rowBytes)];
    for (int i = 0; i < picked.length; i++) {
      System.arraycopy(bits, picked[i] * rowBytes, copy, i * rowBytes, rowBytes);
    }
    return of(copy, dim);
  }

  @Override
  public int checksum() {
    CRC32C crc = new CRC32C();
    crc.update(bits, 0, rows * rowBytes);
    return (int) crc.getValue();
  }
}
