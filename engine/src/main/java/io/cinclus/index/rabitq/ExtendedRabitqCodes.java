package io.cinclus.index.rabitq;

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

/**
 * Rows with one to four bits a coordinate (Gao et al. 2025, extended RaBitQ). With {@code c} the
 * mean row and {@code r = x − c} (for COSINE {@code x} is scaled to length 1 first), the code is
 * the rotated {@code r} in equal steps, whose size is the one of some that keeps the code's
 * direction closest to {@code r}. With {@code ū} the code as numbers around 0 and {@code s = |r|² /
 * ⟨r, ū⟩}, {@code s ⟨q − c, ū⟩} is an unbiased estimate of {@code ⟨q − c, r⟩}.
 *
 * <p>The paper tries every step at which a coordinate's code changes; a few evenly spread ones are
 * as good here. A bit more halves the error. Scores are of order only. Immutable.
 */
public final class ExtendedRabitqCodes implements Codes {
  private static final String MEAN = "rabitq.mean";
  private static final String PLANES = "rabitq.planes";
  private static final String FACTORS = "rabitq.factors";
  private static final int MAX_BITS = 4;
  private static final int STEP_SIZES = 16;
  private static final int RANGE_ROWS = 1024;

  private final Kernels kernels;
  private final Metric metric;
  private final int bits;
  private final int rowWords;
  private final float[] mean;

  /** For each row its planes, the lowest bits first. */
  private final long[] planes;

  /** For each row its {@code s}, then for L2 {@code |r|²} and else {@code ⟨c, r⟩}. */
  private final float[] factors;

  private final Rotation rotation;

  private ExtendedRabitqCodes(
      Kernels kernels, Metric metric, int bits, float[] mean, long[] planes, float[] factors) {
    this.kernels = kernels;
    this.metric = metric;
    this.bits = bits;
    this.rowWords = bits * BitPlanes.words(mean.length);
    this.mean = mean;
    this.planes = planes;
    this.factors = factors;
    this.rotation = new Rotation(mean.length);
  }

  /** The most bits a coordinate, at least one, with which a row takes up to so many bytes. */
  public static int bitsWithin(double bytesPerRow, int dim) {
    double planeBytes = (double) Long.BYTES * BitPlanes.words(dim);
    double most = (bytesPerRow - 2 * Float.BYTES) / planeBytes;
    return (int) Math.max(1, Math.min(MAX_BITS, most));
  }

  /** How much {@link #encode} holds at most. */
  public static long buildBytes(long rows, int dim, int bits) {
    return rows * (8L * bits * BitPlanes.words(dim) + 8) + 16L * dim;
  }

  /** Encodes rows. */
  public static ExtendedRabitqCodes encode(
      Kernels kernels, Metric metric, int bits, Vectors vectors, BuildContext context)
      throws InterruptedException {
    int rows = vectors.rows();
    long[] planes = new long[length(rows, vectors.dim(), bits)];
    float[] mean = mean(kernels, metric, vectors);
    ExtendedRabitqCodes codes =
        new ExtendedRabitqCodes(kernels, metric, bits, mean, planes, new float[2 * rows]);
    context.forEachRange(
        rows,
        RANGE_ROWS,
        (from, to) -> {
          float[] residual = new float[vectors.dim()];
          for (int row = from; row < to; row++) {
            vectors.copy(row, residual, 0);
            codes.encode(row, residual);
          }
        });
    return codes;
  }

