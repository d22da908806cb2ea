package io.cinclus.index.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.codes.Lists;
import io.cinclus.index.codes.ResidualCodes;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProductCodesTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 24;
  private static final int ROWS = 2000;
  private static final int LISTS = 3;

  private static IndexParams params(Metric metric, int m, int nbits) {
    return IndexParams.parse(IndexType.IVF_PQ, metric, Map.of("m", "" + m, "nbits", "" + nbits));
  }

  private static ResidualCodes.ListScorer scorer(IndexParams params, Lists lists, Vectors vectors)
      throws InterruptedException {
    BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
    return ProductCodes.encode(KERNELS, params, lists, vectors, context).scorer();
  }

  /** Three centroids and rows that are in any list, in any order. */
  private static Lists lists(Random random, Metric metric) {
    int[] listOf = random.ints(ROWS, 0, LISTS).toArray();
    int[] order = new int[ROWS];
    Arrays.setAll(order, i -> ROWS - 1 - i);
    float[] centroids = TestVectors.gaussian(random, LISTS * DIM);
    if (metric != Metric.L2) {
      for (int list = 0; list < LISTS; list++) {
        float squared = 0;
        for (int i = list * DIM; i < (list + 1) * DIM; i++) {
          squared += centroids[i] * centroids[i];
        }
        for (int i = list * DIM; i < (list + 1) * DIM; i++) {
          centroids[i] /= (float) Math.sqrt(squared);
        }
      }
    }
    return new Lists(Vectors.of(centroids, DIM), order, listOf);
  }

  /** The mean square of what scores are off by. */
  private static double error(Metric metric, int m, int nbits, float shift)
      throws InterruptedException {
    Random random = new Random(3); // Fixed: an estimate may be off by chance.
    float[] values = TestVectors.gaussian(random, ROWS * DIM);
    float[] query = TestVectors.gaussian(random, DIM);
    Lists lists = lists(random, metric);
    for (float[] shifted : new float[][] {values, query, lists.centroids().array(0)}) {
      for (int i = 0; i < shifted.length; i++) {
        shifted[i] += shift;
      }
    }
    Vectors vectors = Vectors.of(values, DIM);
    ResidualCodes.ListScorer scorer = scorer(params(metric, m, nbits), lists, vectors);
    scorer.query(query);
    double queryNorm =
        metric == Metric.COSINE
            ? Math.sqrt(-TestVectors.score(Metric.L2, query, new float[DIM]))
            : 1;
    double squares = 0;
    for (int place = 0; place < ROWS; place++) {
      int row = lists.order()[place];
      scorer.enter(lists.listOf()[row]);
      double exact = TestVectors.score(metric, query, vectors.copy(row));
      double off = scorer.score(place) / queryNorm - exact;
      squares += off * off;
    }
    return squares / ROWS;
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "IP", "COSINE"})
  void scoresAreNearerTheMoreCodesAndBitsThereAre(Metric metric) throws InterruptedException {
    double first = error(metric, 2, 1, 0);
    double last = first;
    for (int[] shape : new int[][] {{6, 3}, {12, 4}, {12, 6}, {24, 8}}) {
      double error = error(metric, shape[0], shape[1], 0);
      assertThat(error).as("%s codes and bits", Arrays.toString(shape)).isLessThan(last);
      last = error;
    }
    assertThat(last).isLessThan(0.001 * first);
  }

  @Test
  void distancesAreAsNearWhereAllLieFarFromZero() throws InterruptedException {
    double near = error(Metric.L2, 12, 8, 0);
    assertThat(error(Metric.L2, 12, 8, 1000)).isLessThan(2 * near);
  }

  @Test
  void codesThatDoNotDivideTheDimensionAreRefusedInMilvusWords() {
    IndexParams params = params(Metric.L2, 7, 8);
    Lists lists = lists(new Random(1), Metric.L2);
    assertThatThrownBy(() -> scorer(params, lists, Vectors.of(new float[DIM], DIM)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(m). Dimension: 24, m: 7");
    assertThatThrownBy(() -> params(Metric.L2, 8, 9)).hasMessageContaining("nbits is 9");
  }

  @Test
  void aDimensionThatFourDoesNotDivideIsCutUnevenlyByDefault() {
    assertThat(ProductCodes.shape(params(Metric.L2, 0, 8), 4 * 9 + 3))
        .isEqualTo(new ProductQuantizer.Shape(39, 9, 8));
    assertThat(ProductCodes.shape(params(Metric.L2, 0, 8), 3).m()).isEqualTo(1);
  }

  @Test
  void aQueryOfAnotherDimensionIsRefused() throws InterruptedException {
    Lists none = new Lists(Vectors.of(new float[DIM], DIM), new int[0], new int[0]);
    ResidualCodes.ListScorer scorer =
        scorer(params(Metric.IP, 12, 8), none, Vectors.of(new float[0], DIM));
    assertThatThrownBy(() -> scorer.query(new float[DIM + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a query of dim 25");
  }
}
