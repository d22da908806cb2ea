package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every index type, against brute force. */
class RecallTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 32;
  private static final int ROWS = 5_000;
  private static final int QUERIES = 50;

  /** Fixed: recall gates are not to fail by chance. */
  private static final long SEED = 5;

  private static final Vectors VECTORS;
  private static final float[][] QUERY_ROWS;

  static {
    Random random = new Random(SEED);
    float[] centers = TestVectors.gaussian(random, 60 * DIM);
    VECTORS = Vectors.of(TestVectors.clustered(random, centers, DIM, ROWS), DIM);
    QUERY_ROWS = TestVectors.split(TestVectors.clustered(random, centers, DIM, QUERIES), DIM);
  }

  private static IndexParams params(IndexType type, Metric metric) {
    Map<String, String> given =
        switch (type) {
          case FLAT, AUTOINDEX -> Map.of();
          case IVF_FLAT, IVF_SQ8, IVF_PQ, IVF_RABITQ, SCANN -> Map.of("nlist", "64");
          case ANNOY -> Map.of("n_trees", "16");
          case HNSW, HNSW_SQ, HNSW_PQ -> Map.of("M", "16", "efConstruction", "100");
          case DISKANN -> Map.of("max_degree", "32", "search_list_size", "80");
          default -> throw new IllegalArgumentException(type + " is not of dense vectors");
        };
    return IndexParams.parse(type, metric, given);
  }

  private static SearchParams search(IndexType type, int k) {
    return SearchParams.adapt(
        type,
        Map.of(
            "nprobe", "16", "ef", "100", "refine_k", "8", "search_k", "1600", "search_list", "200"),
        k);
  }

  private static List<Integer> search(
      DenseIndex index, float[] query, @Nullable Bits allow, TopK out) {
    index.search(query, search(index.type(), out.k()), allow, out);
    out.sort();
    List<Integer> rows = new ArrayList<>();
    for (int rank = 0; rank < out.size(); rank++) {
      rows.add(out.row(rank));
    }
    return rows;
  }

  private static List<Integer> exact(
      Metric metric, Vectors vectors, float[] query, @Nullable Bits allow, TopK out) {
    new ExactSearch(KERNELS).search(query, vectors, metric, allow, out);
    out.sort();
    List<Integer> rows = new ArrayList<>();
    for (int rank = 0; rank < out.size(); rank++) {
      rows.add(out.row(rank));
    }
    return rows;
  }

  private static double recall(DenseIndex index, @Nullable Bits allow, ScoreRange range) {
    int wanted = 0;
    int found = 0;
    for (float[] query : QUERY_ROWS) {
      TopK out = new TopK(10, range);
      TopK truth = new TopK(10, range);
      List<Integer> rows = search(index, query, allow, out);
      List<Integer> expected = exact(index.metric(), VECTORS, query, allow, truth);
      assertThat(rows).doesNotHaveDuplicates();
      assertThat(rows).allMatch(row -> allow == null || allow.get(row));
      for (int rank = 0; rank < out.size(); rank++) {
        if (expected.contains(out.row(rank))) {
          assertThat(out.score(rank)).isEqualTo(truth.score(expected.indexOf(out.row(rank))));
          found++;
        }
      }
      wanted += expected.size();
    }
    return wanted == 0 ? 1 : (double) found / wanted;
  }

  @ParameterizedTest
  @MethodSource("io.cinclus.index.IndexTypes#dense")
  void recallIsHighForEveryMetricFilterAndRange(IndexType type) {
    Random random = new Random(SEED);
    for (Metric metric : TestVectors.DENSE_METRICS) {
      DenseIndex index = IndexFiles.index(KERNELS, VECTORS, params(type, metric));
      assertThat(recall(index, null, ScoreRange.ALL)).as("%s", metric).isGreaterThan(0.95);
      for (double share : new double[] {0.5, 0.1, 0.01, 0.001, 0}) {
        Bits allow = TestVectors.randomBits(random, ROWS, share);
        assertThat(recall(index, allow, ScoreRange.ALL))
            .as("%s, %s of the rows", metric, share)
            .isGreaterThan(0.95);
      }
      TopK near = new TopK(40);
      exact(metric, VECTORS, QUERY_ROWS[0], null, near);
      ScoreRange ring = new ScoreRange(near.score(39), near.score(5));
      assertThat(recall(index, null, ring)).as("%s, a ring", metric).isGreaterThan(0.9);
    }
  }

  @ParameterizedTest
  @MethodSource("io.cinclus.index.IndexTypes#dense")
  void theScalarKernelsFindTheSameNeighbours(IndexType type) {
    IndexParams params = params(type, Metric.L2);
    DenseIndex simd = IndexFiles.index(KERNELS, VECTORS, params);
    DenseIndex scalar = IndexFiles.index(Kernels.scalar(), VECTORS, params);
    int same = 0;
    for (float[] query : QUERY_ROWS) {
      List<Integer> rows = search(simd, query, null, new TopK(10));
      rows.retainAll(search(scalar, query, null, new TopK(10)));
      same += rows.size();
    }
    assertThat(same).isGreaterThan((int) (0.95 * 10 * QUERIES));
  }

  @ParameterizedTest
  @MethodSource("io.cinclus.index.IndexTypes#dense")
  void theBytesDoNotDependOnThreads(IndexType type) throws IOException {
    IndexParams params = params(type, Metric.COSINE);
    byte[] alone = IndexFiles.build(KERNELS, VECTORS, params);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      BuildContext context = new BuildContext(threads, 3, BuildProgress.NONE);
      assertThat(IndexFiles.build(KERNELS, VECTORS, params, context)).isEqualTo(alone);
    } finally {
      threads.shutdown();
    }
    DenseIndex one = IndexFiles.open(KERNELS, alone, VECTORS);
    DenseIndex other = IndexFiles.open(KERNELS, alone, VECTORS);
    assertThat(one.type()).isEqualTo(type == IndexType.AUTOINDEX ? IndexType.FLAT : type);
    for (float[] query : QUERY_ROWS) {
      assertThat(search(one, query, null, new TopK(10)))
          .isEqualTo(search(other, query, null, new TopK(10)));
    }
  }

  @ParameterizedTest
  @MethodSource("io.cinclus.index.IndexTypes#dense")
  void fewRowsAreAllFoundAndNoneWhereNoneIsAllowed(IndexType type) {
    for (int rows : new int[] {0, 1, 2, 9, 200}) {
      Vectors few =
          rows == 0
              ? Vectors.of(new float[0], DIM)
              : Vectors.of(Arrays.copyOf(VECTORS.array(0), rows * DIM), DIM);
      for (Metric metric : TestVectors.DENSE_METRICS) {
        DenseIndex index = IndexFiles.index(KERNELS, few, params(type, metric));
        TopK out = new TopK(rows + 10);
        assertThat(search(index, QUERY_ROWS[0], null, out))
            .as("%s of %d rows", metric, rows)
            .isEqualTo(exact(metric, few, QUERY_ROWS[0], null, new TopK(rows + 10)));
        Bits none = new Bits(new long[(rows + 63) / 64], rows);
        assertThat(search(index, QUERY_ROWS[0], none, new TopK(3))).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.cinclus.index.IndexTypes#dense")
  void equalRowsAndZerosAreFound(IndexType type) {
    float[] values = new float[400 * DIM];
    Arrays.fill(values, 0, 200 * DIM, 1f);
    Vectors vectors = Vectors.of(values, DIM);
    float[] query = new float[DIM];
    Arrays.fill(query, 1f);
    for (Metric metric : TestVectors.DENSE_METRICS) {
      DenseIndex index = IndexFiles.index(KERNELS, vectors, params(type, metric));
      assertThat(search(index, query, null, new TopK(10))).hasSize(10).allMatch(row -> row < 200);
    }
  }

  @Test
  void codesTakeAQuarterOfTheVectors() {
    long vectors = 4L * ROWS * DIM;
    long flat =
        IndexFiles.index(KERNELS, VECTORS, params(IndexType.IVF_FLAT, Metric.IP)).memoryBytes();
    long codes =
        IndexFiles.index(KERNELS, VECTORS, params(IndexType.IVF_SQ8, Metric.IP)).memoryBytes();
    assertThat(codes - flat).isBetween(vectors / 4, vectors * 3 / 10);
  }
}
