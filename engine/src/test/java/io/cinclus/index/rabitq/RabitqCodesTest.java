package io.cinclus.index.rabitq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.codes.Lists;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RabitqCodesTest {
  private static final int DIM = 128;
  private static final int ROWS = 2000;

  /** Fixed: an estimate may be off by chance. */
  private static final long SEED = 3;

  private static RabitqCodes codes(Kernels kernels, Metric metric, Lists lists, Vectors vectors)
      throws InterruptedException {
    BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
    return RabitqCodes.encode(kernels, metric, lists, vectors, context);
  }

  private static float[] flat(float[][] rows) {
    float[] values = new float[rows.length * DIM];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, row * DIM, DIM);
    }
    return values;
  }

  /** Two lists, one behind the other, that do not end with a block. */
  private static Lists lists(Random random, Metric metric) {
    int[] order = new int[ROWS];
    Arrays.setAll(order, i -> ROWS - 1 - i);
    int[] listOf = new int[ROWS];
    Arrays.fill(listOf, 0, ROWS / 3, 1);
    float[] centroids = TestVectors.gaussian(random, 2 * DIM);
    float scale = metric == Metric.L2 ? 0.5f : (float) (1 / Math.sqrt(DIM));
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] *= scale;
    }
    return new Lists(Vectors.of(centroids, DIM), order, listOf);
  }

  /** The score of a list's centroid, which is by IP for COSINE too. */
  private static float nearness(Metric metric, float[] query, Lists lists, int list) {
    Metric coarse = metric == Metric.L2 ? Metric.L2 : Metric.IP;
    return (float) score(coarse, query, lists.centroids().copy(list));
  }

  private static double score(Metric metric, float[] query, float[] row) {
    return TestVectors.score(metric, query, row);
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "IP", "COSINE"})
  void scoresLieWithinTheirBoundsAroundUnbiasedEstimates(Metric metric)
      throws InterruptedException {
    Random random = new Random(SEED);
    float[][] rows = TestVectors.split(TestVectors.gaussian(random, ROWS * DIM), DIM);
    Lists lists = lists(random, metric);
    Kernels kernels = Kernels.fastest();
    RabitqCodes codes = codes(kernels, metric, lists, Vectors.of(flat(rows), DIM));
    float[] query = TestVectors.gaussian(random, DIM);
    RabitqBounds bounds = codes.bounds(query);
    float[] upper = new float[ROWS];
    double sum = 0;
    int outside = 0;
    int first = ROWS - ROWS / 3;
    for (int list = 0; list < 2; list++) {
      int from = list == 0 ? 0 : first;
      int to = list == 0 ? first : ROWS;
      bounds.enter(list, nearness(metric, query, lists, list));
      bounds.upper(from, to, upper);
      for (int place = from; place < to; place++) {
        double score = score(metric, query, rows[lists.order()[place]]);
        double width = bounds.width(place);
        double off = (score - (upper[place - from] - width / 2)) / (width / 2);
        sum += off;
        outside += Math.abs(off) > 1 ? 1 : 0;
      }
    }
    assertThat(sum / ROWS).isCloseTo(0, Offset.offset(0.05));
    // 1.9 standard deviations on each side leave 6 % out.
    assertThat((double) outside / ROWS).isBetween(0.02, 0.1);
  }

  @Test
  void allKernelsGiveTheSameBounds() throws InterruptedException {
    Random random = new Random(TestVectors.printedSeed());
    Vectors vectors = Vectors.of(TestVectors.gaussian(random, ROWS * DIM), DIM);
    Lists lists = lists(random, Metric.L2);
    float[] query = TestVectors.gaussian(random, DIM);
    float[][] upper = new float[2][ROWS];
    Kernels[] kernels = {Kernels.fastest(), Kernels.scalar()};
    for (int i = 0; i < 2; i++) {
      RabitqBounds bounds = codes(kernels[i], Metric.L2, lists, vectors).bounds(query);
      bounds.enter(1, nearness(Metric.L2, query, lists, 1));
      bounds.upper(37, ROWS, upper[i]);
    }
    assertThat(upper[0]).isEqualTo(upper[1]);
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "IP", "COSINE"})
  void aQueryOfAnotherDimensionIsRefused(Metric metric) throws InterruptedException {
    Lists none = new Lists(Vectors.of(new float[DIM], DIM), new int[0], new int[0]);
    RabitqCodes codes = codes(Kernels.fastest(), metric, none, Vectors.of(new float[0], DIM));
    assertThatThrownBy(() -> codes.bounds(new float[DIM + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a query of dim 129");
  }
}
