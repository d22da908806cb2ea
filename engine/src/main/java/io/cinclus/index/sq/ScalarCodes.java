package io.cinclus.index.sq;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.codes.Codes;
import io.cinclus.vector.InverseNorms;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.RowScorer;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows with one byte a coordinate (scalar quantisation): each coordinate is cut into 255 equal
 * steps between the least and the greatest value that it has in any row. For COSINE the rows are
 * scaled to length 1 first. Immutable.
 *
 * <p>A score needs one product with the bytes: with {@code x = least + step (128 + b)} for a byte
 * {@code b}, {@code q·x} is {@code (q step)·b} and a number that only depends on the query, and
 * {@code |q − x|²} needs {@code |x|²} besides, which is kept for each row. Scores are of order
 * only: whoever wants exact ones scores the best rows again.
 */
public final class ScalarCodes implements Codes {
  private static final String RANGES = "sq.ranges";
  private static final String CODES = "sq.codes";
  private static final String NORMS = "sq.norms";
  private static final int STEPS = 255;
  private static final int MIDDLE = 128;
  private static final int RANGE_ROWS = 4096;

  private final Kernels kernels;
  private final Metric metric;
  private final int dim;

  /** The least value of each coordinate, then the step of each. */
  private final float[] ranges;

  private final byte[] codes;

  /** For L2 the squared norm of each decoded row, else empty. */
  private final float[] norms;

  private ScalarCodes(Kernels kernels, Metric metric, float[] ranges, byte[] codes, float[] norms) {
    this.kernels = kernels;
    this.metric = metric;
    this.dim = ranges.length / 2;
    this.ranges = ranges;
    this.codes = codes;
    this.norms = norms;
  }

  /**
   * Encodes rows.
   *
   * @param order which row is at each place; null where each is at its own
   */
  public static ScalarCodes encode(
      Kernels kernels, Metric metric, Vectors vectors, int @Nullable [] order, BuildContext context)
      throws InterruptedException {
    int rows = vectors.rows();
    int dim = vectors.dim();
    float[] ranges = ranges(kernels, metric, vectors);
    byte[] codes = new byte[length(rows, dim)];
    float[] norms = new float[metric == Metric.L2 ? rows : 0];
    context.forEachRange(
        rows,
        RANGE_ROWS,
        (from, to) -> {
          float[] row = new float[dim];
          for (int at = from; at < to; at++) {
            copy(kernels, metric, vectors, order == null ? at : order[at], row);
            double norm = encode(row, ranges, codes, at * dim);
            if (norms.length > 0) {
              norms[at] = (float) norm;
            }
          }
        });
    return new ScalarCodes(kernels, metric, ranges, codes, norms);
  }

  /** How much {@link #encode} holds at most. */
  public static long buildBytes(long rows, int dim) {
    return rows * (dim + 4L) + 32L * dim;
  }

  private static int length(int rows, int dim) {
    long length = (long) rows * dim;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the codes of %d rows of dim %d are too many: make smaller segments"
              .formatted(rows, dim));
    }
    return (int) length;
  }

  private static void copy(
      Kernels kernels, Metric metric, Vectors vectors, int row, float[] target) {
    vectors.copy(row, target, 0);
    if (metric == Metric.COSINE) {
      float scale = InverseNorms.of(kernels, target, 0, target.length);
      for (int i = 0; i < target.length; i++) {
        target[i] *= scale;
      }
    }
  }

  private static float[] ranges(Kernels kernels, Metric metric, Vectors vectors) {
    int dim = vectors.dim();
    float[] least = new float[dim];
    float[] greatest = new float[dim];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
    float[] row = new float[dim];
    for (int each = 0; each < vectors.rows(); each++) {
      copy(kernels, metric, vectors, each, row);
      for (int i = 0; i < dim; i++) {
        if (Float.isFinite(row[i])) {
          least[i] = Math.min(least[i], row[i]);
          greatest[i] = Math.max(greatest[i], row[i]);
        }
      }
    }
    float[] ranges = new float[2 * dim];
    for (int i = 0; i < dim; i++) {
      boolean any = least[i] <= greatest[i];
      ranges[i] = any ? least[i] : 0;
      ranges[dim + i] = any ? (float) (((double) greatest[i] - least[i]) / STEPS) : 0;
    }
    return ranges;
  }

  /** Encodes a row; returns the squared norm of what the code stands for. */
  private static double encode(float[] row, float[] ranges, byte[] codes, int to) {
    int dim = row.length;
    double norm = 0;
    for (int i = 0; i < dim; i++) {
      float step = ranges[dim + i];
      // NaN becomes 0, and what is infinite the end of its range.
      int code =
          step == 0 ? 0 : Math.round(Math.max(0, Math.min(STEPS, (row[i] - ranges[i]) / step)));
      codes[to + i] = (byte) (code - MIDDLE);
      double decoded = ranges[i] + (double) step * code;
      norm += decoded * decoded;
    }
    return norm;
  }

  @Override
  public void write(IndexSections out) {
    out.add(RANGES, ranges);
    out.add(CODES, codes);
    out.add(NORMS, norms);
  }

  /** Reads the codes of so many rows. */
  public static ScalarCodes read(
      Kernels kernels, Metric metric, int rows, int dim, IndexFileReader in) throws IOException {
    float[] ranges = in.floats(RANGES, 2L * dim);
    in.check(
        RANGES, ranges.length == 2 * dim, "not two numbers for each of " + dim + " dimensions");
    for (float value : ranges) {
      in.check(RANGES, Float.isFinite(value), "a range that is not finite");
    }
    int length = length(rows, dim);
    byte[] codes = in.bytes(CODES, length);
    in.check(CODES, codes.length == length, codes.length + " bytes for " + rows + " rows");
    int normed = metric == Metric.L2 ? rows : 0;
    float[] norms = in.floats(NORMS, normed);
    in.check(NORMS, norms.length == normed, norms.length + " norms for " + rows + " rows");
    return new ScalarCodes(kernels, metric, ranges, codes, norms);
  }

  @Override
  public long memoryBytes() {
    return codes.length + 4L * (ranges.length + norms.length);
  }

  @Override
  public RowScorer scorer() {
    return new CodeScorer();
  }

  private final class CodeScorer implements RowScorer {
    private final float[] weights = new float[dim];
    private float constant;

    @Override
    public void query(float[] query) {
      if (query.length != dim) {
        throw new IllegalArgumentException(
            "a query of dim " + query.length + " against codes of dim " + dim);
      }
      double sum = 0;
      for (int i = 0; i < dim; i++) {
        weights[i] = query[i] * ranges[dim + i];
        sum += (double) query[i] * ranges[i] + (double) MIDDLE * weights[i];
      }
      constant = (float) sum;
    }

    @Override
    public int rows() {
      return dim == 0 ? 0 : codes.length / dim;
    }

    @Override
    public float score(int row) {
      return score(row, kernels.dot(weights, codes, row * dim));
    }

    private float score(int row, float product) {
      float dot = product + constant;
      // |q|² is the same for all rows.
      return metric == Metric.L2 ? 2 * dot - norms[row] : dot;
    }

    @Override
    public void score(RowBatch batch) {
      int[] ids = batch.ids();
      float[] scores = batch.scores();
      for (int i = 0; i < batch.count(); i++) {
        scores[i] = score(ids[i], kernels.dot(weights, codes, ids[i] * dim));
      }
    }
  }
}