  private static int length(int rows, int dim, int bits) {
    long length = (long) rows * bits * BitPlanes.words(dim);
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the codes of %d rows of dim %d are too many: make smaller segments"
              .formatted(rows, dim));
    }
    return (int) length;
  }

  private static float[] mean(Kernels kernels, Metric metric, Vectors vectors) {
    int dim = vectors.dim();
    double[] sum = new double[dim];
    float[] values = new float[dim];
    for (int row = 0; row < vectors.rows(); row++) {
      vectors.copy(row, values, 0);
      float scale = scale(kernels, metric, values);
      for (int i = 0; i < dim; i++) {
        sum[i] += (double) values[i] * scale;
      }
    }
    float[] mean = new float[dim];
    for (int i = 0; i < dim; i++) {
      float value = (float) (sum[i] / Math.max(1, vectors.rows()));
      mean[i] = Float.isFinite(value) ? value : 0;
    }
    return mean;
  }

  private static float scale(Kernels kernels, Metric metric, float[] values) {
    return metric == Metric.COSINE ? InverseNorms.of(kernels, values, 0, values.length) : 1;
  }

  /** Encodes a row, whose values it overwrites. */
  private void encode(int row, float[] values) {
    float scale = scale(kernels, metric, values);
    double squared = 0;
    double withMean = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * scale - mean[i];
      squared += (double) values[i] * values[i];
      withMean += (double) values[i] * mean[i];
    }
    rotation.rotate(values);
    float step = bestStep(values);
    double product = 0;
    int words = BitPlanes.words(values.length);
    for (int i = 0; i < values.length; i++) {
      int code = code(values[i], step);
      product += values[i] * centred(code);
      for (int bit = 0; bit < bits; bit++) {
        planes[row * rowWords + bit * words + (i >>> 6)] |= (long) ((code >> bit) & 1) << i;
      }
    }
    factors[2 * row] = product == 0 ? 0 : (float) (squared / product);
    factors[2 * row + 1] = (float) (metric == Metric.L2 ? squared : withMean);
  }

  /** The step with which the code's direction is closest to the values'. */
  private float bestStep(float[] values) {
    float most = 0;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
    }
    float widest = most / (1 << (bits - 1));
    if (bits == 1) {
      return widest;
    }
    float best = widest;
    double bestCosine = Double.NEGATIVE_INFINITY;
    for (int tried = STEP_SIZES / 4; tried <= STEP_SIZES; tried++) {
      float step = widest * tried / STEP_SIZES;
      double product = 0;
      double squared = 0;
      for (float value : values) {
        double centred = centred(code(value, step));
        product += value * centred;
        squared += centred * centred;
      }
      double cosine = product / Math.sqrt(squared);
      if (cosine > bestCosine) {
        bestCosine = cosine;
        best = step;
      }
    }
    return best;
  }

  private int code(float value, float step) {
    int half = 1 << (bits - 1);
    // NaN and what cannot be divided become 0, and what is too large the end of the codes.
    int steps = step > 0 ? (int) Math.floor(value / step) : 0;
    return half + Math.max(-half, Math.min(half - 1, steps));
  }

  private double centred(int code) {
    return code - 0.5 * ((1 << bits) - 1);
  }

  /** The mean row, by which the codes are around 0. */
  public float[] mean() {
    return mean.clone();
  }

  @Override
  public void write(IndexSections out) {
    out.add(MEAN, mean);
    out.add(PLANES, planes);
    out.add(FACTORS, factors);
  }

  /** Reads the codes of so many rows. */
  public static ExtendedRabitqCodes read(
      Kernels kernels, Metric metric, int bits, int rows, int dim, IndexFileReader in)
      throws IOException {
    float[] mean = in.floats(MEAN, dim);
    in.check(MEAN, mean.length == dim, mean.length + " floats for dim " + dim);
    long length = (long) rows * bits * BitPlanes.words(dim);
    long[] planes = in.longs(PLANES, length);
    in.check(PLANES, planes.length == length, planes.length + " words for " + rows + " rows");
    float[] factors = in.floats(FACTORS, 2L * rows);
    in.check(
        FACTORS, factors.length == 2L * rows, factors.length + " floats for " + rows + " rows");
    return new ExtendedRabitqCodes(kernels, metric, bits, mean, planes, factors);
  }

  @Override
  public long memoryBytes() {
    return 8L * planes.length + 4L * (factors.length + mean.length);
  }

  @Override
  public RowScorer scorer() {
    return new CodeScorer();
  }

  private final class CodeScorer implements RowScorer {
    private final BitPlanes rounded = new BitPlanes(mean.length);
    private final float[] residual = new float[mean.length];
    private float base;

    @Override
    public void query(float[] query) {
      int dim = mean.length;
      if (query.length != dim) {
        throw new IllegalArgumentException(
            "a query of dim " + query.length + " against codes of dim " + dim);
      }
      float scale = scale(kernels, metric, query);
      double squared = 0;
      double withMean = 0;
      for (int i = 0; i < dim; i++) {
        float value = query[i] * scale;
        residual[i] = value - mean[i];
        squared += (double) residual[i] * residual[i];
        withMean += (double) value * mean[i];
      }
      base = (float) (metric == Metric.L2 ? -squared : withMean);
      rotation.rotate(residual);
      rounded.round(residual);
    }

    @Override
    public int rows() {
      return factors.length / 2;
    }

    @Override
    public float score(int row) {
      float estimate = factors[2 * row] * rounded.product(planes, row * rowWords, bits);
      return metric == Metric.L2
          ? base + 2 * estimate - factors[2 * row + 1]
          : base + estimate + factors[2 * row + 1];
    }

    @Override
    public void score(RowBatch batch) {
      int[] ids = batch.ids();
      float[] scores = batch.scores();
      for (int i = 0; i < batch.count(); i++) {
        scores[i] = score(ids[i]);
      }
    }
  }
}
