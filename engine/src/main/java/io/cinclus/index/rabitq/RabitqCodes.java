package io.cinclus.index.rabitq;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.codes.Lists;
import io.cinclus.index.codes.Residuals;
import io.cinclus.index.fastscan.NibbleBlocks;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;
import java.io.IOException;

/**
 * Rows of inverted lists with one bit a coordinate: the signs {@code b} of the rotated residual
 * {@code r} of {@link Residuals}. With {@code s = |r|² / Σ|rᵢ|}, which is the paper's {@code |r| /
 * (⟨x̄, o⟩ √D)}, an unbiased estimate of {@code ⟨q, r⟩} is {@code s Σ ±qᵢ}, whose error is about
 * {@code 0.6 s |q|}.
 *
 * <p>The paper does so for {@code q − c}, which is shorter, with a query rounded anew for each
 * list. Here the sum is of the query alone, and what the estimate says of the part that lies along
 * the list's centre is taken from it and the true product put in its place, which is a number that
 * is kept for each row: the same estimate without any work for a list. Four signs are one code of
 * {@link io.cinclus.index.fastscan}. Immutable.
 */
public final class RabitqCodes {
  private static final String CODES = "rabitq.codes";
  private static final String SCALES = "rabitq.scales";
  private static final String TERMS = "rabitq.terms";

  /** Coordinates of a code of four bits. */
  static final int SIGNS = 4;

  private static final int RANGE_ROWS = 32 * Kernels.NIBBLE_ROWS;

  private final Kernels kernels;
  private final Residuals residuals;
  private final Rotation rotation;
  private final NibbleBlocks blocks;
  private final byte[] codes;

  /** For each place its {@code s}, for L2 twice that. */
  private final float[] scales;

  /**
   * For each place what is added: with {@code d} the {@link Residuals#direction} of its list and
   * {@code e = s Σ ±dᵢ} the estimate of {@code ⟨d, r⟩}, for L2 {@code −|r|² − 2e}, and else, to be
   * multiplied with {@code ⟨q, d⟩}, {@code ⟨d, r⟩ − e}.
   */
  private final float[] terms;

  private RabitqCodes(
      Kernels kernels, Residuals residuals, byte[] codes, float[] scales, float[] terms) {
    this.kernels = kernels;
    this.residuals = residuals;
    this.rotation = new Rotation(residuals.dim());
    this.blocks = blocks(residuals.dim());
    this.codes = codes;
    this.scales = scales;
    this.terms = terms;
  }

  private static NibbleBlocks blocks(int dim) {
    return new NibbleBlocks((dim + SIGNS - 1) / SIGNS);
  }

  /** How much {@link #encode} holds at most. */
  public static long buildBytes(long rows, int dim, long lists) {
    return rows * (8L * BitPlanes.words(dim) + 8) + 4 * lists * dim;
  }

  /** Encodes the rows of lists. */
  public static RabitqCodes encode(
      Kernels kernels, Metric metric, Lists lists, Vectors vectors, BuildContext context)
      throws InterruptedException {
    int rows = vectors.rows();
    RabitqCodes all =
        new RabitqCodes(
            kernels,
            Residuals.of(kernels, metric, lists, vectors, context),
            new byte[blocks(vectors.dim()).length(rows)],
            new float[rows],
            new float[rows]);
    // No range ends within a block, whose bytes several rows share.
    context.forEachRange(rows, RANGE_ROWS, (from, to) -> all.encode(lists, vectors, from, to));
    return all;
  }

  private void encode(Lists lists, Vectors vectors, int from, int to) {
    float[] residual = new float[residuals.dim()];
    float[] direction = new float[residuals.dim()];
    int[] code = new int[blocks.m()];
    int directionOf = -1;
    for (int place = from; place < to; place++) {
      int row = lists.order()[place];
      int list = lists.listOf()[row];
      if (list != directionOf) {
        residuals.direction(list, direction);
        rotation.rotate(direction);
        directionOf = list;
      }
      residuals.row(vectors, row, residual);
      residuals.subtractCentre(list, residual);
      rotation.rotate(residual);
      encode(residual, direction, code, place);
    }
  }

  /** Encodes a residual, rotated as the direction is. */
  private void encode(float[] residual, float[] direction, int[] code, int place) {
    double squared = 0;
    double absolute = 0;
    double product = 0;
    double signed = 0;
    for (int i = 0; i < residual.length; i++) {
      boolean positive = residual[i] > 0;
      squared += (double) residual[i] * residual[i];
      absolute += Math.abs(residual[i]);
      product += (double) residual[i] * direction[i];
      signed += positive ? direction[i] : -direction[i];
      int bit = i % SIGNS;
      code[i / SIGNS] = (bit == 0 ? 0 : code[i / SIGNS]) | (positive ? 1 << bit : 0);
    }
    blocks.put(code, codes, place);
    double scale = absolute == 0 ? 0 : squared / absolute;
    boolean isL2 = residuals.metric() == Metric.L2;
    scales[place] = (float) (isL2 ? 2 * scale : scale);
    terms[place] = (float) (isL2 ? -squared - 2 * scale * signed : product - scale * signed);
  }

  /** Adds the codes to a file. */
  public void write(IndexSections out) {
    residuals.write(out);
    out.add(CODES, codes);
    out.add(SCALES, scales);
    out.add(TERMS, terms);
  }

  /** Reads the codes of so many rows in lists of these centroids. */
  public static RabitqCodes read(
      Kernels kernels, Metric metric, int rows, Vectors centroids, IndexFileReader in)
      throws IOException {
    Residuals residuals = Residuals.read(kernels, metric, centroids, in);
    int length = blocks(residuals.dim()).length(rows);
    byte[] codes = in.bytes(CODES, length);
    in.check(CODES, codes.length == length, codes.length + " bytes for " + rows + " rows");
    float[] scales = numbers(SCALES, rows, in);
    return new RabitqCodes(kernels, residuals, codes, scales, numbers(TERMS, rows, in));
  }

  private static float[] numbers(String section, int rows, IndexFileReader in) throws IOException {
    float[] numbers = in.floats(section, rows);
    in.check(section, numbers.length == rows, numbers.length + " floats for " + rows + " rows");
    return numbers;
  }

  /** Heap that the codes take. */
  public long memoryBytes() {
    return codes.length + 4L * (scales.length + terms.length) + residuals.memoryBytes();
  }

  /** Bounds of the scores of rows, for one query. */
  public RabitqBounds bounds(float[] query) {
    return new RabitqBounds(this, query);
  }

  Kernels kernels() {
    return kernels;
  }

  Residuals residuals() {
    return residuals;
  }

  Rotation rotation() {
    return rotation;
  }

  NibbleBlocks layout() {
    return blocks;
  }

  byte[] codes() {
    return codes;
  }

  float[] scales() {
    return scales;
  }

  float[] terms() {
    return terms;
  }
}
