package io.cinclus.index.rabitq;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.codes.Lists;
import io.cinclus.index.codes.ResidualCodes;
import io.cinclus.vector.InverseNorms;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.Vectors;
import java.io.IOException;

/**
 * Rows of inverted lists with one bit a coordinate. For a row {@code x} in the list of centroid
 * {@code c}, {@code r = x − c} (for COSINE {@code x} is scaled to length 1 first) and the code
 * {@code b} is the signs of the rotated {@code r}. With {@code s = |r|² / Σ|rᵢ|}, which is the
 * paper's {@code |r| / (⟨x̄, o⟩ √D)}, an unbiased estimate of {@code ⟨q − c, r⟩} is {@code s Σ ±(q
 * − c)ᵢ}. The query is rounded to four bits a coordinate, so that the sum is five population counts
 * a word.
 *
 * <p>Immutable.
 */
public final class RabitqCodes implements ResidualCodes {
  private static final String BITS = "rabitq.bits";
  private static final String FACTORS = "rabitq.factors";
  private static final int RANGE_ROWS = 1024;

  private final Kernels kernels;
  private final Metric metric;
  private final Vectors centroids;
  private final Rotation rotation;
  private final int words;
  private final long[] bits;

  /** For each row its {@code s}, then for L2 {@code |r|²} and else {@code ⟨c, r⟩}. */
  private final float[] factors;

  /** The centroids, rotated. */
  private final float[] rotated;

  private RabitqCodes(
      Kernels kernels, Metric metric, Vectors centroids, long[] bits, float[] factors) {
    this.kernels = kernels;
    this.metric = metric;
    this.centroids = centroids;
    this.rotation = new Rotation(centroids.dim());
    this.words = BitPlanes.words(centroids.dim());
    this.bits = bits;
    this.factors = factors;
    int dim = centroids.dim();
    this.rotated = new float[centroids.rows() * dim];
    for (int list = 0; list < centroids.rows(); list++) {
      float[] centroid = centroids.copy(list);
      rotation.rotate(centroid);
      System.arraycopy(centroid, 0, rotated, list * dim, dim);
    }
  }

  private static int length(int rows, int dim) {
    long length = (long) rows * BitPlanes.words(dim);
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the codes of %d rows of dim %d are too many: make smaller segments"
              .formatted(rows, dim));
    }
    return (int) length;
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
    int dim = vectors.dim();
    long[] bits = new long[length(rows, dim)];
    float[] factors = new float[2 * rows];
    RabitqCodes codes = new RabitqCodes(kernels, metric, lists.centroids(), bits, factors);
    context.forEachRange(
        rows,
        RANGE_ROWS,
        (from, to) -> {
          for (int place = from; place < to; place++) {
            int row = lists.order()[place];
            codes.encode(vectors, row, lists.listOf()[row], place);
          }
        });
    return codes;
  }

  private void encode(Vectors vectors, int row, int list, int place) {
    int dim = centroids.dim();
    float[] residual = vectors.copy(row);
    float scale = metric == Metric.COSINE ? InverseNorms.of(kernels, residual, 0, dim) : 1;
    int centroid = centroids.offset(list);
    double withCentroid = 0;
    for (int i = 0; i < dim; i++) {
      float c = centroids.array(list)[centroid + i];
      residual[i] = residual[i] * scale - c;
      withCentroid += (double) residual[i] * c;
    }
    rotation.rotate(residual);
    double squared = 0;
    double absolute = 0;
    for (int i = 0; i < dim; i++) {
      squared += (double) residual[i] * residual[i];
      absolute += Math.abs(residual[i]);
      if (residual[i] > 0) {
        bits[place * words + (i >>> 6)] |= 1L << i;
      }
    }
    factors[2 * place] = absolute == 0 ? 0 : (float) (squared / absolute);
    factors[2 * place + 1] = (float) (metric == Metric.L2 ? squared : withCentroid);
  }

  @Override
  public void write(IndexSections out) {
    out.add(BITS, bits);
    out.add(FACTORS, factors);
  }

  /** Reads the codes of so many rows in lists of these centroids. */
  public static RabitqCodes read(
      Kernels kernels, Metric metric, int rows, Vectors centroids, IndexFileReader in)
      throws IOException {
    int length = length(rows, centroids.dim());
    long[] bits = in.longs(BITS, length);
    in.check(BITS, bits.length == length, bits.length + " words for " + rows + " rows");
    float[] factors = in.floats(FACTORS, 2L * rows);
    in.check(FACTORS, factors.length == 2 * rows, factors.length + " floats for " + rows + " rows");
    return new RabitqCodes(kernels, metric, centroids, bits, factors);
  }

  @Override
  public long memoryBytes() {
    return 8L * bits.length + 4L * (factors.length + rotated.length);
  }

  @Override
  public ListScorer scorer() {
    return new SignScorer();
  }

  private final class SignScorer implements ListScorer {
    private final int dim = centroids.dim();
    private final float[] query = new float[dim];
    private final float[] turned = new float[dim];
    private final float[] residual = new float[dim];
    private final BitPlanes rounded = new BitPlanes(dim);
    private float base;

    @Override
    public void query(float[] newQuery) {
      if (newQuery.length != dim) {
        throw new IllegalArgumentException(
            "a query of dim " + newQuery.length + " against codes of dim " + dim);
      }
      float scale = metric == Metric.COSINE ? InverseNorms.of(kernels, newQuery, 0, dim) : 1;
      for (int i = 0; i < dim; i++) {
        query[i] = newQuery[i] * scale;
      }
      System.arraycopy(query, 0, turned, 0, dim);
      rotation.rotate(turned);
    }

    @Override
    public void enter(int list) {
      float[] centroid = centroids.array(list);
      int from = centroids.offset(list);
      base =
          metric == Metric.L2
              ? -kernels.squaredL2(query, 0, centroid, from, dim)
              : kernels.dot(query, 0, centroid, from, dim);
      for (int i = 0; i < dim; i++) {
        residual[i] = turned[i] - rotated[list * dim + i];
      }
      rounded.round(residual);
    }

    @Override
    public int rows() {
      return factors.length / 2;
    }

    @Override
    public float score(int place) {
      float estimate = 2 * factors[2 * place] * rounded.product(bits, place * words, 1);
      return metric == Metric.L2
          ? base + 2 * estimate - factors[2 * place + 1]
          : base + estimate + factors[2 * place + 1];
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
