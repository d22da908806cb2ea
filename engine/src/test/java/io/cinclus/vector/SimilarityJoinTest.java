package io.cinclus.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.value.SparseVector;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against searches of each query alone. */
class SimilarityJoinTest {
  private static final long SEED = 7;

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"L2", "IP", "COSINE"})
  void densePairsHaveTheScoresOfSearches(Metric metric) {
    for (int[] shape : new int[][] {{1, 1, 3}, {7, 2, 33}, {300, 37, 20}, {64, 5, 384}}) {
      Vectors rows = dense(shape[0], shape[2]);
      Vectors queries = dense(shape[1], shape[2]);
      assertPairs(metric, rows, queries);
    }
  }

  @Test
  void rowsMayBeOfOtherElementsThanTheQueries() {
    byte[] bytes = new byte[50 * 16];
    random.nextBytes(bytes);
    assertPairs(Metric.COSINE, Vectors.of(bytes, 16), dense(9, 16));
    assertPairs(Metric.L2, Vectors.of(bytes, 16), dense(9, 16));
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"HAMMING", "JACCARD"})
  void binaryPairsHaveTheScoresOfSearches(Metric metric) {
    assertPairs(metric, binary(70), binary(11));
  }

  @Test
  void sparsePairsHaveTheScoresOfSearches() {
    assertPairs(Metric.IP, sparse(80), sparse(13));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void batchesDoNotMatter(int batch) {
    Vectors rows = dense(130, 24);
    Vectors queries = dense(20, 24);
    float[] above = new float[20];
    Arrays.fill(above, -40);
    SimilarityJoin join = new SimilarityJoin(Kernels.fastest(), Metric.L2, queries, above);
    Map<Long, Float> together = pairs(join, rows, 0);
    Map<Long, Float> apart = new TreeMap<>();
    for (int from = 0; from < 130; from += batch) {
      int[] some = IntStream.range(from, Math.min(130, from + batch)).toArray();
      apart.putAll(pairs(join, rows.pick(some), from));
    }
    assertThat(together).isNotEmpty().isEqualTo(apart);
  }

  @Test
  void otherVectorsThanTheQueriesAreRefused() {
    SimilarityJoin join = new SimilarityJoin(Kernels.scalar(), Metric.L2, dense(2, 4), 0, 0);
    assertThatThrownBy(() -> join.join(dense(2, 5), (row, query, score) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dim 4");
    assertThatThrownBy(() -> new SimilarityJoin(Kernels.scalar(), Metric.BM25, sparse(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BM25");
  }

  /** With thresholds that are scores of pairs, which those just do not reach. */
  private void assertPairs(Metric metric, VectorData rows, VectorData queries) {
    for (Kernels kernels : Stream.of(Kernels.fastest(), Kernels.scalar()).distinct().toList()) {
      float[] above = new float[queries.rows()];
      Map<Long, Float> expected = new TreeMap<>();
      for (int query = 0; query < above.length; query++) {
        TopK all = new TopK(rows.rows());
        TopK[] outs = {all};
        new ExactSearch(kernels).search(queries.pick(query), rows, metric, null, outs);
        all.sort();
        above[query] = all.size() == 0 ? 0 : all.score(random.nextInt(all.size()));
        for (int rank = 0; rank < all.size() && all.score(rank) > above[query]; rank++) {
          expected.put(key(all.row(rank), query), all.score(rank));
        }
      }
      SimilarityJoin join = new SimilarityJoin(kernels, metric, queries, above);
      assertThat(pairs(join, rows, 0)).as("seed %d, %s", SEED, kernels.name()).isEqualTo(expected);
    }
  }

  private static Map<Long, Float> pairs(SimilarityJoin join, VectorData rows, int first) {
    Map<Long, Float> found = new TreeMap<>();
    join.join(
        rows,
        (row, query, score) ->
            assertThat(found.put(key(first + row, query), score)).as("twice").isNull());
    return found;
  }

  private static long key(int row, int query) {
    return (long) row << 32 | query;
  }

  private Vectors dense(int rows, int dim) {
    float[] values = new float[rows * dim];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Vectors.of(values, dim);
  }

  private BinaryVectors binary(int rows) {
    byte[] bits = new byte[rows * 12];
    random.nextBytes(bits);
    return BinaryVectors.of(bits, 96);
  }

  private SparseVectors sparse(int rows) {
    SparseVector[] vectors = new SparseVector[rows];
    for (int row = 0; row < rows; row++) {
      int[] indices = random.ints(0, 40).distinct().limit(5).sorted().toArray();
      float[] values = new float[indices.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      vectors[row] = new SparseVector(indices, values);
    }
    return SparseVectors.of(vectors);
  }
}
