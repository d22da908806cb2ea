package io.cinclus.index.diskann;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexParams;
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
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskIndexTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 128;
  private static final int ROWS = 4000;

  /** Fixed: recall gates are not to fail by chance. */
  private static final long SEED = 3;

  private static final Vectors VECTORS;
  private static final float[][] QUERIES;

  static {
    Random random = new Random(SEED);
    float[] centers = TestVectors.gaussian(random, 40 * DIM);
    VECTORS = Vectors.of(TestVectors.clustered(random, centers, DIM, ROWS), DIM);
    QUERIES = TestVectors.split(TestVectors.clustered(random, centers, DIM, 50), DIM);
  }

  @TempDir private Path folder;

  private static IndexParams params(Metric metric, Map<String, String> given) {
    return IndexParams.parse(IndexType.DISKANN, metric, given);
  }

  private static IndexParams params(Metric metric) {
    return params(metric, Map.of("max_degree", "24", "search_list_size", "60"));
  }

  private DenseIndex index(Vectors vectors, IndexParams params) throws IOException {
    Path file = Files.createTempFile(folder, "disk", ".idx");
    Files.write(file, IndexFiles.build(KERNELS, vectors, params));
    return new Indexes(KERNELS).open(file);
  }

  private static List<Integer> search(
      DenseIndex index, float[] query, int list, @Nullable Bits allow, TopK out) {
    Map<String, String> given = Map.of("search_list", "" + list);
    index.search(query, SearchParams.adapt(IndexType.DISKANN, given, out.k()), allow, out);
    return rows(out);
  }

  private static List<Integer> rows(TopK out) {
    out.sort();
    List<Integer> rows = new ArrayList<>();
    for (int rank = 0; rank < out.size(); rank++) {
      rows.add(out.row(rank));
    }
    return rows;
  }

  private static double recall(DenseIndex index, int list, @Nullable Bits allow) {
    int found = 0;
    int wanted = 0;
    for (float[] query : QUERIES) {
      TopK truth = new TopK(10);
      new ExactSearch(KERNELS).search(query, VECTORS, index.metric(), allow, truth);
      List<Integer> expected = rows(truth);
      List<Integer> rows = search(index, query, list, allow, new TopK(10));
      assertThat(rows).doesNotHaveDuplicates();
      wanted += expected.size();
      rows.retainAll(expected);
      found += rows.size();
    }
    return (double) found / wanted;
  }

  @Test
  void recallIsHighWithFewReadsAndLittleMemory() throws IOException {
    for (Metric metric : TestVectors.DENSE_METRICS) {
      try (DenseIndex index = index(VECTORS, params(metric))) {
        assertThat(recall(index, 60, null)).as("%s", metric).isGreaterThan(0.95);
        assertThat(index.memoryBytes()).isLessThan(ROWS * DIM).isGreaterThan(ROWS * DIM / 3);
        Bits most = TestVectors.randomBits(new Random(SEED), ROWS, 0.9);
        assertThat(recall(index, 60, most)).as("%s, most", metric).isGreaterThan(0.95);
        Bits few = TestVectors.randomBits(new Random(SEED), ROWS, 0.02);
        assertThat(recall(index, 60, few)).as("%s, few", metric).isGreaterThan(0.95);
      }
    }
  }

  @Test
  void memoryIsBelowAQuarterOfTheVectorsWhateverTheBudgets() throws IOException {
    for (int dim : new int[] {32, 48, 96, 200, 1100}) {
      float[] values = TestVectors.gaussian(new Random(SEED), 300 * dim);
      System.arraycopy(values, 0, values, 200 * dim, dim);
      for (String budget : List.of("0", "0.1", "0.3")) {
        Map<String, String> given =
            Map.of("search_cache_budget_gb_ratio", budget, "pq_code_budget_gb_ratio", "0.25");
        try (DenseIndex index = index(Vectors.of(values, dim), params(Metric.L2, given))) {
          assertThat(index.memoryBytes()).as("dim %d, %s", dim, budget).isLessThan(300L * dim);
          TopK out = new TopK(2);
          assertThat(search(index, Vectors.of(values, dim).copy(0), 16, null, out))
              .containsExactly(0, 200);
        }
      }
    }
  }

  @Test
  void aRangeIsSearchedBeyondTheRowsThatAreTooGoodForIt() throws IOException {
    try (DenseIndex index = index(VECTORS, params(Metric.L2))) {
      TopK near = new TopK(80);
      new ExactSearch(KERNELS).search(QUERIES[0], VECTORS, Metric.L2, null, near);
      List<Integer> expected = rows(near).subList(60, 80);
      ScoreRange ring = new ScoreRange(Math.nextDown(near.score(79)), near.score(60));
      List<Integer> found = search(index, QUERIES[0], 60, null, new TopK(20, ring));
      found.retainAll(expected);
      assertThat(found).hasSizeGreaterThan(17);
    }
  }

  @Test
  void aFilterThatAllowsOnlyFarRowsKeepsItsRecall() throws IOException {
    try (DenseIndex index = index(VECTORS, params(Metric.L2))) {
      TopK near = new TopK(ROWS / 2);
      new ExactSearch(KERNELS).search(QUERIES[0], VECTORS, Metric.L2, null, near);
      long[] words = new long[ROWS / 64 + 1];
      Arrays.fill(words, -1L);
      for (int row : rows(near)) {
        words[row >> 6] &= ~(1L << row);
      }
      Bits far = new Bits(words, ROWS);
      TopK truth = new TopK(10);
      new ExactSearch(KERNELS).search(QUERIES[0], VECTORS, Metric.L2, far, truth);
      // Nowhere are rows closer together than around the median, so that codes tell little.
      List<Integer> found = search(index, QUERIES[0], 1000, far, new TopK(10));
      found.retainAll(rows(truth));
      assertThat(found).hasSizeGreaterThan(8);
    }
  }

  @Test
  void theBytesAreTheSameWithOneTwoAndFourThreads() {
    byte[] alone = IndexFiles.build(KERNELS, VECTORS, params(Metric.IP));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (int threads : new int[] {2, 4}) {
        BuildContext context = new BuildContext(pool, threads, BuildProgress.NONE);
        assertThat(IndexFiles.build(KERNELS, VECTORS, params(Metric.IP), context))
            .as("%d threads", threads)
            .isEqualTo(alone);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void aFileAndAStreamGiveTheSameAnswers() throws IOException {
    byte[] bytes = IndexFiles.build(KERNELS, VECTORS, params(Metric.COSINE));
    Path file = folder.resolve("same.idx");
    Files.write(file, bytes);
    try (DenseIndex local = new Indexes(KERNELS).open(file);
        DenseIndex spooled = IndexFiles.open(KERNELS, bytes, VECTORS)) {
      assertThat(local.memoryBytes()).isEqualTo(spooled.memoryBytes());
      for (float[] query : QUERIES) {
        assertThat(search(local, query, 30, null, new TopK(10)))
            .isEqualTo(search(spooled, query, 30, null, new TopK(10)));
      }
    }
  }

  @Test
  void interruptsNeitherFailSearchesNorThoseOfOthers() throws Exception {
    Map<String, String> uncached =
        Map.of("search_cache_budget_gb_ratio", "0", "max_degree", "16", "search_list_size", "30");
    try (DenseIndex index = index(VECTORS, params(Metric.L2, uncached))) {
      Callable<List<List<Integer>>> all =
          () -> {
            List<List<Integer>> results = new ArrayList<>();
            for (float[] query : QUERIES) {
              results.add(search(index, query, 30, null, new TopK(10)));
            }
            return results;
          };
      List<List<Integer>> expected = all.call();
      List<Thread> searching = new ArrayList<>();
      AtomicInteger running = new AtomicInteger(4);
      ExecutorService pool =
          Executors.newFixedThreadPool(
              4,
              work -> {
                Thread thread = new Thread(work);
                searching.add(thread);
                return thread;
              });
      try {
        List<Future<List<List<Integer>>>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          results.add(
              pool.submit(
                  () -> {
                    try {
                      return all.call();
                    } finally {
                      running.decrementAndGet();
                    }
                  }));
        }
        while (running.get() > 0) {
          searching.forEach(Thread::interrupt);
          Thread.onSpinWait();
        }
        for (Future<List<List<Integer>>> each : results) {
          assertThat(each.get()).isEqualTo(expected);
        }
      } finally {
        pool.shutdownNow();
      }
      Thread.currentThread().interrupt();
      assertThat(search(index, QUERIES[0], 30, null, new TopK(10))).isEqualTo(expected.get(0));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void whatIsNotANumberFindsNothingAndNothingElseIsLost() throws IOException {
    float[] values = TestVectors.gaussian(new Random(SEED), 500 * DIM);
    values[7 * DIM] = Float.NaN;
    values[9 * DIM] = Float.POSITIVE_INFINITY;
    Vectors vectors = Vectors.of(values, DIM);
    for (Metric metric : TestVectors.DENSE_METRICS) {
      try (DenseIndex index = index(vectors, params(metric))) {
        float[] query = new float[DIM];
        query[3] = Float.NaN;
        assertThat(search(index, query, 100, null, new TopK(10))).isEmpty();
        query[3] = Float.NEGATIVE_INFINITY;
        assertThat(search(index, query, 100, null, new TopK(10))).doesNotHaveDuplicates();
        assertThat(search(index, vectors.copy(100), 200, null, new TopK(1))).hasSize(1);
      }
    }
  }

  @Test
  void wrongQueriesAndClosedIndexesAreRefused() throws IOException {
    DenseIndex index = index(VECTORS, params(Metric.L2, Map.of("search_list_size", "20")));
    TopK out = new TopK(1);
    assertThatThrownBy(() -> search(index, new float[4], 16, null, out))
        .hasMessageContaining("dim 4");
    assertThatThrownBy(() -> search(index, QUERIES[0], 16, new Bits(new long[1], 9), out))
        .hasMessageContaining("9 bits for 4000 rows");
    index.close();
    assertThatThrownBy(() -> search(index, QUERIES[0], 2000, null, out))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
    Path flat = folder.resolve("flat.idx");
    Files.write(
        flat,
        IndexFiles.build(KERNELS, VECTORS, IndexParams.parse(IndexType.FLAT, Metric.L2, Map.of())));
    assertThatThrownBy(() -> new Indexes(KERNELS).open(flat))
        .hasMessageContaining("flat.idx of type FLAT does not hold its vectors");
  }

  @Test
  void anInterruptCancelsTheBuildAndProgressIsHeard() {
    List<Integer> heard = new ArrayList<>();
    BuildProgress progress =
        (done, total) -> {
          assertThat(total).isEqualTo(ROWS);
          heard.add(done);
          if (done > 500) {
            Thread.currentThread().interrupt();
          }
        };
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BuildContext context = BuildContext.onCallingThread(progress);
    assertThatThrownBy(
            () ->
                new Indexes(KERNELS)
                    .build(VECTORS, params(Metric.L2), context, Channels.newChannel(bytes)))
        .isInstanceOf(InterruptedException.class);
    assertThat(heard).isSorted().last().satisfies(done -> assertThat(done).isBetween(501, 700));
    assertThat(bytes.size()).isZero();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
