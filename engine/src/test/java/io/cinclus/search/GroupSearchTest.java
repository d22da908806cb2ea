package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.filter.Filter;
import io.cinclus.filter.GroupKey;
import io.cinclus.index.IndexFiles;
import io.cinclus.index.VectorIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupSearchTest {
  private static final int DIMENSION = 4;
  private static final int ROWS = 3000;
  private static final long[] PARTITIONS = {3};
  private static final CollectionSchema SCHEMA = TestRows.schema(DataType.INT64, DIMENSION);
  private static final GroupKey KEY = GroupKey.compile("value", SCHEMA);

  /** Rows of keys 0, 1, … whose values are drawn from {@code groups} many. */
  private static RowBatch rows(Random random, float[] vectors, int groups) {
    long[] values = new long[ROWS];
    boolean[] nulls = new boolean[ROWS];
    for (int row = 0; row < ROWS; row++) {
      // Skewed: the nearest rows are mostly of few groups.
      values[row] = (long) (groups * Math.pow(random.nextDouble(), 3));
      nulls[row] = random.nextInt(40) == 0;
    }
    return new RowBatch(
        ROWS,
        Map.of(
            TestRows.KEY,
            new Column.Longs(
                DataType.INT64, IntStream.range(0, ROWS).asLongStream().toArray(), null),
            TestRows.VALUE,
            new Column.Longs(DataType.INT64, values, nulls),
            TestRows.VECTOR,
            new Column.FloatVectors(DIMENSION, vectors, null)));
  }

  private static ShardSnapshot shard(RowBatch rows, Map<Integer, VectorIndex> indexes) {
    long[] positions = new long[rows.rowCount()];
    Arrays.setAll(positions, row -> row + 10L);
    SealedRows segment =
        new SealedRows(
            new SealedRows.Content("segment", rows, positions, TestRows.KEY), 3, indexes);
    ShardView view = new ShardView("shard", SCHEMA);
    view.swap(new ShardView.Loaded(1, 10L + ROWS, List.of(segment), true));
    return view.snapshot(20L + ROWS);
  }

  private static VectorSearch.Spec spec(float[][] queries, String filter) {
    return new VectorSearch.Spec(
        TestRows.VECTOR,
        Metric.L2,
        queries,
        1,
        ScoreRange.ALL,
        Map.of(),
        filter.isEmpty() ? null : Filter.compile(filter, SCHEMA));
  }

  private static List<FoundRow> all(ShardSnapshot shard, float[] query, String filter) {
    return new VectorSearch(spec(new float[][] {query}, filter).forRows(ROWS), Kernels.fastest())
        .search(List.of(shard), PARTITIONS, () -> false)
        .get(0);
  }

  private static List<Long> keys(List<FoundRow> rows) {
    return rows.stream()
        .map(row -> ((Column.Longs) row.batch().column(TestRows.KEY)).values()[row.row()])
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 60, 2000})
  void exactGroupsAreThoseOfAllRows(int groupCount) {
    Random random = new Random(TestVectors.printedSeed());
    RowBatch rows = rows(random, TestVectors.gaussian(random, ROWS * DIMENSION), groupCount);
    ShardSnapshot shard = shard(rows, Map.of());
    for (int round = 0; round < 20; round++) {
      float[][] queries = TestVectors.split(TestVectors.gaussian(random, 3 * DIMENSION), DIMENSION);
      Groups groups = new Groups(1 + random.nextInt(20), random.nextInt(3), 1 + random.nextInt(5));
      String filter = random.nextBoolean() ? "" : "id % 3 != 1";
      List<List<FoundRow>> found =
          new GroupSearch(spec(queries, filter), Kernels.fastest(), KEY, groups)
              .search(List.of(shard), PARTITIONS, null, () -> false);
      for (int query = 0; query < queries.length; query++) {
        List<FoundRow> expected =
            groups.of(all(shard, queries[query], filter), row -> KEY.of(row.batch(), row.row()));
        List<FoundRow> best = groups.of(found.get(query), row -> KEY.of(row.batch(), row.row()));
        assertThat(keys(best)).isEqualTo(keys(expected));
      }
    }
  }

  @Test
  void onlyTheNamedGroupsAreLookedInAndAllOfTheirBestRowsFound() {
    Random random = new Random(TestVectors.printedSeed());
    RowBatch rows = rows(random, TestVectors.gaussian(random, ROWS * DIMENSION), 50);
    ShardSnapshot shard = shard(rows, Map.of());
    float[][] queries = TestVectors.split(TestVectors.gaussian(random, 2 * DIMENSION), DIMENSION);
    Set<Object> withNull = new HashSet<>(List.of(1L, 7L, 49L));
    withNull.add(null);
    List<Set<Object>> only = List.of(withNull, Set.of());
    List<List<FoundRow>> found =
        new GroupSearch(spec(queries, ""), Kernels.fastest(), KEY, new Groups(1, 0, 9))
            .search(List.of(shard), PARTITIONS, only, () -> false);
    List<FoundRow> expected =
        new Groups(4, 0, 9)
            .of(
                all(shard, queries[0], "").stream()
                    .filter(row -> withNull.contains(KEY.of(row.batch(), row.row())))
                    .toList(),
                row -> KEY.of(row.batch(), row.row()));
    assertThat(keys(found.get(0))).isEqualTo(keys(expected));
    assertThat(found.get(1)).isEmpty();
  }

  @Test
  void anIndexFindsAlmostTheSameGroups() {
    Random random = new Random(TestVectors.printedSeed());
    float[] vectors = TestVectors.gaussian(random, ROWS * DIMENSION);
    RowBatch rows = rows(random, vectors, 60);
    VectorIndex hnsw =
        IndexFiles.index(
            Kernels.fastest(), Vectors.of(vectors, DIMENSION), IndexFiles.hnsw(Metric.L2, 16, 100));
    ShardSnapshot indexed = shard(rows, Map.of(TestRows.VECTOR, hnsw));
    Groups groups = new Groups(10, 0, 3);
    int same = 0;
    int wanted = 0;
    for (int round = 0; round < 20; round++) {
      float[][] query = {TestVectors.gaussian(random, DIMENSION)};
      List<Long> found =
          keys(
              new GroupSearch(spec(query, ""), Kernels.fastest(), KEY, groups)
                  .search(List.of(indexed), PARTITIONS, null, () -> false)
                  .get(0));
      List<Long> expected =
          new ArrayList<>(
              keys(
                  groups.of(
                      all(indexed.scanned(), query[0], ""),
                      row -> KEY.of(row.batch(), row.row()))));
      wanted += expected.size();
      expected.retainAll(found);
      same += expected.size();
    }
    assertThat(same).isGreaterThan(wanted * 9 / 10);
  }
}
