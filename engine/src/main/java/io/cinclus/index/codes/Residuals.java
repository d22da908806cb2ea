package io.cinclus.index.codes;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.kmeans.KMeans;
import io.cinclus.vector.InverseNorms;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.Arrays;

/**
 * What is left of a row {@code x} of an inverted list without the list's centre {@code c}: {@code r
 * = x − c} (for COSINE {@code x} is scaled to length 1 first). The centre is the centroid for L2;
 * for IP and COSINE, whose centroids have length 1, it is the centroid at the length that suits the
 * list's rows best. Immutable.
 *
 * <p>So a score needs one product with what a code says of {@code r}: {@code ⟨q, x⟩ = ⟨q, c⟩ + ⟨q,
 * r⟩}, and {@code −|q − x|² = −|q − c|² + 2⟨q − µ, r⟩ − t} with {@code t = |r|² + 2⟨c − µ, r⟩},
 * which does not depend on the query and is kept for each row. The mean {@code µ} of the centroids
 * keeps the numbers small where rows lie far from 0.
 */
public final class Residuals {
  private static final String LENGTHS = "residual.lengths";

  private final Kernels kernels;
  private final Metric metric;
  private final Vectors centroids;

  /** What each centroid is multiplied by; empty for L2. */
  private final float[] lengths;

  private final float[] mean;

  private Residuals(Kernels kernels, Metric metric, Vectors centroids, float[] lengths) {
    this.kernels = kernels;
    this.metric = metric;
    this.centroids = centroids;
    this.lengths = lengths;
    this.mean = metric == Metric.L2 ? mean(centroids) : new float[centroids.dim()];
  }

  /** Of the rows of lists. */
  public static Residuals of(
      Kernels kernels, Metric metric, Lists lists, Vectors vectors, BuildContext context)
      throws InterruptedException {
    if (metric == Metric.L2) {
      return new Residuals(kernels, metric, lists.centroids(), new float[0]);
    }
    float[] products = new float[vectors.rows()];
    context.forEachRange(
        vectors.rows(),
        1024,
        (from, to) -> {
          float[] row = new float[vectors.dim()];
          for (int each = from; each < to; each++) {
            copy(kernels, metric, vectors, each, row);
            int list = lists.listOf()[each];
            products[each] = dot(kernels, row, lists.centroids(), list);
          }
        });
    double[] sums = new double[lists.centroids().rows()];
    int[] counts = new int[sums.length];
    for (int row = 0; row < products.length; row++) {
      sums[lists.listOf()[row]] += products[row];
      counts[lists.listOf()[row]]++;
    }
    float[] lengths = new float[sums.length];
    for (int list = 0; list < lengths.length; list++) {
      lengths[list] = counts[list] == 0 ? 0 : (float) (sums[list] / counts[list]);
    }
    return new Residuals(kernels, metric, lists.centroids(), lengths);
  }

  /** How much {@link #of} and {@link #sample} hold at most. */
  public static long buildBytes(long rows, int dim, long lists, int sampleRows) {
    return 8 * rows + 16 * lists + 8L * dim * Math.min(rows, sampleRows) + 16L * dim;
  }

  /** The mean of what is finite. */
  private static float[] mean(Vectors vectors) {
    int dim = vectors.dim();
    double[] sums = new double[dim];
    int[] counts = new int[dim];
    float[] row = new float[dim];
    for (int each = 0; each < vectors.rows(); each++) {
      vectors.copy(each, row, 0);
      for (int i = 0; i < dim; i++) {
        boolean finite = Float.isFinite(row[i]);
        sums[i] += finite ? row[i] : 0;
        counts[i] += finite ? 1 : 0;
      }
    }
    float[] mean = new float[dim];
    for (int i = 0; i < dim; i++) {
      mean[i] = counts[i] == 0 ? 0 : (float) (sums[i] / counts[i]);
    }
    return mean;
  }

  /** All rows in one list, around their mean: for an index without lists. */
  public static Lists oneList(Vectors vectors) {
    int[] order = new int[vectors.rows()];
    Arrays.setAll(order, i -> i);
    return new Lists(Vectors.of(mean(vectors), vectors.dim()), order, new int[vectors.rows()]);
  }

  public void write(IndexSections out) {
    out.add(LENGTHS, lengths);
  }

