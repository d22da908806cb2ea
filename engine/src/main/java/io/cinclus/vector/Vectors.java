package io.cinclus.vector;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * {@code rows × dim} numbers of an {@link ElementType}, row-major, in one array or in chunks of a
 * fixed number of rows. A view: nothing is copied, and the first {@code rows} rows must not change
 * while it is in use, so that it may be shared between threads. Rows may be appended behind it.
 */
public final class Vectors implements VectorData {
  private final Elements elements;
  private final float[][] chunks;
  private final int shift;
  private final int mask;
  private final int dim;
  private final int rows;

  /** The inverse norms of each chunk's rows. */
  private final float @Nullable [][] inverseNorms;

  /** Where the numbers are: in floats, which are scored as they lie, or in fewer bytes. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Elements(ElementType type, float[][] floats, short[][] shorts, byte[][] bytes) {
    private static final float[][] NO_FLOATS = {};
    private static final short[][] NO_SHORTS = {};
    private static final byte[][] NO_BYTES = {};

    static Elements of(float[][] floats) {
      return new Elements(ElementType.FLOAT32, floats, NO_SHORTS, NO_BYTES);
    }

    static Elements of(ElementType type, short[][] shorts) {
      if (type.bytes() != Short.BYTES) {
        throw new IllegalArgumentException(type + " is not stored in shorts");
      }
      return new Elements(type, NO_FLOATS, shorts, NO_BYTES);
    }

    static Elements of(byte[][] bytes) {
      return new Elements(ElementType.INT8, NO_FLOATS, NO_SHORTS, bytes);
    }

    Object[] chunks() {
      return switch (type) {
        case FLOAT32 -> floats;
        case FLOAT16, BFLOAT16 -> shorts;
        case INT8 -> bytes;
      };
    }

    int length(int chunk) {
      return Array.getLength(chunks()[chunk]);
    }
  }

  private Vectors(Elements elements, float @Nullable [][] norms, int shift, int dim, int rows) {
    this.elements = elements;
    this.chunks = elements.floats();
    this.shift = shift;
    this.mask = (int) ((1L << shift) - 1);
    this.dim = dim;
    this.rows = rows;
    this.inverseNorms = norms;
  }

  /** All rows of {@code values}, whose length must be a multiple of {@code dim}. */
  public static Vectors of(float[] values, int dim) {
    return of(Elements.of(new float[][] {values}), dim);
  }

  /** All rows of {@code values}, which are of a type that is stored in shorts. */
  public static Vectors of(ElementType type, short[] values, int dim) {
    return of(Elements.of(type, new short[][] {values}), dim);
  }

  /** All rows of {@code values}, which are {@link ElementType#INT8}. */
  public static Vectors of(byte[] values, int dim) {
    return of(Elements.of(new byte[][] {values}), dim);
  }

  private static Vectors of(Elements elements, int dim) {
    int length = elements.length(0);
    if (dim < 1 || length % dim != 0) {
      throw new IllegalArgumentException(length + " numbers are no rows of dim " + dim);
    }
    return new Vectors(elements, null, 31, dim, length / dim);
  }

  /** A copy of some vectors of the same dimension, one row each, at least one. */
  public static Vectors copyOf(float[]... vectors) {
    int dim = vectors[0].length;
    float[] values = new float[Math.multiplyExact(vectors.length, dim)];
    for (int row = 0; row < vectors.length; row++) {
      if (vectors[row].length != dim) {
        throw new IllegalArgumentException(
            "a vector of dim " + vectors[row].length + " beside one of dim " + dim);
      }
      System.arraycopy(vectors[row], 0, values, row * dim, dim);
    }
    return of(values, dim);
  }

  /**
   * The first {@code rows} rows of chunks that hold {@code rowsPerChunk} rows each.
   *
   * @param rowsPerChunk a power of two
   */
  public static Vectors ofChunks(float[][] chunks, int rowsPerChunk, int dim, int rows) {
    return ofChunks(Elements.of(chunks), rowsPerChunk, dim, rows);
  }

  /** As the other, of a type that is stored in shorts. */
  public static Vectors ofChunks(
      ElementType type, short[][] chunks, int rowsPerChunk, int dim, int rows) {
    return ofChunks(Elements.of(type, chunks), rowsPerChunk, dim, rows);
  }

  /** As the other, of {@link ElementType#INT8}. */
  public static Vectors ofChunks(byte[][] chunks, int rowsPerChunk, int dim, int rows) {
    return ofChunks(Elements.of(chunks), rowsPerChunk, dim, rows);
  }

