package io.cinclus.index.rabitq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowScorer;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExtendedRabitqCodesTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int ROWS = 400;

  private static ExtendedRabitqCodes codes(Metric metric, int bits, Vectors vectors)
      throws InterruptedException {
    BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
    return ExtendedRabitqCodes.encode(KERNELS, metric, bits, vectors, context);
  }

  @Test
  void aProductOfPlanesIsThatOfTheRoundedQuery() {
    Random random = new Random(TestVectors.printedSeed());
    for (int dim : new int[] {1, 63, 64, 65, 200}) {
      for (int bits = 1; bits <= 4; bits++) {
        float[] query = TestVectors.gaussian(random, dim);
        int words = BitPlanes.words(dim);
        long[] code = new long[3 + bits * words];
        double expected = 0;
        double length = 0;
        for (int i = 0; i < dim; i++) {
          int value = random.nextInt(1 << bits);
          for (int bit = 0; bit < bits; bit++) {
            code[3 + bit * words + (i >> 6)] |= (long) (value >> bit & 1) << i;
          }
          expected += query[i] * (value - 0.5 * ((1 << bits) - 1));
          length += Math.abs(value - 0.5 * ((1 << bits) - 1));
        }
        BitPlanes planes = new BitPlanes(dim);
        planes.round(query);
        // A coordinate is off by half a step at most.
        double most = length * 8 / 15 / 2 + 1e-3;
        assertThat((double) planes.product(code, 3, bits)).isCloseTo(expected, within(most));
      }
    }
  }

  @Test
  void eachBitBringsTheScoresNearer() throws InterruptedException {
    Random random = new Random(TestVectors.printedSeed());
    int dim = 200;
    float[] centers = TestVectors.gaussian(random, 10 * dim);
    Vectors vectors = Vectors.of(TestVectors.clustered(random, centers, dim, ROWS), dim);
    float[] query = TestVectors.clustered(random, centers, dim, 1);
    for (Metric metric : TestVectors.DENSE_METRICS) {
      double last = Double.POSITIVE_INFINITY;
      for (int bits = 1; bits <= 3; bits++) {
        RowScorer scorer = codes(metric, bits, vectors).scorer();
        scorer.query(query);
        double squared = 0;
        for (int row = 0; row < ROWS; row++) {
          double expected = TestVectors.score(metric, query, vectors.copy(row));
          double error = scorer.score(row) - expected;
          squared += error * error;
        }
        double error = Math.sqrt(squared / ROWS);
        assertThat(error).as("%s, %d bits", metric, bits).isLessThan(0.7 * last);
        last = error;
      }
    }
  }

  @Test
  void theBitsAreThoseThatFitABudget() {
    assertThat(ExtendedRabitqCodes.bitsWithin(0.125 * 4 * 384, 384)).isEqualTo(3);
    assertThat(ExtendedRabitqCodes.bitsWithin(0.125 * 4 * 128, 128)).isEqualTo(3);
    assertThat(ExtendedRabitqCodes.bitsWithin(0.25 * 4 * 768, 768)).isEqualTo(4);
    assertThat(ExtendedRabitqCodes.bitsWithin(0, 32)).isEqualTo(1);
  }
}
