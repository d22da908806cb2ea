package io.cinclus.vector;

/**
 * Some rows one behind the other in an array of floats, with a factor and a bias for each: what
 * {@link Kernels#multiply} multiplies at a time. Small enough to stay in the second-level cache
 * while all queries pass. Not thread-safe; reused from block to block.
 */
public final class RowBlock {
  /** 256 KiB of floats. */
  private static final int MAX_FLOATS = 1 << 16;

  private static final int MAX_ROWS = 256;
  private static final int MIN_ROWS = 8;

  private final Kernels kernels;
  private final Vectors vectors;
  private final int[] ids;
  private final float[] copies;
  private final float[] scales;
  private final float[] biases;
  private float[] values;
  private int from;
  private int rows;

  RowBlock(Kernels kernels, Vectors vectors, int maxRows) {
    int fitting = Math.max(MIN_ROWS, Math.min(MAX_ROWS, MAX_FLOATS / vectors.dim()));
    int capacity = Math.min(fitting, Math.max(1, maxRows));
    this.kernels = kernels;
    this.vectors = vectors;
    this.ids = new int[capacity];
    this.copies = new float[Math.multiplyExact(capacity, vectors.dim())];
    this.scales = new float[capacity];
    this.biases = new float[capacity];
    this.values = copies;
  }

  /** Takes the next rows of the cursor; returns whether there were any. */
  boolean fill(RowCursor cursor) {
    rows = cursor.fill(ids);
    if (rows == 0) {
      return false;
    }
    int last = ids[rows - 1];
    boolean contiguous =
        vectors.isFloat32()
            && last - ids[0] == rows - 1
            && vectors.array(last) == vectors.array(ids[0]);
    if (contiguous) {
      values = vectors.array(ids[0]);
      from = vectors.offset(ids[0]);
    } else {
      gather();
    }
    return true;
  }

  private void gather() {
    int dim = vectors.dim();
    for (int i = 0; i < rows; i++) {
      vectors.copy(kernels, ids[i], copies, i * dim);
    }
    values = copies;
    from = 0;
  }

  int capacity() {
    return ids.length;
  }

  /** The row number of a row of the block. */
  int id(int i) {
    return ids[i];
  }

  /** How many rows the block holds. */
  public int rows() {
    return rows;
  }

  public int dim() {
    return vectors.dim();
  }

  /** The array that holds the rows. */
  public float[] values() {
    return values;
  }

  /** Where the first row begins in {@link #values}. */
  public int from() {
    return from;
  }

  /** What each row's products are multiplied by. */
  public float[] scales() {
    return scales;
  }

  /** What is then added to each row's products. */
  public float[] biases() {
    return biases;
  }
}
