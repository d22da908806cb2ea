package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.VectorIndex;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VectorSearchTest {
  private static final int DIMENSION = 16;
  private static final long[] PARTITIONS = {3};

  private static RowBatch rows(long firstKey, float[] vectors) {
    int count = vectors.length / DIMENSION;
    long[] keys = new long[count];
    for (int row = 0; row < count; row++) {
      keys[row] = firstKey + row;
    }
    return new RowBatch(
        count,
        Map.of(
            TestRows.KEY, new Column.Longs(DataType.INT64, keys, null),
            TestRows.VALUE, new Column.Longs(DataType.INT64, keys, null),
            TestRows.VECTOR, new Column.FloatVectors(DIMENSION, vectors, null)));
  }

  private static SealedRows segment(RowBatch rows, Map<Integer, VectorIndex> indexes) {
    long[] keys = ((Column.Longs) rows.column(TestRows.KEY)).values();
    return new SealedRows(new SealedRows.Content("segment", rows, keys, TestRows.KEY), 3, indexes);
  }

  private static VectorIndex hnsw(Metric metric, float[] vectors) {
    return IndexFiles.index(
        Kernels.fastest(), Vectors.of(vectors, DIMENSION), IndexFiles.hnsw(metric, 16, 100));
  }

  private static ShardSnapshot sealed(SealedRows... segments) {
    ShardView view = new ShardView("shard", TestRows.schema(DataType.INT64, DIMENSION));
    view.swap(new ShardView.Loaded(1, 1_000_000, List.of(segments), true));
    return view.snapshot(1_000_000);
  }

  private static List<FoundRow> search(
      ShardSnapshot shard, Metric metric, float[] query, int k, ScoreRange range) {
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            TestRows.VECTOR, metric, new float[][] {query}, k, range, Map.of(), null);
    return new VectorSearch(spec, Kernels.fastest())
        .search(List.of(shard), PARTITIONS, () -> false)
        .get(0);
  }

  private static Set<Integer> keys(List<FoundRow> rows) {
    Set<Integer> keys = new HashSet<>();
    rows.forEach(row -> keys.add(TestRows.key(row.batch(), row.row())));
    return keys;
  }

  @Test
  void anIndexFindsAlmostWhatTheExactSearchFindsAndNothingDead() {
    Random random = new Random(TestVectors.printedSeed());
    float[] vectors = TestVectors.gaussian(random, 4000 * DIMENSION);
    RowBatch rows = rows(0, vectors);
    SealedRows indexed = segment(rows, Map.of(TestRows.VECTOR, hnsw(Metric.L2, vectors)));
    SealedRows plain = segment(rows, Map.of());
    ShardView withIndex = view(indexed);
    ShardView exact = view(plain);
    Set<Integer> deleted = new HashSet<>();
    int[] keys = random.ints(500, 0, 4000).toArray();
    for (int key : keys) {
      deleted.add(key);
    }
    for (ShardView view : List.of(withIndex, exact)) {
      view.delete(TestRows.keys(DataType.INT64, keys), keys.length, 10_000, 0);
    }

    int same = 0;
    for (int i = 0; i < 50; i++) {
      float[] query = TestVectors.gaussian(random, DIMENSION);
      Set<Integer> found =
          keys(search(withIndex.snapshot(20_000), Metric.L2, query, 10, ScoreRange.ALL));
      Set<Integer> expected =
          keys(search(exact.snapshot(20_000), Metric.L2, query, 10, ScoreRange.ALL));
      assertThat(found).hasSize(10).doesNotContainAnyElementsOf(deleted);
      assertThat(expected).hasSize(10).doesNotContainAnyElementsOf(deleted);
      found.retainAll(expected);
      same += found.size();
    }
    assertThat(same).isGreaterThan(450);
  }

  private static ShardView view(SealedRows segment) {
    ShardView view = new ShardView("shard", TestRows.schema(DataType.INT64, DIMENSION));
    view.swap(new ShardView.Loaded(1, 9999, List.of(segment), true));
    return view;
  }

  @Test
  void anIndexOfAnotherMetricIsNotUsed() {
    Random random = new Random(TestVectors.printedSeed());
    float[] vectors = TestVectors.gaussian(random, 300 * DIMENSION);
    RowBatch rows = rows(0, vectors);
    ShardSnapshot shard = sealed(segment(rows, Map.of(TestRows.VECTOR, hnsw(Metric.L2, vectors))));
    float[] query = TestVectors.gaussian(random, DIMENSION);
    List<FoundRow> found = search(shard, Metric.IP, query, 300, ScoreRange.ALL);
    assertThat(found)
        .isEqualTo(search(sealed(segment(rows, Map.of())), Metric.IP, query, 300, ScoreRange.ALL));
    assertThat(found).hasSize(300);
  }

  @Test
  void parametersOfTheCatalogsIndexDoNotFailOnASegmentWithAnOlderIndexOfAnotherType() {
    Random random = new Random(TestVectors.printedSeed());
    float[] vectors = TestVectors.gaussian(random, 300 * DIMENSION);
    Vectors rows = Vectors.of(vectors, DIMENSION);
    IndexParams flat = IndexParams.parse(IndexType.FLAT, Metric.L2, Map.of());
    List<VectorIndex> indexes =
        List.of(hnsw(Metric.L2, vectors), IndexFiles.index(Kernels.fastest(), rows, flat));
    float[][] query = {TestVectors.gaussian(random, DIMENSION)};
    for (VectorIndex index : indexes) {
      for (Map<String, String> params :
          List.of(Map.of("nprobe", "8"), Map.of("ef", "5"), Map.of("ef", "many"))) {
        ShardSnapshot shard = sealed(segment(rows(0, vectors), Map.of(TestRows.VECTOR, index)));
        VectorSearch.Spec spec =
            new VectorSearch.Spec(
                TestRows.VECTOR, Metric.L2, query, 10, ScoreRange.ALL, params, null);
        assertThat(
                new VectorSearch(spec, Kernels.fastest())
                    .search(List.of(shard), PARTITIONS, () -> false)
                    .get(0))
            .as("%s with %s", index.type(), params)
            .hasSize(10);
      }
    }
  }

  @Test
  void theBestOfManySlicesAreTheBestOfAllWithinTheRange() {
    Random random = new Random(TestVectors.printedSeed());
    List<SealedRows> segments = new ArrayList<>();
    float[] all = TestVectors.gaussian(random, 1000 * DIMENSION);
    for (int i = 0; i < 10; i++) {
      float[] part =
          java.util.Arrays.copyOfRange(all, i * 100 * DIMENSION, (i + 1) * 100 * DIMENSION);
      segments.add(segment(rows(i * 100L, part), Map.of()));
    }
    ShardSnapshot split = sealed(segments.toArray(new SealedRows[0]));
    ShardSnapshot whole = sealed(segment(rows(0, all), Map.of()));
    for (int i = 0; i < 20; i++) {
      float[] query = TestVectors.gaussian(random, DIMENSION);
      ScoreRange range = i % 2 == 0 ? ScoreRange.ALL : new ScoreRange(-40, -15);
      int k = 1 + random.nextInt(300);
      List<FoundRow> expected = search(whole, Metric.L2, query, k, range);
      List<FoundRow> found = search(split, Metric.L2, query, k, range);
      assertThat(found.stream().map(row -> TestRows.key(row.batch(), row.row())))
          .isEqualTo(expected.stream().map(row -> TestRows.key(row.batch(), row.row())).toList());
      assertThat(found).allMatch(row -> row.score() > range.above() && row.score() <= range.upTo());
    }
  }

  @Test
  void noShardsGiveNoHitsForEachQuery() {
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            TestRows.VECTOR, Metric.L2, new float[2][3], 5, ScoreRange.ALL, Map.of(), null);
    assertThat(new VectorSearch(spec, Kernels.scalar()).search(List.of(), PARTITIONS, () -> false))
        .containsExactly(List.of(), List.of());
    assertThat(new RowQuery(null, null, 0).rows(List.of(), PARTITIONS, 5, () -> false)).isEmpty();
  }

  @Test
  void aSearchThatHasExpiredGivesUpAtTheNextSegment() {
    float[] vectors = new float[DIMENSION];
    ShardSnapshot shard =
        sealed(segment(rows(0, vectors), Map.of()), segment(rows(1, vectors), Map.of()));
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            TestRows.VECTOR, Metric.L2, new float[][] {vectors}, 5, ScoreRange.ALL, Map.of(), null);
    AtomicInteger asked = new AtomicInteger();
    VectorSearch search = new VectorSearch(spec, Kernels.scalar());
    assertThatThrownBy(
            () -> search.search(List.of(shard), PARTITIONS, () -> asked.incrementAndGet() == 2))
        .isInstanceOf(SearchExpired.class);
    assertThatThrownBy(
            () -> new RowQuery(null, null, 0).count(List.of(shard), PARTITIONS, () -> true))
        .isInstanceOf(SearchExpired.class);
  }

  @Test
  void rowsOfSeveralShardsComeInKeyOrder() {
    ShardSnapshot one = sealed(segment(rows(5, new float[3 * DIMENSION]), Map.of()));
    ShardSnapshot other = sealed(segment(rows(2, new float[3 * DIMENSION]), Map.of()));
    RowQuery all = new RowQuery(null, null, 0);
    List<FoundRow> found = all.rows(List.of(one, other), PARTITIONS, 4, () -> false);
    assertThat(found.stream().map(row -> TestRows.key(row.batch(), row.row())))
        .containsExactly(2, 3, 4, 5);
    assertThat(all.count(List.of(one, other), PARTITIONS, () -> false)).isEqualTo(6);
    assertThatThrownBy(() -> all.rows(List.of(one), PARTITIONS, 0, () -> false))
        .hasMessageContaining("limit 0");
  }
}
