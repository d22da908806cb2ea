package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.filter.Filter;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TestVectors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches of growing rows through their index, held against exact ones of the same rows. */
class GrowingIndexSearchTest {
  private static final int DIMENSION = 24;
  private static final int ROWS = 12_000;
  private static final int BATCH = 500;
  private static final int K = 10;
  private static final int QUERIES = 40;
  private static final long[] PARTITIONS = {3};
  private static final CollectionSchema SCHEMA = TestRows.schema(DataType.INT64, DIMENSION);
  private static final int CHUNK_ROWS = GrowingRows.chunkRows(SCHEMA);

  /** Fixed: recall gates are not to fail by chance. */
  private static final Random RANDOM = new Random(11);

  private static final float[] CENTRES = TestVectors.gaussian(RANDOM, 40 * DIMENSION);
  private static final float[] VALUES = TestVectors.clustered(RANDOM, CENTRES, DIMENSION, ROWS);
  private static final float[][] ASKED =
      TestVectors.split(TestVectors.clustered(RANDOM, CENTRES, DIMENSION, QUERIES), DIMENSION);

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final GrowingIndexes growing = new GrowingIndexes(waiting::add, 4000, Long.MAX_VALUE);
  private final ShardView indexed = view(growing, Metric.L2);
  private final ShardView exact = new ShardView("exact", SCHEMA);

  private static ShardView view(GrowingIndexes indexes, Metric metric) {
    ShardView view = new ShardView("rows", SCHEMA, indexes);
    view.indexGrowing(Map.of(TestRows.VECTOR, metric));
    return view;
  }

  /** Rows whose keys, values and positions are their numbers. */
  private static RowBatch rows(int from, int to, boolean @Nullable [] nulls) {
    long[] numbers = IntStream.range(from, to).mapToLong(row -> row).toArray();
    float[] vectors = Arrays.copyOfRange(VALUES, from * DIMENSION, to * DIMENSION);
    return new RowBatch(
        to - from,
        Map.of(
            TestRows.KEY, new Column.Longs(DataType.INT64, numbers, null),
            TestRows.VALUE, new Column.Longs(DataType.INT64, numbers, null),
            TestRows.VECTOR, new Column.FloatVectors(DIMENSION, vectors, nulls)));
  }

  private static void insert(ShardView view, int from, int to) {
    for (int first = from; first < to; first += BATCH) {
      view.insert(rows(first, Math.min(to, first + BATCH), null), 3, first);
    }
  }

  private void insert(int from, int to) {
    insert(indexed, from, to);
    insert(exact, from, to);
    build();
  }

  private void build() {
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  private void delete(long position, int... keys) {
    for (ShardView view : List.of(indexed, exact)) {
      view.delete(TestRows.keys(DataType.INT64, keys), keys.length, position, 0);
    }
  }

  private void seal(long generation, long to) {
    for (ShardView view : List.of(indexed, exact)) {
      view.swap(new ShardView.Loaded(generation, to, List.of(), true));
    }
    build();
  }

  private static int covered(ShardView view) {
    GrowingViews.View index = view.snapshot(0).growing().byField().get(TestRows.VECTOR);
    return index == null ? 0 : index.index().rows() - index.firstChunk() * CHUNK_ROWS;
  }

  private static List<List<FoundRow>> search(
      ShardSnapshot snapshot, Metric metric, float[][] queries, @Nullable Filter filter) {
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            TestRows.VECTOR, metric, queries, K, ScoreRange.ALL, Map.of(), filter);
    return new VectorSearch(spec, Kernels.fastest())
        .search(List.of(snapshot), PARTITIONS, () -> false);
  }

  private static Set<Integer> keys(List<FoundRow> rows) {
    Set<Integer> keys = new HashSet<>();
    rows.forEach(row -> keys.add(TestRows.key(row.batch(), row.row())));
    return keys;
  }

  private static double recall(
      ShardSnapshot indexed, ShardSnapshot exact, Metric metric, @Nullable Filter filter) {
    int found = 0;
    int wanted = 0;
    for (float[] query : ASKED) {
      List<FoundRow> rows = search(indexed, metric, new float[][] {query}, filter).get(0);
      Set<Integer> expected = keys(search(exact, metric, new float[][] {query}, filter).get(0));
      assertThat(keys(rows)).hasSameSizeAs(expected).hasSameSizeAs(rows);
      wanted += expected.size();
      expected.retainAll(keys(rows));
      found += expected.size();
    }
    return (double) found / wanted;
  }