  private static Vectors ofChunks(Elements elements, int rowsPerChunk, int dim, int rows) {
    if (Integer.bitCount(rowsPerChunk) != 1 || rowsPerChunk < 0) {
      throw new IllegalArgumentException("rowsPerChunk is not a power of two: " + rowsPerChunk);
    }
    int count = elements.chunks().length;
    if (dim < 1 || rows < 0 || rows > (long) rowsPerChunk * count) {
      throw new IllegalArgumentException(
          String.format(
              "%d rows of dim %d do not fit in %d chunks of %d rows",
              rows, dim, count, rowsPerChunk));
    }
    for (int from = 0; from < rows; from += rowsPerChunk) {
      int length = elements.length(from / rowsPerChunk);
      if (length < (long) Math.min(rowsPerChunk, rows - from) * dim) {
        throw new IllegalArgumentException(
            "chunk " + from / rowsPerChunk + " is too short: " + length + " numbers");
      }
      if (rows - from <= rowsPerChunk) {
        break;
      }
    }
    return new Vectors(elements, null, Integer.numberOfTrailingZeros(rowsPerChunk), dim, rows);
  }

  /**
   * The same rows with their {@link InverseNorms}, which then need not be computed for each search.
   *
   * @param norms one array for each chunk, with a number for each of its rows
   */
  public Vectors withInverseNorms(float[][] norms) {
    int count = elements.chunks().length;
    if (norms.length != count) {
      throw new IllegalArgumentException(
          norms.length + " arrays of norms for " + count + " chunks");
    }
    return new Vectors(elements, norms, shift, dim, rows);
  }

  /** The same rows with their inverse norms, which it computes. */
  public Vectors withInverseNorms(Kernels kernels) {
    float[][] norms = new float[elements.chunks().length][];
    for (int chunk = 0; chunk < norms.length; chunk++) {
      long from = (long) chunk << shift;
      norms[chunk] = new float[(int) Math.max(0, Math.min(rows - from, mask + 1L))];
      InverseNorms.of(kernels, this, (int) Math.min(rows, from), norms[chunk]);
    }
    return withInverseNorms(norms);
  }

  boolean hasInverseNorms() {
    return inverseNorms != null;
  }

  /** The inverse norm of a row, where they are known. */
  float inverseNorm(int row) {
    return Objects.requireNonNull(inverseNorms)[row >>> shift][row & mask];
  }

  @Override
  public VectorKind kind() {
    return VectorKind.DENSE;
  }

  /** What the numbers are stored in. */
  public ElementType elementType() {
    return elements.type();
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int dim() {
    return dim;
  }

  /** Whether the rows are float32, which alone have an {@link #array}. */
  public boolean isFloat32() {
    return elements.type() == ElementType.FLOAT32;
  }

  /** The array that holds the row, of float32. */
  public float[] array(int row) {
    return chunks[row >>> shift];
  }

  /** Where the row begins in its array. */
  public int offset(int row) {
    return (row & mask) * dim;
  }

  /** A copy of the row. */
  public float[] copy(int row) {
    float[] copy = new float[dim];
    copy(row, copy, 0);
    return copy;
  }

  /** Copies the row to {@code target[at, at + dim)}. */
  public void copy(int row, float[] target, int at) {
    Objects.checkIndex(row, rows);
    copy(Kernels.scalar(), row, target, at);
  }

  /** The same by some kernels, which all give the same, for a row that there is. */
  void copy(Kernels kernels, int row, float[] target, int at) {
    int chunk = row >>> shift;
    int from = offset(row);
    switch (elements.type()) {
      case FLOAT32 -> System.arraycopy(chunks[chunk], from, target, at, dim);
      case FLOAT16 -> kernels.decodeFloat16(elements.shorts()[chunk], from, target, at, dim);
      case BFLOAT16 -> kernels.decodeBfloat16(elements.shorts()[chunk], from, target, at, dim);
      case INT8 -> kernels.decodeInt8(elements.bytes()[chunk], from, target, at, dim);
    }
  }

  /** A copy of each row. */
  public float[][] copies() {
    float[][] copies = new float[rows][];
    for (int row = 0; row < rows; row++) {
      copies[row] = copy(row);
    }
    return copies;
  }

  @Override
  public Vectors pick(int... picked) {
    float[] values = new float[Math.multiplyExact(picked.length, dim)];
    for (int i = 0; i < picked.length; i++) {
      copy(picked[i], values, i * dim);
    }
    return of(values, dim);
  }

  @Override
  public int checksum() {
    int rowBytes = Math.multiplyExact(dim, elements.type().bytes());
    ByteBuffer buffer = ByteBuffer.allocate(rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    for (int row = 0; row < rows; row++) {
      int chunk = row >>> shift;
      int from = offset(row);
      switch (elements.type()) {
        case FLOAT32 -> buffer.asFloatBuffer().put(chunks[chunk], from, dim);
        case FLOAT16, BFLOAT16 -> buffer.asShortBuffer().put(elements.shorts()[chunk], from, dim);
        case INT8 -> buffer.duplicate().put(elements.bytes()[chunk], from, dim);
      }
      crc.update(buffer.array());
    }
    return (int) crc.getValue();
  }
}