  /** Reads what {@link #write} wrote. */
  public static Residuals read(
      Kernels kernels, Metric metric, Vectors centroids, IndexFileReader in) throws IOException {
    int count = metric == Metric.L2 ? 0 : centroids.rows();
    float[] lengths = in.floats(LENGTHS, count);
    in.check(LENGTHS, lengths.length == count, lengths.length + " floats for " + count + " lists");
    return new Residuals(kernels, metric, centroids, lengths);
  }

  public Metric metric() {
    return metric;
  }

  public int dim() {
    return centroids.dim();
  }

  public long memoryBytes() {
    return 4L * (lengths.length + mean.length);
  }

  /** Writes a row of a list as it is before the centre is taken away: for COSINE, of length 1. */
  public void row(Vectors vectors, int row, float[] target) {
    copy(kernels, metric, vectors, row, target);
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

  /**
   * Some rows.
   *
   * @param rows as they are before the centre is taken away
   * @param residuals what is left of them
   */
  public record Sample(Vectors rows, Vectors residuals) {}

  /** Up to {@code most} rows. */
  public Sample sample(Lists lists, Vectors vectors, int most) {
    int[] chosen = KMeans.sample(vectors.rows(), most);
    float[] rows = new float[Math.multiplyExact(chosen.length, dim())];
    float[] left = new float[rows.length];
    float[] row = new float[dim()];
    for (int i = 0; i < chosen.length; i++) {
      row(vectors, chosen[i], row);
      System.arraycopy(row, 0, rows, i * dim(), dim());
      subtractCentre(lists.listOf()[chosen[i]], row);
      System.arraycopy(row, 0, left, i * dim(), dim());
    }
    return new Sample(Vectors.of(rows, dim()), Vectors.of(left, dim()));
  }

  /** Takes the centre of a list away. */
  public void subtractCentre(int list, float[] row) {
    float length = length(list);
    float[] values = centroids.array(list);
    int from = centroids.offset(list);
    for (int i = 0; i < row.length; i++) {
      row[i] -= length * values[from + i];
    }
  }

  /**
   * Writes what products with a list's centre are made of: {@code c − µ} for L2, and else the
   * centroid at length 1, as a query is multiplied with it.
   */
  public void direction(int list, float[] target) {
    centroids.copy(list, target, 0);
    for (int i = 0; i < target.length; i++) {
      target[i] -= mean[i];
    }
  }

  private float length(int list) {
    return metric == Metric.L2 ? 1 : lengths[list];
  }

  /**
   * The {@code t} of a row.
   *
   * @param squaredNorm {@code |r|²}, exact or of what the code stands for
   * @param decoded what the code says of {@code r}
   */
  public float term(int list, double squaredNorm, float[] decoded) {
    double product = 0;
    float[] values = centroids.array(list);
    int from = centroids.offset(list);
    for (int i = 0; i < decoded.length; i++) {
      product += ((double) values[from + i] - mean[i]) * decoded[i];
    }
    return (float) (squaredNorm + 2 * product);
  }

  /** What does not depend on a row, for one query after another. */
  public Query query() {
    return new Query();
  }

  private static float dot(Kernels kernels, float[] vector, Vectors rows, int row) {
    return kernels.dot(vector, 0, rows.array(row), rows.offset(row), rows.dim());
  }

  /** One query at a time. Not thread-safe. */
  public final class Query {
    private final float[] centred = new float[centroids.dim()];
    private float[] query = centred;

    private Query() {}

    /** Sets the query; an {@link IllegalArgumentException} if its dimension is another. */
    public void set(float[] newQuery) {
      if (newQuery.length != dim()) {
        throw new IllegalArgumentException(
            "a query of dim " + newQuery.length + " against codes of dim " + dim());
      }
      query = newQuery;
      for (int i = 0; i < centred.length; i++) {
        centred[i] = newQuery[i] - mean[i];
      }
    }

    /** {@code q − µ}: what is multiplied with codes. */
    public float[] centred() {
      return centred;
    }

    /** {@code −|q − c|²} or {@code ⟨q, c⟩}. */
    public float base(int list) {
      return base(
          list,
          metric == Metric.L2
              ? -kernels.squaredL2(query, 0, centroids.array(list), centroids.offset(list), dim())
              : dot(kernels, query, centroids, list));
    }

    /** The same where the score of the list's centroid, by L2 or IP, is known. */
    public float base(int list, float nearness) {
      return metric == Metric.L2 ? nearness : length(list) * nearness;
    }
  }
}
