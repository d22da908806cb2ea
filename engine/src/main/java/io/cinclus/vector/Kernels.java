package io.cinclus.vector;

/**
 * The arithmetic of dense float vectors, in SIMD or scalar. All methods are pure and thread-safe.
 * Different kernels sum in different orders, so results agree up to rounding; one kernel gives the
 * same bits for the same pair of vectors wherever they lie.
 */
public interface Kernels {
  /** How many rows {@link #sumNibbles} takes at a time. */
  int NIBBLE_ROWS = 32;

  /**
   * The fastest kernels this JVM can run, chosen and logged once: a warning if that is not SIMD,
   * because searches are then several times slower.
   */
  static Kernels fastest() {
    return KernelChoice.FASTEST;
  }

  /** Plain Java, which runs on every JVM. */
  static Kernels scalar() {
    return ScalarKernels.INSTANCE;
  }

  /** A name for logs, such as {@code SIMD 512 bit}. */
  String name();

  /** The inner product of {@code a[aFrom, aFrom + dim)} and {@code b[bFrom, bFrom + dim)}. */
  float dot(float[] a, int aFrom, float[] b, int bFrom, int dim);

  /** The squared Euclidean distance between {@code a[aFrom, …)} and {@code b[bFrom, …)}. */
  float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dim);

  /** The inner product of {@code weights} and as many signed bytes from {@code from} on. */
  float dot(float[] weights, byte[] codes, int from);

  /** Puts {@code count} {@link io.cinclus.value.Float16} numbers into floats, exactly. */
  void decodeFloat16(short[] halves, int from, float[] to, int at, int count);

  /** Puts {@code count} numbers that are the upper halves of floats into floats, exactly. */
  void decodeBfloat16(short[] halves, int from, float[] to, int at, int count);

  /** Puts {@code count} signed bytes into floats, exactly. */
  void decodeInt8(byte[] bytes, int from, float[] to, int at, int count);

  /**
   * Sums table entries by codes of four bits, for {@link #NIBBLE_ROWS} rows at a time: {@code
   * sums[r]} is, as an unsigned number, the sum over all {@code i} below {@code 2 pairs} of {@code
   * tables[32 i + codeᵢ(r)]}, modulo 2¹⁶. All kernels give the same.
   *
   * @param codes from {@code from} on 32 bytes for each pair of codes, the first of which is the
   *     lower half of a byte; that of row {@code r} is at {@code 2 r} for the first 16 rows and at
   *     {@code 2 (r − 16) + 1} for the others
   * @param tables 16 unsigned bytes for each code, each 16 twice
   */
  void sumNibbles(byte[] codes, int from, int pairs, byte[] tables, short[] sums);

  /** {@link #dot} of the query at {@code queryFrom} with each row of the batch, into its scores. */
  void dots(float[] query, int queryFrom, Vectors rows, RowBatch batch);

  /** {@link #squaredL2} between the query and each row of the batch, into its scores. */
  void squaredL2s(float[] query, int queryFrom, Vectors rows, RowBatch batch);

  /**
   * The widest panel of queries {@link #multiply} takes; half of it is the other width it takes.
   */
  int panelWidth();

  /**
   * Multiplies all rows of a block with a panel of queries: {@code products[r * panel.width() + i]
   * = dot(row r, query i) * scale(r) + bias(r)}.
   */
  void multiply(RowBlock block, QueryPanel panel, float[] products);

  /**
   * The first index in {@code [from, to)} whose product is not below its query's threshold (a NaN
   * is not), or {@code to}.
   */
  int firstNotBelow(float[] products, int from, int to, QueryPanel panel);
}
