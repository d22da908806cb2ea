package io.cinclus.index.diskann;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VamanaBuilderTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 16;
  private static final int ROWS = 2000;

  /** Rows of very different lengths, of which the short ones lose most links under IP. */
  private static Vectors spread(Random random, double spread) {
    float[] values = TestVectors.gaussian(random, ROWS * DIM);
    for (int row = 0; row < ROWS; row++) {
      float length = (float) Math.exp(spread * random.nextGaussian());
      for (int i = row * DIM; i < (row + 1) * DIM; i++) {
        values[i] *= length;
      }
    }
    return Vectors.of(values, DIM);
  }

  @Test
  void everyRowCanBeReachedAndHasNoMoreLinksThanAllowed() throws InterruptedException {
    Random random = new Random(TestVectors.printedSeed());
    for (Metric metric : TestVectors.DENSE_METRICS) {
      for (int list : new int[] {1, 20}) {
        Space space = Space.of(KERNELS, metric, spread(random, 2));
        BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
        int[] order = IntStream.range(0, ROWS).toArray();
        VamanaGraph graph = new VamanaBuilder(space, 4, list, context).build(order, new int[] {0});
        assertThat(reachable(graph)).as("%s, list %d", metric, list).isEqualTo(ROWS);
      }
    }
  }

  private static int reachable(VamanaGraph graph) {
    BitSet seen = new BitSet();
    int[] open = new int[ROWS];
    int depth = 1;
    seen.set(0);
    while (depth > 0) {
      int row = open[--depth];
      assertThat(graph.degree(row)).isBetween(0, 4);
      for (int i = 0; i < graph.degree(row); i++) {
        int to = graph.link(row, i);
        assertThat(to).isNotEqualTo(row);
        if (!seen.get(to)) {
          seen.set(to);
          open[depth++] = to;
        }
      }
    }
    return seen.cardinality();
  }

  @Test
  void theNearestRowOfTheSpaceIsTheOneThatScoresBest() {
    Random random = new Random(TestVectors.printedSeed());
    Vectors vectors = spread(random, 1);
    for (Metric metric : TestVectors.DENSE_METRICS) {
      Space.Distances distances = Space.of(KERNELS, metric, vectors).distances();
      for (int i = 0; i < 100; i++) {
        int row = random.nextInt(ROWS);
        distances.from(row);
        // Rounding alone may set a row apart from itself.
        float self = distances.score(row);
        int other = random.nextInt(ROWS);
        assertThat(distances.score(other)).as("%s", metric).isLessThanOrEqualTo(self + 1e-3f);
      }
    }
  }

  @Test
  void aCandidateBehindANearerOneIsLeftOut() {
    // On a line: 0 chooses among 10, 11 and −12; 10 covers 11, and nothing covers −12.
    Vectors vectors = Vectors.of(new float[] {0, 10, 11, -12}, 1);
    Space.Distances distances = Space.of(KERNELS, Metric.L2, vectors).distances();
    long[] candidates = {
      ScoredRow.of(-100, 1), ScoredRow.of(-121, 2), ScoredRow.of(-144, 3),
    };
    assertThat(new RobustPruning(distances).choose(candidates, 3, 3)).isEqualTo(2);
    assertThat(ScoredRow.row(candidates[0])).isEqualTo(1);
    assertThat(ScoredRow.row(candidates[1])).isEqualTo(3);
  }
}
