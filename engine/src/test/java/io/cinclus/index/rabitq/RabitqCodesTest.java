package io.cinclus.index.rabitq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.codes.Lists;
import io.cinclus.index.codes.ResidualCodes;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RabitqCodesTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 128;
  private static final int ROWS = 2000;

  /** Fixed: an estimate may be off by chance. */
  private static final long SEED = 3;

  @ParameterizedTest
  @EnumSource(names = {"L2", "IP", "COSINE"})
  void estimatesAreUnbiasedAndNear(Metric metric) throws InterruptedException {
    Random random = new Random(SEED);
    float[][] rows = TestVectors.split(TestVectors.gaussian(random, ROWS * DIM), DIM);
    float[] values = new float[ROWS * DIM];
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(rows[row], 0, values, row * DIM, DIM);
    }
    int[] order = new int[ROWS];
    Arrays.setAll(order, i -> ROWS - 1 - i);
    int[] listOf = new int[ROWS];
    Vectors centroids = Vectors.of(centroid(random, metric), DIM);
    ResidualCodes.ListScorer scorer =
        RabitqCodes.encode(
                KERNELS,
                metric,
                new Lists(centroids, order, listOf),
                Vectors.of(values, DIM),
                BuildContext.onCallingThread(BuildProgress.NONE))
            .scorer();
    float[] query = TestVectors.gaussian(random, DIM);
    scorer.query(query);
    scorer.enter(0);
    double sum = 0;
    double squares = 0;
    for (int place = 0; place < ROWS; place++) {
      double error = scorer.score(place) - TestVectors.score(metric, query, rows[order[place]]);
      sum += error;
      squares += error * error;
    }
    // The paper's bound: an inner product is off by about |q| |r| / √dim.
    double unit = metric == Metric.COSINE ? 1 / Math.sqrt(DIM) : Math.sqrt(DIM);
    double deviation = Math.sqrt(squares / ROWS);
    assertThat(deviation).isLessThan((metric == Metric.L2 ? 2 : 1) * unit);
    assertThat(sum / ROWS).isCloseTo(0, Offset.offset(0.1 * unit));
  }

  private static float[] centroid(Random random, Metric metric) {
    float[] centroid = TestVectors.gaussian(random, DIM);
    float scale = metric == Metric.L2 ? 0.1f : (float) (0.1 / Math.sqrt(DIM));
    for (int i = 0; i < DIM; i++) {
      centroid[i] *= scale;
    }
    return centroid;
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "IP", "COSINE"})
  void aQueryOfAnotherDimensionIsRefused(Metric metric) throws InterruptedException {
    Vectors none = Vectors.of(new float[0], DIM);
    RabitqCodes codes =
        RabitqCodes.encode(
            KERNELS,
            metric,
            new Lists(Vectors.of(new float[DIM], DIM), new int[0], new int[0]),
            none,
            BuildContext.onCallingThread(BuildProgress.NONE));
    assertThatThrownBy(() -> codes.scorer().query(new float[DIM + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a query of dim 129");
  }
}
