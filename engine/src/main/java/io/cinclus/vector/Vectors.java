package io.cinclus.vector;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code rows × dim} floats, row-major, in one array or in chunks of a fixed number of rows. A
 * view: nothing is copied, and the first {@code rows} rows must not change while it is in use, so
 * that it may be shared between threads. Rows may be appended behind it.
 */
public final class Vectors {
  private final float[][] chunks;
  private final int shift;
  private final int mask;
  private final int dim;
  private final int rows;

  /** The inverse norms of each chunk's rows. */
  private final float @Nullable [][] inverseNorms;

  private Vectors(
      float[][] chunks, float @Nullable [][] inverseNorms, int shift, int dim, int rows) {
    this.chunks = chunks;
    this.shift = shift;
    this.mask = (int) ((1L << shift) - 1);
    this.dim = dim;
    this.rows = rows;
    this.inverseNorms = inverseNorms;
  }

  /** All rows of {@code values}, whose length must be a multiple of {@code dim}. */
  public static Vectors of(float[] values, int dim) {
    if (dim < 1 || values.length % dim != 0) {
      throw new IllegalArgumentException(values.length + " floats are no rows of dim " + dim);
    }
    return new Vectors(new float[][] {values}, null, 31, dim, values.length / dim);
  }

  /**
   * The first {@code rows} rows of chunks that hold {@code rowsPerChunk} rows each.
   *
   * @param rowsPerChunk a power of two
   */
  public static Vectors ofChunks(float[][] chunks, int rowsPerChunk, int dim, int rows) {
    if (Integer.bitCount(rowsPerChunk) != 1 || rowsPerChunk < 0) {
      throw new IllegalArgumentException("rowsPerChunk is not a power of two: " + rowsPerChunk);
    }
    if (dim < 1 || rows < 0 || rows > (long) rowsPerChunk * chunks.length) {
      throw new IllegalArgumentException(
          String.format(
              "%d rows of dim %d do not fit in %d chunks of %d rows",
              rows, dim, chunks.length, rowsPerChunk));
    }
    for (int from = 0; from < rows; from += rowsPerChunk) {
      float[] chunk = chunks[from / rowsPerChunk];
      if (chunk.length < (long) Math.min(rowsPerChunk, rows - from) * dim) {
        throw new IllegalArgumentException(
            "chunk " + from / rowsPerChunk + " is too short: " + chunk.length + " floats");
      }
      if (rows - from <= rowsPerChunk) {
        break;
      }
    }
    return new Vectors(chunks, null, Integer.numberOfTrailingZeros(rowsPerChunk), dim, rows);
  }

  /**
   * The same rows with their {@link InverseNorms}, which then need not be computed for each search.
   *
   * @param norms one array for each chunk, with a number for each of its rows
   */
  public Vectors withInverseNorms(float[][] norms) {
    if (norms.length != chunks.length) {
      throw new IllegalArgumentException(
          norms.length + " arrays of norms for " + chunks.length + " chunks");
    }
    return new Vectors(chunks, norms, shift, dim, rows);
  }

  /** The same rows with their inverse norms, which it computes. */
  public Vectors withInverseNorms(Kernels kernels) {
    float[][] norms = new float[chunks.length][];
    for (int chunk = 0; chunk < norms.length; chunk++) {
      long from = (long) chunk << shift;
      norms[chunk] = new float[(int) Math.max(0, Math.min(rows - from, mask + 1L))];
      InverseNorms.of(kernels, this, (int) Math.min(rows, from), norms[chunk]);
    }
    return withInverseNorms(norms);
  }

  /** The inverse norm of a row, where it is known, else computed. */
  float inverseNorm(Kernels kernels, int row) {
    return inverseNorms == null
        ? InverseNorms.of(kernels, array(row), offset(row), dim)
        : inverseNorms[row >>> shift][row & mask];
  }

  public int rows() {
    return rows;
  }

  public int dim() {
    return dim;
  }

  /** The array that holds the row. */
  public float[] array(int row) {
    return chunks[row >>> shift];
  }

  /** Where the row begins in its {@link #array}. */
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
    System.arraycopy(array(row), offset(row), target, at, dim);
  }
}
