package io.cinclus.index.kmeans;

import io.cinclus.index.BuildContext;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Lloyd's algorithm from a random sample of the rows. For IP and COSINE it is spherical: centroids
 * have length 1 and rows go to the one with the largest product. The result is a function of the
 * rows, the number of centroids and the kernels. Stateless.
 */
public final class KMeans {
  private static final long SEED = 0x6369_6e63_6c75_73L;
  private static final int ROUNDS = 10;

  /** Rows that are looked at for each centroid; more do not make better ones. */
  public static final int SAMPLE_ROWS = 128;

  private static final int BATCH_ROWS = 256;

  /** How far the halves of a list that was too large are moved apart. */
  private static final float SPLIT = 1f / 1024;

  private final Kernels kernels;
  private final Metric metric;
  private final BuildContext context;

  public KMeans(Kernels kernels, Metric metric, BuildContext context) {
    this.kernels = kernels;
    this.metric = metric == Metric.COSINE ? Metric.IP : metric;
    this.context = context;
  }

  /** At most {@code count} centroids, one for each row if there are no more. */
  public Vectors train(Vectors vectors, int count) throws InterruptedException {
    int lists = Math.max(1, Math.min(count, vectors.rows()));
    int dim = vectors.dim();
    Vectors sample = sample(vectors, Math.multiplyExact(lists, SAMPLE_ROWS));
    float[] centroids = new float[Math.multiplyExact(lists, dim)];
    int[] first = choose(new SplittableRandom(SEED), sample.rows(), Math.min(lists, sample.rows()));
    for (int list = 0; list < first.length; list++) {
      sample.copy(first[list], centroids, list * dim);
    }
    normalise(centroids, dim);
    for (int round = 0; round < ROUNDS && lists < sample.rows(); round++) {
      int[] nearest = assign(sample, Vectors.of(centroids, dim));
      centroids = means(sample, nearest, lists);
      normalise(centroids, dim);
    }
    return Vectors.of(centroids, dim);
  }

  /** How much {@link #train} and {@link #assign} hold at most, with the centroids. */
  public static long buildBytes(long rows, int dim, int count) {
    long lists = Math.max(1, Math.min(count, rows));
    long sampled = Math.min(rows, lists * SAMPLE_ROWS);
    long copied = sampled < rows ? 4 * sampled * dim : 0;
    return copied + 8 * (rows + sampled) + 24 * lists * dim;
  }

  private static Vectors sample(Vectors vectors, int most) {
    if (vectors.rows() <= most) {
      return vectors;
    }
    int[] chosen = sample(vectors.rows(), most);
    float[] values = new float[Math.multiplyExact(most, vectors.dim())];
    for (int i = 0; i < most; i++) {
      vectors.copy(chosen[i], values, i * vectors.dim());
    }
    return Vectors.of(values, vectors.dim());
  }

  /** Up to {@code most} of so many rows, rising: the same ones for the same numbers. */
  public static int[] sample(int rows, int most) {
    int[] chosen = choose(new SplittableRandom(SEED + 1), rows, Math.min(rows, most));
    Arrays.sort(chosen);
    return chosen;
  }

  /** So many different numbers below {@code rows}. */
  private static int[] choose(SplittableRandom random, int rows, int count) {
    int[] all = new int[rows];
    Arrays.setAll(all, i -> i);
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i, rows);
      int swapped = all[i];
      all[i] = all[other];
      all[other] = swapped;
    }
    return Arrays.copyOf(all, count);
  }

  /** The nearest centroid of each row. */
  public int[] assign(Vectors vectors, Vectors centroids) throws InterruptedException {
    int[] nearest = new int[vectors.rows()];
    context.forEachRange(
        vectors.rows(), BATCH_ROWS, (from, to) -> assign(vectors, centroids, from, to, nearest));
    return nearest;
  }

  private void assign(Vectors vectors, Vectors centroids, int from, int to, int[] nearest) {
    float[][] rows = new float[to - from][];
    TopK[] best = new TopK[to - from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = vectors.copy(from + i);
      best[i] = new TopK(1);
    }
    new ExactSearch(kernels).search(rows, centroids, metric, null, best);
    for (int i = 0; i < rows.length; i++) {
      best[i].sort();
      nearest[from + i] = best[i].size() == 0 ? 0 : best[i].row(0); // NaN is nowhere near.
    }
  }

  private static float[] means(Vectors vectors, int[] nearest, int lists) {
    int dim = vectors.dim();
    double[] sums = new double[lists * dim];
    int[] counts = new int[lists];
    float[] values = new float[dim];
    for (int row = 0; row < vectors.rows(); row++) {
      vectors.copy(row, values, 0);
      int to = nearest[row] * dim;
      for (int i = 0; i < dim; i++) {
        sums[to + i] += values[i];
      }
      counts[nearest[row]]++;
    }
    float[] means = new float[lists * dim];
    for (int list = 0; list < lists; list++) {
      for (int i = list * dim; i < (list + 1) * dim && counts[list] > 0; i++) {
        means[i] = (float) (sums[i] / counts[list]);
      }
    }
    split(means, counts, dim);
    return means;
  }

  /** Gives each centroid without rows half of the largest list. */
  private static void split(float[] means, int[] counts, int dim) {
    for (int list = 0; list < counts.length; list++) {
      if (counts[list] > 0) {
        continue;
      }
      int largest = 0;
      for (int each = 1; each < counts.length; each++) {
        largest = counts[each] > counts[largest] ? each : largest;
      }
      for (int i = 0; i < dim; i++) {
        float value = means[largest * dim + i];
        float apart = (i % 2 == 0 ? SPLIT : -SPLIT) * value;
        means[list * dim + i] = value + apart;
        means[largest * dim + i] = value - apart;
      }
      counts[list] = counts[largest] / 2;
      counts[largest] -= counts[list];
    }
  }

  private void normalise(float[] centroids, int dim) {
    if (metric != Metric.IP) {
      return;
    }
    for (int from = 0; from < centroids.length; from += dim) {
      float norm = (float) Math.sqrt(kernels.dot(centroids, from, centroids, from, dim));
      for (int i = from; i < from + dim && norm > 0; i++) {
        centroids[i] /= norm;
      }
    }
  }
}
