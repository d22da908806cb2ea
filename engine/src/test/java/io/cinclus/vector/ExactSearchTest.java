package io.cinclus.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExactSearchTest {

  @Test
  void findsWhatDoublePrecisionFindsForAnyShape() {
    Random random = new Random(TestVectors.printedSeed());
    for (int dim = 1; dim <= 130; dim++) {
      for (Metric metric : TestVectors.DENSE_METRICS) {
        searchesRight(random, dim, metric);
      }
    }
  }

  private static void searchesRight(Random random, int dim, Metric metric) {
    int rows = random.nextInt(500);
    float[][] queries = TestVectors.split(TestVectors.gaussian(random, batch(random) * dim), dim);
    Vectors vectors = random.nextBoolean() ? whole(random, rows, dim) : chunked(random, rows, dim);
    @Nullable Bits allow =
        random.nextBoolean() ? null : TestVectors.randomBits(random, rows, random.nextDouble());
    int k = 1 + random.nextInt(30);
    for (Kernels kernels : KernelsTest.both()) {
      TopK[] out = results(queries.length, k, ScoreRange.ALL);
      new ExactSearch(kernels).search(queries, vectors, metric, allow, out);
      for (int i = 0; i < queries.length; i++) {
        assertRight(queries[i], vectors, metric, allow, out[i]);
      }
    }
  }

  private static int batch(Random random) {
    return random.nextInt(3) == 0 ? random.nextInt(80) : random.nextInt(10);
  }

  private static Vectors whole(Random random, int rows, int dim) {
    return Vectors.of(TestVectors.gaussian(random, rows * dim), dim);
  }

  private static Vectors chunked(Random random, int rows, int dim) {
    int rowsPerChunk = 1 << random.nextInt(8);
    float[][] chunks = new float[rows / rowsPerChunk + 1][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = TestVectors.gaussian(random, rowsPerChunk * dim);
    }
    return Vectors.ofChunks(chunks, rowsPerChunk, dim, rows);
  }

  private static TopK[] results(int count, int k, ScoreRange range) {
    TopK[] out = new TopK[count];
    Arrays.setAll(out, i -> new TopK(k, range));
    return out;
  }

  private static void assertRight(
      float[] query, Vectors vectors, Metric metric, @Nullable Bits allow, TopK out) {
    double[] scores = new double[vectors.rows()];
    int allowed = 0;
    for (int row = 0; row < scores.length; row++) {
      boolean wanted = allow == null || allow.get(row);
      double score = TestVectors.score(metric, query, vectors.copy(row));
      scores[row] = wanted ? score : Double.NEGATIVE_INFINITY;
      allowed += wanted ? 1 : 0;
    }
    double[] best = scores.clone();
    Arrays.sort(best);
    out.sort();
    assertThat(out.size()).isEqualTo(Math.min(out.k(), allowed));
    for (int rank = 0; rank < out.size(); rank++) {
      double expected = best[best.length - 1 - rank];
      assertThat((double) out.score(rank)).isCloseTo(expected, within(1e-3));
      assertThat(scores[out.row(rank)]).isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void rangesAndTiesAreExactWhereTheArithmeticIs() {
    Random random = new Random(TestVectors.printedSeed());
    for (int trial = 0; trial < 200; trial++) {
      int dim = 1 + random.nextInt(40);
      Vectors vectors = Vectors.of(small(random, 300 * dim), dim);
      float[][] queries = TestVectors.split(small(random, (1 + trial % 12) * dim), dim);
      Metric metric = trial % 2 == 0 ? Metric.L2 : Metric.IP;
      ScoreRange range = new ScoreRange(-dim * 2f, -dim * 0.25f);
      TopK[] out = results(queries.length, 20, range);
      new ExactSearch(Kernels.fastest()).search(queries, vectors, metric, null, out);
      for (int i = 0; i < queries.length; i++) {
        TopK expected = new TopK(20, range);
        for (int row = vectors.rows() - 1; row >= 0; row--) {
          expected.offer(row, (float) TestVectors.score(metric, queries[i], vectors.copy(row)));
        }
        assertSame(expected, out[i]);
      }
    }
  }

  /** Small whole numbers, whose sums of products floats hold exactly. */
  private static float[] small(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(5) - 2;
    }
    return values;
  }

  @Test
  void aBatchGivesEachQueryExactlyWhatItGetsAlone() {
    Random random = new Random(TestVectors.printedSeed());
    int dim = 48;
    // Far from the origin, where the products that find candidates cancel badly for L2.
    float[] values = TestVectors.gaussian(random, 3000 * dim);
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * 0.01f + 100;
    }
    Vectors vectors = Vectors.of(values, dim);
    float[][] queries = new float[45][];
    Arrays.setAll(queries, i -> vectors.copy(random.nextInt(3000)));
    for (Metric metric : TestVectors.DENSE_METRICS) {
      for (Kernels kernels : KernelsTest.both()) {
        ExactSearch exact = new ExactSearch(kernels);
        TopK[] together = results(queries.length, 10, ScoreRange.ALL);
        exact.search(queries, vectors, metric, null, together);
        for (int i = 0; i < queries.length; i++) {
          TopK alone = new TopK(10);
          exact.search(queries[i], vectors, metric, null, alone);
          assertSame(alone, together[i]);
        }
      }
    }
  }

  private static void assertSame(TopK expected, TopK found) {
    expected.sort();
    found.sort();
    assertThat(found.size()).isEqualTo(expected.size());
    for (int rank = 0; rank < expected.size(); rank++) {
      assertThat(found.row(rank)).isEqualTo(expected.row(rank));
      assertThat(found.score(rank)).isEqualTo(expected.score(rank));
    }
  }

  @Test
  void aRowIsAtDistanceZeroFromItself() {
    Random random = new Random(TestVectors.printedSeed());
    Vectors vectors = whole(random, 500, 64);
    float[][] queries = new float[20][];
    Arrays.setAll(queries, vectors::copy);
    TopK[] out = results(20, 1, ScoreRange.ALL);
    new ExactSearch(Kernels.fastest()).search(queries, vectors, Metric.L2, null, out);
    for (int i = 0; i < out.length; i++) {
      out[i].sort();
      assertThat(out[i].row(0)).isEqualTo(i);
      assertThat(Metric.L2.distance(out[i].score(0))).isEqualTo(0f);
    }
  }

  @Test
  void theCosineOfAZeroVectorIsZero() {
    Vectors vectors = Vectors.of(new float[] {0, 0, 3, 4, -3, -4}, 2);
    for (int batch : new int[] {1, 9}) {
      float[][] queries = new float[batch][];
      Arrays.fill(queries, new float[] {30, 40});
      TopK[] out = results(batch, 3, ScoreRange.ALL);
      new ExactSearch(Kernels.fastest()).search(queries, vectors, Metric.COSINE, null, out);
      out[batch - 1].sort();
      assertThat(out[batch - 1].row(0)).isEqualTo(1);
      assertThat(out[batch - 1].score(0)).isCloseTo(1f, within(1e-6f));
      assertThat(out[batch - 1].row(1)).isEqualTo(0);
      assertThat(out[batch - 1].score(1)).isEqualTo(0f);
      assertThat(out[batch - 1].score(2)).isCloseTo(-1f, within(1e-6f));
    }
  }

  @Test
  void theCosineOfVeryLongAndVeryShortVectorsIsRight() {
    Random random = new Random(TestVectors.printedSeed());
    int dim = 40;
    float[] values = TestVectors.gaussian(random, 500 * dim);
    double[] magnitudes = {1e-36, 1e-25, 1e-20, 1, 1e20, 1e25, 1e36};
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) magnitudes[i / dim % magnitudes.length];
    }
    Vectors plain = Vectors.of(values, dim);
    for (double magnitude : magnitudes) {
      float[] query = TestVectors.gaussian(random, dim);
      for (int i = 0; i < dim; i++) {
        query[i] *= (float) magnitude;
      }
      for (Kernels kernels : KernelsTest.both()) {
        for (Vectors vectors : List.of(plain, plain.withInverseNorms(kernels))) {
          TopK alone = new TopK(20);
          new ExactSearch(kernels).search(query, vectors, Metric.COSINE, null, alone);
          assertCosines(query, vectors, alone);
          float[][] queries = new float[9][];
          Arrays.fill(queries, query);
          TopK[] out = results(9, 20, ScoreRange.ALL);
          new ExactSearch(kernels).search(queries, vectors, Metric.COSINE, null, out);
          for (TopK together : out) {
            assertSame(alone, together);
          }
        }
      }
    }
  }

  private static void assertCosines(float[] query, Vectors vectors, TopK found) {
    double[] best = new double[vectors.rows()];
    for (int row = 0; row < best.length; row++) {
      best[row] = TestVectors.score(Metric.COSINE, query, vectors.copy(row));
    }
    Arrays.sort(best);
    found.sort();
    assertThat(found.size()).isEqualTo(found.k());
    for (int rank = 0; rank < found.k(); rank++) {
      assertThat((double) found.score(rank))
          .isCloseTo(best[best.length - 1 - rank], within(1e-5))
          .isBetween(-1.0, 1.0);
    }
  }

  @Test
  void rowsWhoseSquaresOverflowAreNotLost() {
    float[] values = {1e25f, 1e25f, 1, 1, -1e25f, 2};
    Vectors vectors = Vectors.of(values, 2);
    float[][] queries = new float[8][];
    Arrays.fill(queries, new float[] {1, 1});
    TopK[] out = results(8, 3, ScoreRange.ALL);
    new ExactSearch(Kernels.fastest()).search(queries, vectors, Metric.IP, null, out);
    out[0].sort();
    assertThat(out[0].size()).isEqualTo(3);
    assertThat(out[0].row(0)).isEqualTo(0);
    assertThat(out[0].row(1)).isEqualTo(1);
  }

  @Test
  void noRowsAndNoQueriesGiveNothing() {
    ExactSearch exact = new ExactSearch(Kernels.fastest());
    Vectors none = Vectors.of(new float[0], 3);
    TopK out = new TopK(5);
    exact.search(new float[3], none, Metric.L2, null, out);
    exact.search(
        new float[3], Vectors.of(new float[6], 3), Metric.L2, new Bits(new long[0], 2), out);
    exact.search(new float[0][], none, Metric.L2, null, new TopK[0]);
    assertThat(out.size()).isZero();
  }

  @Test
  void wrongShapesAreRefused() {
    ExactSearch exact = new ExactSearch(Kernels.fastest());
    Vectors vectors = Vectors.of(new float[6], 3);
    TopK out = new TopK(5);
    assertThatThrownBy(() -> exact.search(new float[2], vectors, Metric.L2, null, out))
        .hasMessageContaining("a query of dim 2 against vectors of dim 3");
    Bits bits = new Bits(new long[1], 3);
    assertThatThrownBy(() -> exact.search(new float[3], vectors, Metric.L2, bits, out))
        .hasMessageContaining("3 bits for 2 rows");
  }
}
