package io.cinclus.index.sq;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowScorer;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalarCodesTest {
  private static final int DIM = 37;
  private static final int ROWS = 500;

  private static RowScorer scorer(Kernels kernels, Metric metric, Vectors vectors)
      throws InterruptedException {
    BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
    return ScalarCodes.encode(kernels, metric, vectors, null, context).scorer();
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "IP", "COSINE"})
  void aScoreIsOffByNoMoreThanHalfAStepOfEachCoordinate(Metric metric) throws InterruptedException {
    Random random = new Random(TestVectors.printedSeed());
    Vectors vectors = Vectors.of(TestVectors.gaussian(random, ROWS * DIM), DIM);
    float[] query = TestVectors.gaussian(random, DIM);
    double norm = Math.sqrt(-TestVectors.score(Metric.L2, query, new float[DIM]));
    for (Kernels kernels : new Kernels[] {Kernels.fastest(), Kernels.scalar()}) {
      RowScorer scorer = scorer(kernels, metric, vectors);
      scorer.query(query);
      for (int row = 0; row < ROWS; row++) {
        float[] values = vectors.copy(row);
        double exact = TestVectors.score(metric, query, values);
        double code = scorer.score(row);
        double length = Math.sqrt(-TestVectors.score(Metric.L2, values, new float[DIM]));
        // Gaussians lie in [-6, 6]; those of length 1 in [-1, 1].
        double step = metric == Metric.COSINE ? 2.0 / 255 : 12.0 / 255;
        double most = step / 2 * Math.sqrt(DIM) * (norm + length + 1) * 2;
        double asScore =
            switch (metric) {
              case L2 -> code - norm * norm;
              case IP -> code;
              case COSINE -> code / norm;
              default -> throw new IllegalArgumentException(metric + " of dense vectors");
            };
        assertThat(asScore - exact).isBetween(-most, most);
      }
    }
  }

  @Test
  void whatIsNotANumberOrInfiniteDoesNotSpoilTheOthers() throws InterruptedException {
    float[] values = {1, 2, Float.NaN, Float.POSITIVE_INFINITY, 3, 4};
    RowScorer scorer = scorer(Kernels.fastest(), Metric.IP, Vectors.of(values, 2));
    scorer.query(new float[] {1, 1});
    assertThat(scorer.score(0)).isCloseTo(3, org.assertj.core.data.Offset.offset(0.05f));
    assertThat(scorer.score(2)).isCloseTo(7, org.assertj.core.data.Offset.offset(0.05f));
    assertThat(scorer.score(1)).isFinite();
  }
}
