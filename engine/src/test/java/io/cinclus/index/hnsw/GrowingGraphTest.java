package io.cinclus.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrowingGraphTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 16;
  private static final int CHUNK_ROWS = 256;
  private static final int K = 10;

  /** Fixed: recall gates are not to fail by chance. */
  private static final long SEED = 21;

  /** Chunks that are filled while earlier rows are searched. */
  private static final class Source {
    final float[] values;
    final float[][] chunks;

    /** What may be searched. */
    volatile Vectors newest = Vectors.of(new float[0], DIM);

    Source(float[] values) {
      this.values = values;
      int rows = values.length / DIM;
      this.chunks = new float[(rows + CHUNK_ROWS - 1) / CHUNK_ROWS][CHUNK_ROWS * DIM];
    }

    int rows() {
      return values.length / DIM;
    }

    /** Appends the rows from {@code from} on and returns a view of the first {@code to}. */
    Vectors append(int from, int to) {
      for (int row = from; row < to; row++) {
        int at = row % CHUNK_ROWS * DIM;
        System.arraycopy(values, row * DIM, chunks[row / CHUNK_ROWS], at, DIM);
      }
      return Vectors.ofChunks(chunks, CHUNK_ROWS, DIM, to);
    }
  }

  private static float[] centers() {
    return TestVectors.gaussian(new Random(SEED), 50 * DIM);
  }

  private static Source clustered(int rows) {
    return new Source(TestVectors.clustered(new Random(SEED + 1), centers(), DIM, rows));
  }

  private static float[][] queries(int count) {
    return TestVectors.split(
        TestVectors.clustered(new Random(SEED + 2), centers(), DIM, count), DIM);
  }

  /** How many of the true neighbours were found; fails if a row or a score is not right. */
  private static int found(
      GrowingGraph graph, Metric metric, Vectors view, float[] query, @Nullable Bits allow) {
    TopK truth = new TopK(K);
    new ExactSearch(KERNELS).search(query, view, metric, allow, truth);
    truth.sort();
    Set<Integer> expected = new HashSet<>();
    for (int rank = 0; rank < truth.size(); rank++) {
      expected.add(truth.row(rank));
    }
    TopK out = new TopK(K);
    graph.search(view, query, 64, allow, out);
    out.sort();
    assertThat(out.size()).isEqualTo(truth.size());
    Scorer scorer = new Scorer(KERNELS, metric, view);
    scorer.query(query);
    Set<Integer> rows = new HashSet<>();
    for (int rank = 0; rank < out.size(); rank++) {
      int row = out.row(rank);
      assertThat(row).isLessThan(view.rows());
      assertThat(allow == null || allow.get(row)).isTrue();
      assertThat(out.score(rank)).isEqualTo(scorer.score(row));
      assertThat(rows.add(row)).isTrue();
    }
    rows.retainAll(expected);
    return rows.size();
  }

  @Test
  void rowsThatWereAddedAreFoundByEveryMetricAndFilter() {
    for (Metric metric : TestVectors.DENSE_METRICS) {
      Source source = clustered(8000);
      GrowingGraph graph = new GrowingGraph(KERNELS, metric, DIM, 16, 100);
      Vectors view = source.append(0, 0);
      for (int from = 0; from < source.rows(); ) {
        int to = Math.min(source.rows(), from + 1 + from / 3);
        view = source.append(from, to);
        graph.add(view);
        assertThat(graph.rows()).isEqualTo(to);
        from = to;
      }
      for (double share : new double[] {1, 0.9, 0.3, 0.01}) {
        Bits allow =
            share == 1 ? null : TestVectors.randomBits(new Random(SEED), source.rows(), share);
        int sum = 0;
        for (float[] query : queries(50)) {
          sum += found(graph, metric, view, query, allow);
        }
        assertThat(sum).as("%s, %s allowed", metric, share).isGreaterThan(50 * K * 95 / 100);
      }
    }
  }

  @Test
  void anOldViewHidesRowsThatWereAddedSince() {
    Source source = clustered(9000);
    GrowingGraph graph = new GrowingGraph(KERNELS, Metric.L2, DIM, 16, 100);
    Vectors old = source.append(0, 4000);
    graph.add(old);
    graph.add(source.append(4000, 9000));
    int sum = 0;
    for (float[] query : queries(50)) {
      sum += found(graph, Metric.L2, old, query, null);
    }
    assertThat(sum).isGreaterThan(50 * K * 95 / 100);
    TopK ring = new TopK(K, new ScoreRange(-40, -8));
    graph.search(old, queries(1)[0], 64, null, ring);
    TopK truth = new TopK(K, new ScoreRange(-40, -8));
    new ExactSearch(KERNELS).search(queries(1)[0], old, Metric.L2, null, truth);
    ring.sort();
    truth.sort();
    assertThat(ring.size()).isEqualTo(truth.size());
    assertThat(ring.score(0)).isEqualTo(truth.score(0));
  }

  @Test
  void equalRowsAreAllFoundAndDoNotHideOthers() {
    Source source = clustered(6000);
    for (int row = 1000; row < 4000; row++) {
      System.arraycopy(source.values, 0, source.values, row * DIM, DIM);
    }
    GrowingGraph graph = new GrowingGraph(KERNELS, Metric.L2, DIM, 8, 50);
    graph.add(source.append(0, 2000));
    Vectors all = source.append(2000, 6000);
    graph.add(all);
    TopK out = new TopK(3);
    graph.search(all, all.copy(0), 32, null, out);
    out.sort();
    assertThat(List.of(out.row(0), out.row(1), out.row(2))).containsExactly(0, 1000, 1001);
    int sum = 0;
    for (float[] query : queries(50)) {
      sum += found(graph, Metric.L2, all, query, null);
    }
    assertThat(sum).isGreaterThan(50 * K * 95 / 100);
  }

  @Test
  void searchesBesideTheWriterFindTheRowsOfTheirViews() throws Exception {
    Source source = clustered(12_000);
    GrowingGraph graph = new GrowingGraph(KERNELS, Metric.L2, DIM, 12, 60);
    Vectors first = source.append(0, 3000);
    graph.add(first);
    source.newest = first;
    ExecutorService readers = Executors.newFixedThreadPool(3);
    try {
      List<Future<int[]>> results = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        int seed = reader;
        results.add(readers.submit(() -> read(graph, source, seed)));
      }
      for (int from = 3000; from < source.rows(); ) {
        int to = Math.min(source.rows(), from + 37);
        Vectors view = source.append(from, to);
        graph.add(view);
        source.newest = view;
        from = to;
      }
      for (Future<int[]> result : results) {
        int[] foundOfWanted = result.get();
        assertThat(foundOfWanted[0]).isGreaterThan(foundOfWanted[1] * 95 / 100);
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /** Searches, in the newest view and in views kept from before, until the last row is there. */
  private static int[] read(GrowingGraph graph, Source source, int seed) {
    float[][] queries = queries(200);
    Random random = new Random(SEED + seed);
    int[] foundOfWanted = new int[2];
    Vectors kept = source.newest;
    int left = 100;
    while (left > 0) {
      Vectors view = source.newest;
      left -= view.rows() == source.rows() ? 1 : 0;
      kept = random.nextInt(20) == 0 ? view : kept;
      for (Vectors each : List.of(view, kept)) {
        float[] query = queries[random.nextInt(queries.length)];
        foundOfWanted[0] += found(graph, Metric.L2, each, query, null);
        foundOfWanted[1] += K;
      }
    }
    return foundOfWanted;
  }

  @Test
  void whatCannotBeIsRefused() {
    GrowingGraph graph = new GrowingGraph(KERNELS, Metric.L2, 2, 4, 10);
    TopK out = new TopK(1);
    Vectors two = Vectors.of(new float[] {1, 2, 3, 4}, 2);
    Vectors one = Vectors.of(new float[] {1, 2}, 2);
    assertThatThrownBy(() -> graph.search(two, new float[2], 10, null, out))
        .hasMessageContaining("2 rows, of which only 0");
    graph.search(Vectors.of(new float[0], 2), new float[2], 10, null, out);
    assertThat(out.size()).isZero();
    graph.add(two);
    assertThatThrownBy(() -> graph.add(one)).hasMessageContaining("cannot grow to 1 rows");
    assertThatThrownBy(() -> graph.search(one, new float[3], 10, null, out))
        .hasMessageContaining("dim 3");
    assertThatThrownBy(() -> new GrowingGraph(KERNELS, Metric.L2, 2, 1, 10))
        .hasMessageContaining("M is at least 2");
  }
}
