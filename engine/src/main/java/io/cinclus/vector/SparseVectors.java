package io.cinclus.vector;

import io.cinclus.value.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Rows of few numbers other than zero, each with its dimension, which is an unsigned int. A view:
 * nothing is copied, and the first {@code rows} rows must not change while it is in use, so that it
 * may be shared between threads. Rows may be appended behind it.
 */
public final class SparseVectors implements VectorData {
  private static final int BUFFER_BYTES = 1 << 16;

  private final SparseVector[] vectors;
  private final int rows;

  private SparseVectors(SparseVector[] vectors, int rows) {
    this.vectors = vectors;
    this.rows = rows;
  }

  /** All of some rows. */
  public static SparseVectors of(SparseVector... vectors) {
    return new SparseVectors(vectors, vectors.length);
  }

  /** The first {@code rows} rows of an array. */
  public static SparseVectors of(SparseVector[] vectors, int rows) {
    Objects.checkIndex(rows, vectors.length + 1);
    return new SparseVectors(vectors, rows);
  }

  @Override
  public VectorKind kind() {
    return VectorKind.SPARSE;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int dim() {
    return 0;
  }

  /** A row, whose indices are its dimensions. */
  public SparseVector row(int row) {
    return vectors[row];
  }

  /** Where the entries of each row begin if those of all rows follow one another, and the end. */
  public int[] from() {
    int[] from = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      from[row + 1] = Math.addExact(from[row], vectors[row].size());
    }
    return from;
  }

  /** The sum of a row's values: a document's length, where they are frequencies. */
  public double sum(int row) {
    double sum = 0;
    for (float value : vectors[row].values()) {
      sum += value;
    }
    return sum;
  }

  @Override
  public SparseVectors pick(int... picked) {
    SparseVector[] some = new SparseVector[picked.length];
    for (int i = 0; i < some.length; i++) {
      some[i] = vectors[Objects.checkIndex(picked[i], rows)];
    }
    return of(some);
  }

  @Override
  public int checksum() {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      SparseVector vector = vectors[row];
      put(vector.size(), buffer, crc);
      for (int i = 0; i < vector.size(); i++) {
        put(vector.indices()[i], buffer, crc);
        put(Float.floatToRawIntBits(vector.values()[i]), buffer, crc);
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
