package io.cinclus.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.index.SearchParams;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HnswIndexTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final BuildContext CONTEXT = BuildContext.onCallingThread(BuildProgress.NONE);
  private static final int DIM = 32;
  private static final int ROWS = 10_000;
  private static final int QUERIES = 100;

  /** Fixed: recall gates are not to fail by chance. */
  private static final long SEED = 11;

  private record Data(Vectors rows, List<float[]> queries) {}

  private static Data clustered(int rows) {
    Random random = new Random(SEED);
    float[] centers = TestVectors.gaussian(random, 100 * DIM);
    float[] values = TestVectors.clustered(random, centers, DIM, rows);
    float[] queries = TestVectors.clustered(random, centers, DIM, QUERIES);
    return new Data(Vectors.of(values, DIM), List.of(TestVectors.split(queries, DIM)));
  }

  private static SearchParams ef(int ef) {
    return SearchParams.parse(IndexType.HNSW, Map.of("ef", "" + ef), 1);
  }

  /** An index that scans only where a walk gives up. */
  private static DenseIndex walking(Metric metric, Vectors rows, int m, int efConstruction)
      throws InterruptedException {
    HnswGraph graph =
        new HnswBuilder(KERNELS, rows, IndexFiles.hnsw(metric, m, efConstruction), CONTEXT).build();
    return new HnswIndex(KERNELS, metric, rows, graph, null, 0);
  }

  private static double recall(
      DenseIndex index, Data data, SearchParams params, @Nullable Bits allow, ScoreRange range) {
    ExactSearch exact = new ExactSearch(KERNELS);
    int found = 0;
    int wanted = 0;
    for (float[] query : data.queries) {
      TopK truth = new TopK(10, range);
      exact.search(query, data.rows, index.metric(), allow, truth);
      TopK out = new TopK(10, range);
      index.search(query, params, allow, out);
      List<Integer> expected = rows(truth);
      wanted += expected.size();
      List<Integer> hits = rows(out);
      assertThat(hits).doesNotHaveDuplicates();
      assertThat(hits).allMatch(row -> allow == null || allow.get(row));
      hits.retainAll(expected);
      found += hits.size();
    }
    return wanted == 0 ? 1 : (double) found / wanted;
  }

  static List<Integer> rows(TopK top) {
    top.sort();
    List<Integer> rows = new ArrayList<>();
    for (int rank = 0; rank < top.size(); rank++) {
      rows.add(top.row(rank));
    }
    return rows;
  }

  @Test
  void recallOnClusteredDataIsHighForEveryMetric() throws InterruptedException {
    Data data = clustered(ROWS);
    for (Metric metric : TestVectors.DENSE_METRICS) {
      DenseIndex index = IndexFiles.index(KERNELS, data.rows, IndexFiles.hnsw(metric, 16, 200));
      assertThat(recall(index, data, ef(64), null, ScoreRange.ALL))
          .as("%s", metric)
          .isGreaterThan(0.95);
      assertThat(recall(index, data, ef(256), null, ScoreRange.ALL))
          .as("%s", metric)
          .isGreaterThan(0.99);
    }
  }

  @Test
  void recallHoldsForEverySelectivityAndRange() throws InterruptedException {
    Data data = clustered(ROWS);
    HnswGraph graph =
        new HnswBuilder(KERNELS, data.rows, IndexFiles.hnsw(Metric.L2, 16, 100), CONTEXT).build();
    for (DenseIndex index :
        List.of(
            new HnswIndex(KERNELS, Metric.L2, data.rows, graph, null),
            new HnswIndex(KERNELS, Metric.L2, data.rows, graph, null, 0))) {
      Random random = new Random(SEED);
      for (double share : new double[] {0.9, 0.5, 0.1, 0.01, 0.001, 0}) {
        Bits allow = TestVectors.randomBits(random, ROWS, share);
        assertThat(recall(index, data, ef(64), allow, ScoreRange.ALL))
            .as("%s", share)
            .isGreaterThan(0.95);
      }
      ScoreRange ring = new ScoreRange(-30f, -14f);
      assertThat(recall(index, data, ef(64), null, ring)).isGreaterThan(0.95);
      Bits half = TestVectors.randomBits(random, ROWS, 0.5);
      assertThat(recall(index, data, ef(64), half, ring)).isGreaterThan(0.95);
    }
  }

  @Test
  void aFilterThatAllowsOnlyFarRowsKeepsItsRecall() throws InterruptedException {
    Data data = clustered(ROWS);
    DenseIndex index = walking(Metric.L2, data.rows, 16, 100);
    double sum = 0;
    for (float[] query : data.queries.subList(0, 20)) {
      TopK nearest = new TopK(ROWS / 2);
      new ExactSearch(KERNELS).search(query, data.rows, Metric.L2, null, nearest);
      long[] words = new long[ROWS / 64 + 1];
      Arrays.fill(words, -1L);
      for (int row : rows(nearest)) {
        words[row >> 6] &= ~(1L << row);
      }
      Data one = new Data(data.rows, List.<float[]>of(query));
      sum += recall(index, one, ef(16), new Bits(words, ROWS), ScoreRange.ALL);
    }
    assertThat(sum / 20).isEqualTo(1);
  }

  @Test
  void rowsInOrderOfTheirClustersAreFoundToo() throws InterruptedException {
    Random random = new Random(SEED);
    float[] centers = TestVectors.gaussian(random, 50 * DIM);
    float[] values = new float[10_000 * DIM];
    for (int cluster = 0; cluster < 50; cluster++) {
      float[] center = Arrays.copyOfRange(centers, cluster * DIM, (cluster + 1) * DIM);
      float[] rows = TestVectors.clustered(random, center, DIM, 200);
      System.arraycopy(rows, 0, values, cluster * rows.length, rows.length);
    }
    float[] queries = TestVectors.clustered(random, centers, DIM, QUERIES);
    Data data = new Data(Vectors.of(values, DIM), List.of(TestVectors.split(queries, DIM)));
    DenseIndex index = walking(Metric.L2, data.rows, 16, 100);
    assertThat(recall(index, data, ef(64), null, ScoreRange.ALL)).isGreaterThan(0.95);
  }

  @Test
  void everyRowCanBeReachedEvenShortOnesUnderInnerProduct() throws InterruptedException {
    Vectors rows = clustered(5000).rows;
    for (Metric metric : TestVectors.DENSE_METRICS) {
      HnswGraph graph =
          new HnswBuilder(KERNELS, rows, IndexFiles.hnsw(metric, 4, 30), CONTEXT).build();
      assertThat(reachable(graph)).as("%s", metric).isEqualTo(5000);
    }
  }

  @Test
  void everyRowCanBeReachedWhereTheListsOfAllNearRowsAreFull() throws InterruptedException {
    Random random = new Random(SEED);
    for (double spread : new double[] {1, 2, 4}) {
      float[] values = TestVectors.gaussian(random, 4000 * DIM);
      for (int row = 0; row < 4000; row++) {
        float norm = (float) Math.exp(spread * random.nextGaussian());
        for (int i = row * DIM; i < (row + 1) * DIM; i++) {
          values[i] *= norm;
        }
      }
      Vectors rows = Vectors.of(values, DIM);
      HnswGraph graph =
          new HnswBuilder(KERNELS, rows, IndexFiles.hnsw(Metric.IP, 4, 1), CONTEXT).build();
      assertThat(reachable(graph)).as("spread %s", spread).isEqualTo(4000);
      graph = new HnswBuilder(KERNELS, rows, IndexFiles.hnsw(Metric.IP, 4, 40), CONTEXT).build();
      assertThat(reachable(graph)).as("spread %s", spread).isEqualTo(4000);
    }
  }

  /** How many rows level 0 leads to from the highest row. */
  private static int reachable(HnswGraph graph) {
    int entry = 0;
    for (int row = 0; row < graph.rows(); row++) {
      entry = graph.level(row) > graph.level(entry) ? row : entry;
    }
    Set<Integer> seen = new HashSet<>(Set.of(entry));
    Deque<Integer> open = new ArrayDeque<>(seen);
    int[] lists = graph.lists(0);
    while (!open.isEmpty()) {
      int list = graph.list(open.pop(), 0);
      for (int i = list + 1; i <= list + lists[list]; i++) {
        if (seen.add(lists[i])) {
          open.push(lists[i]);
        }
      }
    }
    return seen.size();
  }

  @Test
  void aBatchFindsWhatItsQueriesFindAlone() throws InterruptedException {
    Data data = clustered(2000);
    Bits allow = TestVectors.randomBits(new Random(SEED), 2000, 0.3);
    for (DenseIndex index :
        List.of(
            walking(Metric.COSINE, data.rows, 16, 100),
            IndexFiles.index(KERNELS, data.rows, IndexFiles.hnsw(Metric.COSINE, 16, 100)))) {
      TopK[] out = new TopK[QUERIES];
      Arrays.setAll(out, i -> new TopK(10));
      index.search(data.queries.toArray(float[][]::new), ef(300), allow, out);
      for (int i = 0; i < QUERIES; i++) {
        TopK alone = new TopK(10);
        index.search(data.queries.get(i), ef(300), allow, alone);
        assertThat(rows(out[i])).isEqualTo(rows(alone));
      }
    }
  }

  @Test
  void scalarAndSimdKernelsFindTheSameNeighbours() throws InterruptedException {
    Data data = clustered(3000);
    HnswGraph scalarGraph =
        new HnswBuilder(Kernels.scalar(), data.rows, IndexFiles.hnsw(Metric.L2, 8, 100), CONTEXT)
            .build();
    DenseIndex simd = walking(Metric.L2, data.rows, 8, 100);
    DenseIndex scalar = new HnswIndex(Kernels.scalar(), Metric.L2, data.rows, scalarGraph, null, 0);
    int same = 0;
    for (float[] query : data.queries) {
      TopK a = new TopK(10);
      TopK b = new TopK(10);
      simd.search(query, ef(200), null, a);
      scalar.search(query, ef(200), null, b);
      same += rows(a).equals(rows(b)) ? 1 : 0;
    }
    assertThat(same).isGreaterThanOrEqualTo(QUERIES - 2);
  }

  @Test
  void concurrentSearchesGiveTheAnswersOfOneThread() throws Exception {
    Data data = clustered(3000);
    DenseIndex index = walking(Metric.COSINE, data.rows, 8, 50);
    Callable<List<List<Integer>>> all =
        () -> {
          List<List<Integer>> results = new ArrayList<>();
          for (float[] query : data.queries) {
            TopK out = new TopK(10);
            index.search(query, ef(32), null, out);
            results.add(rows(out));
          }
          return results;
        };
    List<List<Integer>> expected = all.call();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (Future<List<List<Integer>>> each : pool.invokeAll(List.of(all, all, all, all))) {
        assertThat(each.get()).isEqualTo(expected);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void equalRowsAreAllFoundInOrderAndDoNotHideOthers() throws InterruptedException {
    Random random = new Random(SEED);
    float[] values = TestVectors.gaussian(random, 2000 * DIM);
    for (int row = 500; row < 1500; row++) {
      System.arraycopy(values, 0, values, row * DIM, DIM);
    }
    Vectors rows = Vectors.of(values, DIM);
    DenseIndex index = walking(Metric.L2, rows, 8, 50);
    TopK out = new TopK(1001);
    index.search(rows.copy(0), ef(64), null, out);
    List<Integer> expected = new ArrayList<>(List.of(0));
    for (int row = 500; row < 1500; row++) {
      expected.add(row);
    }
    assertThat(rows(out)).isEqualTo(expected);
    Data data =
        new Data(rows, List.of(TestVectors.split(TestVectors.gaussian(random, 50 * DIM), DIM)));
    assertThat(recall(index, data, ef(128), null, ScoreRange.ALL)).isGreaterThan(0.95);
    long[] words = new long[2000 / 64 + 1];
    for (int row = 900; row < 2000; row++) {
      words[row >> 6] |= 1L << row;
    }
    TopK allowed = new TopK(3);
    index.search(rows.copy(0), ef(1), new Bits(words, 2000), allowed);
    assertThat(rows(allowed)).containsExactly(900, 901, 902);
  }

  @Test
  void fewRowsAndLargeKGiveWhatThereIs() throws InterruptedException {
    for (int rows : new int[] {0, 1, 2, 5}) {
      Vectors vectors = Vectors.of(TestVectors.gaussian(new Random(SEED), rows * 3), 3);
      for (DenseIndex index :
          List.of(
              walking(Metric.L2, vectors, 2, 1),
              IndexFiles.index(KERNELS, vectors, IndexFiles.hnsw(Metric.L2, 2, 1)))) {
        assertThat(index.rows()).isEqualTo(rows);
        TopK out = new TopK(100);
        index.search(new float[3], ef(100), null, out);
        assertThat(rows(out)).hasSize(rows).doesNotHaveDuplicates();
        index.search(new float[3], ef(100), new Bits(new long[0], rows), out);
        assertThat(rows(out)).isEmpty();
      }
    }
  }

  @Test
  void aRowWhoseScoreIsNoNumberIsNotFound() throws InterruptedException {
    Vectors vectors =
        Vectors.of(new float[] {1e30f, -1e30f, 1, 0, -1e30f, -1e30f, 1e30f, -1e30f}, 2);
    DenseIndex index = walking(Metric.IP, vectors, 2, 8);
    for (Bits allow : Arrays.asList(null, new Bits(new long[] {7}, 4))) {
      TopK out = new TopK(3);
      index.search(new float[] {1e30f, 1e30f}, ef(8), allow, out);
      assertThat(rows(out)).containsExactly(1, 2);
      assertThat(out.score(1)).isEqualTo(Float.NEGATIVE_INFINITY);
    }
  }

  @Test
  void wrongQueriesAreRefused() {
    Vectors vectors = Vectors.of(new float[30], 3);
    DenseIndex index = IndexFiles.index(KERNELS, vectors, IndexFiles.hnsw(Metric.L2, 2, 1));
    TopK out = new TopK(1);
    assertThatThrownBy(() -> index.search(new float[4], ef(1), null, out))
        .hasMessageContaining("dim 4");
    assertThatThrownBy(() -> index.search(new float[3], ef(1), new Bits(new long[1], 9), out))
        .hasMessageContaining("9 bits for 10 rows");
  }

  @Test
  void anInterruptCancelsTheBuildAndProgressIsHeard() {
    Vectors vectors = clustered(5000).rows;
    List<Integer> heard = new ArrayList<>();
    BuildProgress progress =
        (done, total) -> {
          assertThat(total).isEqualTo(5000);
          heard.add(done);
          if (done > 1000) {
            Thread.currentThread().interrupt();
          }
        };
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThatThrownBy(
            () ->
                new Indexes(KERNELS)
                    .build(
                        vectors,
                        IndexFiles.hnsw(Metric.L2, 8, 20),
                        BuildContext.onCallingThread(progress),
                        Channels.newChannel(bytes)))
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("cancelled");
    assertThat(heard).isSorted().startsWith(0);
    assertThat(heard.stream().filter(done -> done > 1000)).hasSize(1);
    assertThat(bytes.size()).isZero();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
