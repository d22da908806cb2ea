package io.cinclus.index.ivf;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFamily;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.Parameters;
import io.cinclus.index.VectorIndex;
import io.cinclus.index.kmeans.KMeans;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;
import java.io.IOException;

/**
 * BIN_IVF_FLAT: {@link InvertedLists} of binary vectors. Their centroids are those of the rows
 * taken as numbers 0 and 1, whose squared Euclidean distance is the Hamming distance; for JACCARD,
 * which does not count what both lack, the rows go by their angle to the centroids.
 */
public final class BinaryIvfFamily implements IndexFamily<BinaryVectors> {
  /** Numbers that the rows which are looked at for centroids are at most. */
  private static final int SAMPLE_NUMBERS = 1 << 30;

  /** Rows that are numbers at a time. */
  private static final int BLOCK_ROWS = 1 << 14;

  private final Kernels kernels;

  public BinaryIvfFamily(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void build(
      BinaryVectors vectors, IndexParams params, BuildContext context, IndexSections out)
      throws InterruptedException {
    int rows = vectors.rows();
    context.progress().rowsDone(0, rows);
    KMeans means = new KMeans(kernels, coarse(params.metric()), context);
    int lists = params.value(Parameters.NLIST);
    int most = Math.min(lists * KMeans.SAMPLE_ROWS, SAMPLE_NUMBERS / vectors.dim());
    Vectors centroids = means.train(sample(vectors, Math.max(1, most)), lists);
    int[] nearest = new int[rows];
    for (int from = 0; from < rows; from += BLOCK_ROWS) {
      int count = Math.min(BLOCK_ROWS, rows - from);
      int[] some = means.assign(numbers(vectors, from, 1, count), centroids);
      System.arraycopy(some, 0, nearest, from, count);
      context.progress().rowsDone(from + count, rows);
    }
    InvertedLists.of(centroids, nearest).write(out);
  }

  @Override
  public long buildBytes(BinaryVectors vectors, IndexParams params, int threads) {
    long rows = vectors.rows();
    int dim = vectors.dim();
    int lists = (int) Math.max(1, Math.min(params.value(Parameters.NLIST), rows));
    long sampled = Math.min(rows, (long) lists * KMeans.SAMPLE_ROWS);
    return KMeans.buildBytes(sampled, dim, lists)
        + sampled * dim
        + Math.min(rows, BLOCK_ROWS) * (dim + 8L)
        + 4 * rows
        + InvertedLists.buildBytes(rows, lists);
  }

  @Override
  public VectorIndex open(BinaryVectors vectors, IndexParams params, IndexFileReader in)
      throws IOException {
    int most = params.value(Parameters.NLIST);
    InvertedLists lists = InvertedLists.read(vectors.rows(), vectors.dim(), most, in);
    return new BinaryIvfIndex(kernels, params.metric(), vectors, lists);
  }

  /** How rows are compared with centroids. */
  static Metric coarse(Metric metric) {
    return metric == Metric.HAMMING ? Metric.L2 : Metric.COSINE;
  }

  /** At most so many rows, evenly spread. */
  private static Vectors sample(BinaryVectors vectors, int most) {
    int step = Math.max(1, (vectors.rows() + most - 1) / most);
    return numbers(vectors, 0, step, (vectors.rows() + step - 1) / step);
  }

  /** Every {@code step}-th row from one on, as numbers 0 and 1. */
  private static Vectors numbers(BinaryVectors vectors, int from, int step, int count) {
    int dim = vectors.dim();
    byte[] numbers = new byte[Math.multiplyExact(count, dim)];
    for (int i = 0; i < count; i++) {
      for (int bit = 0; bit < dim; bit++) {
        numbers[i * dim + bit] = (byte) (vectors.get(from + i * step, bit) ? 1 : 0);
      }
    }
    return Vectors.of(numbers, dim);
  }
}