  private double recall(@Nullable Filter filter) {
    return recall(indexed.snapshot(3 * ROWS), exact.snapshot(3 * ROWS), Metric.L2, filter);
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "IP", "COSINE"})
  void recallIsHighByEveryMetricAndAnotherIsSearchedExactly(Metric metric) {
    ShardView view = view(growing, metric);
    insert(view, 0, ROWS);
    build();
    insert(exact, 0, ROWS);
    assertThat(covered(view)).isEqualTo(ROWS / 256 * 256);
    for (Metric asked : TestVectors.DENSE_METRICS) {
      double recall = recall(view.snapshot(ROWS), exact.snapshot(ROWS), asked, null);
      assertThat(recall)
          .as("%s by %s", asked, metric)
          .isGreaterThan(asked == metric ? 0.95 : 0.9999);
    }
  }

  @Test
  void rowsAreIndexedFromTheThresholdOnAndWhatIsNotYetCoveredIsFoundExactly() {
    insert(0, 3999);
    assertThat(covered(indexed)).isZero();
    assertThat(growing.usedBytes()).isZero();
    insert(3999, 4100);
    assertThat(covered(indexed)).isEqualTo(4096);
    assertThat(growing.usedBytes()).isPositive();
    insert(indexed, 4100, 9000); // Nobody builds.
    assertThat(covered(indexed)).isEqualTo(4096);
    ShardSnapshot now = indexed.snapshot(ROWS);
    for (int row = 4100; row < 9000; row += 300) {
      float[] query = TestVectors.split(VALUES, DIMENSION)[row];
      assertThat(keys(search(now, Metric.L2, new float[][] {query}, null).get(0))).contains(row);
    }
    indexed.close();
    assertThat(growing.usedBytes()).isZero();
    assertThat(covered(indexed)).isZero();
  }

  @Test
  void deadRowsAreNeverFoundAndOldSnapshotsStillFindThem() {
    insert(0, ROWS);
    ShardSnapshot before = indexed.snapshot(ROWS - 1);
    ShardSnapshot exactBefore = exact.snapshot(ROWS - 1);
    int[] dead = new Random(12).ints(ROWS / 10, 0, ROWS).distinct().toArray();
    delete(ROWS, dead);
    Set<Integer> deadKeys = new HashSet<>();
    IntStream.of(dead).forEach(deadKeys::add);
    assertThat(recall(null)).isGreaterThan(0.95);
    for (List<FoundRow> rows : search(indexed.snapshot(3 * ROWS), Metric.L2, ASKED, null)) {
      assertThat(keys(rows)).hasSize(K).doesNotContainAnyElementsOf(deadKeys);
    }
    assertThat(recall(before, exactBefore, Metric.L2, null)).isGreaterThan(0.95);
  }

  @Test
  void recallIsHighHoweverManyRowsPassAFilter() {
    insert(0, ROWS);
    for (String filter :
        List.of("value >= 6000", "value % 10 == 0", "value % 100 == 0", "value % 1000 == 0")) {
      assertThat(recall(Filter.compile(filter, SCHEMA))).as(filter).isGreaterThan(0.95);
    }
  }

  @Test
  void theRowsWithinARangeAreFound() {
    insert(0, ROWS);
    int found = 0;
    int wanted = 0;
    for (float[] query : ASKED) {
      float best =
          search(exact.snapshot(ROWS), Metric.L2, new float[][] {query}, null)
              .get(0)
              .get(0)
              .score();
      ScoreRange range = new ScoreRange(1.5f * best, 1.1f * best);
      VectorSearch.Spec spec =
          new VectorSearch.Spec(
              TestRows.VECTOR, Metric.L2, new float[][] {query}, 50, range, Map.of(), null);
      VectorSearch search = new VectorSearch(spec, Kernels.fastest());
      List<FoundRow> rows =
          search.search(List.of(indexed.snapshot(ROWS)), PARTITIONS, () -> false).get(0);
      assertThat(rows).allMatch(row -> row.score() > range.above() && row.score() <= range.upTo());
      Set<Integer> expected =
          keys(search.search(List.of(exact.snapshot(ROWS)), PARTITIONS, () -> false).get(0));
      wanted += expected.size();
      expected.retainAll(keys(rows));
      found += expected.size();
    }
    assertThat(wanted).isGreaterThan(10 * QUERIES);
    assertThat((double) found / wanted).isGreaterThan(0.95);
  }

  @Test
  void queriesThatAreAskedTogetherFindWhatEachFinds() {
    insert(0, ROWS);
    ShardSnapshot snapshot = indexed.snapshot(ROWS);
    List<List<FoundRow>> together = search(snapshot, Metric.L2, ASKED, null);
    List<List<FoundRow>> truth = search(exact.snapshot(ROWS), Metric.L2, ASKED, null);
    for (int i = 0; i < QUERIES; i++) {
      assertThat(keys(together.get(i))).as("so few rows are scanned").isEqualTo(keys(truth.get(i)));
    }
    assertThat(VectorSearch.scansRows(List.of(snapshot), TestRows.VECTOR, Metric.L2)).isTrue();
  }

  @Test
  void rowsSealedInFrontAreNotFoundAndWhereTheyAreMostTheRestIsIndexedAnew() {
    insert(0, ROWS);
    seal(1, 4999);
    assertThat(covered(indexed))
        .as("it stays")
        .isEqualTo(ROWS / 256 * 256 - 4999 / CHUNK_ROWS * CHUNK_ROWS);
    assertThat(recall(null)).isGreaterThan(0.95);
    assertThat(recall(Filter.compile("value < 7000", SCHEMA))).isGreaterThan(0.95);
    for (List<FoundRow> rows : search(indexed.snapshot(ROWS), Metric.L2, ASKED, null)) {
      assertThat(keys(rows)).hasSize(K).allMatch(key -> key >= 5000);
    }
    seal(2, 7499);
    assertThat(covered(indexed)).as("anew").isBetween(4000, ROWS - 7000);
    assertThat(recall(null)).isGreaterThan(0.95);
    seal(3, 9999);
    assertThat(covered(indexed)).as("too few").isZero();
    assertThat(growing.usedBytes()).isZero();
    assertThat(recall(null)).isEqualTo(1);
  }

  @Test
  void rowsWithoutAVectorAreNowhere() {
    boolean[] nulls = new boolean[BATCH];
    for (int row = 0; row < BATCH; row += 3) {
      nulls[row] = true;
    }
    for (ShardView view : List.of(indexed, exact)) {
      for (int first = 0; first < ROWS; first += BATCH) {
        view.insert(rows(first, first + BATCH, nulls), 3, first);
      }
    }
    build();
    assertThat(covered(indexed)).isPositive();
    assertThat(recall(null)).isGreaterThan(0.95);
    for (List<FoundRow> rows : search(indexed.snapshot(ROWS), Metric.L2, ASKED, null)) {
      assertThat(keys(rows)).hasSize(K).allMatch(key -> key % BATCH % 3 != 0);
    }
  }

  @Test
  void snapshotsAreSearchedWhileTheirIndexGrows() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      ShardView view = view(new GrowingIndexes(threads, 1000, Long.MAX_VALUE), Metric.L2);
      List<Future<Double>> recalls = new ArrayList<>();
      for (int first = 0; first < ROWS; first += BATCH) {
        insert(view, first, first + BATCH);
        insert(exact, first, first + BATCH);
        if (first % (4 * BATCH) == 0) {
          ShardSnapshot snapshot = view.snapshot(first + BATCH - 1);
          ShardSnapshot truth = exact.snapshot(first + BATCH - 1);
          recalls.add(threads.submit(() -> recall(snapshot, truth, Metric.L2, null)));
        }
      }
      for (Future<Double> recall : recalls) {
        assertThat(recall.get()).isGreaterThan(0.95);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void withoutRoomOrBuildersAllIsFoundExactly() {
    ExecutorService stopped = Executors.newSingleThreadExecutor();
    stopped.shutdown();
    for (GrowingIndexes none :
        List.of(
            new GrowingIndexes(Runnable::run, 1000, 0),
            new GrowingIndexes(stopped, 1000, Long.MAX_VALUE),
            GrowingIndexes.NONE)) {
      ShardView view = view(none, Metric.L2);
      insert(view, 0, 3000);
      assertThat(covered(view)).isZero();
      ShardView plain = new ShardView("plain", SCHEMA);
      insert(plain, 0, 3000);
      assertThat(recall(view.snapshot(ROWS), plain.snapshot(ROWS), Metric.L2, null)).isEqualTo(1);
    }
  }

  @Test
  void anIndexThatBreaksCoversNothingAndTakesNothing() {
    GrowingIndexes direct = new GrowingIndexes(Runnable::run, 1, Long.MAX_VALUE);
    GrowingIndex index = new GrowingIndex("rows", direct, Metric.L2, DIMENSION, CHUNK_ROWS);
    index.tell(0, new float[][] {new float[CHUNK_ROWS * DIMENSION]}, 512);
    assertThat(index.covered()).hasValueSatisfying(view -> assertThat(view.rows()).isEqualTo(512));
    assertThat(direct.usedBytes()).isPositive();
    index.tell(1, new float[][] {new float[1]}, 2 * CHUNK_ROWS);
    assertThat(index.covered()).isEmpty();
    assertThat(direct.usedBytes()).isZero();
    index.tell(1, new float[][] {new float[CHUNK_ROWS * DIMENSION]}, 2 * CHUNK_ROWS);
    assertThat(index.covered()).as("it stays so").isEmpty();
  }

  @Test
  void aFieldThatIsNoLongerIndexedIsSearchedExactlyAndOneOfAnotherMetricIndexedAnew() {
    insert(0, 5000);
    indexed.indexGrowing(Map.of(TestRows.VECTOR, Metric.COSINE));
    assertThat(covered(indexed)).isZero();
    build();
    assertThat(covered(indexed)).isPositive();
    indexed.indexGrowing(Map.of());
    assertThat(covered(indexed)).isZero();
    assertThat(growing.usedBytes()).isZero();
    assertThat(recall(null)).isEqualTo(1);
  }
}
