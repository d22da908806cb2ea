package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.filter.Filter;
import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches of an indexed segment with filters, held against exact ones. */
class FilteredSearchTest {
  private static final int ROWS = 10_000;
  private static final int DIMENSION = 24;
  private static final int CENTRES = 40;
  private static final int QUERIES = 40;
  private static final int K = 10;
  private static final long[] PARTITIONS = {3};
  private static final CollectionSchema SCHEMA = TestRows.schema(DataType.INT64, DIMENSION);

  /** Fixed: recall gates are not to fail by chance. */
  private static final Random RANDOM = new Random(7);

  private static final float[] CENTRE_VALUES = TestVectors.gaussian(RANDOM, CENTRES * DIMENSION);
  private static final float[] VALUES =
      TestVectors.clustered(RANDOM, CENTRE_VALUES, DIMENSION, ROWS);
  private static final float[][] ASKED =
      TestVectors.split(
          TestVectors.clustered(RANDOM, CENTRE_VALUES, DIMENSION, QUERIES), DIMENSION);

  /** Each number below ROWS once, whatever the vectors. */
  private static final long[] SHUFFLED = shuffled();

  private static long[] shuffled() {
    long[] numbers = LongStream.range(0, ROWS).toArray();
    for (int i = ROWS - 1; i > 0; i--) {
      int other = RANDOM.nextInt(i + 1);
      long swapped = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = swapped;
    }
    return numbers;
  }

  private static DenseIndex index(IndexType type) {
    Map<String, String> given =
        type.name().startsWith("HNSW")
            ? Map.of("M", "16", "efConstruction", "100")
            : Map.of("nlist", "64");
    return IndexFiles.index(
        Kernels.fastest(),
        Vectors.of(VALUES, DIMENSION),
        IndexParams.parse(type, Metric.L2, given));
  }

  private static ShardView view(long[] values, Map<Integer, VectorIndex> indexes) {
    long[] keys = LongStream.range(0, ROWS).toArray();
    RowBatch rows =
        new RowBatch(
            ROWS,
            Map.of(
                TestRows.KEY, new Column.Longs(DataType.INT64, keys, null),
                TestRows.VALUE, new Column.Longs(DataType.INT64, values, null),
                TestRows.VECTOR, new Column.FloatVectors(DIMENSION, VALUES, null)));
    ShardView view = new ShardView("shard", SCHEMA);
    SealedRows sealed =
        new SealedRows(new SealedRows.Content("segment", rows, keys, TestRows.KEY), 3, indexes);
    view.swap(new ShardView.Loaded(1, ROWS, List.of(sealed), true));
    return view;
  }

  private static List<List<FoundRow>> search(
      ShardView view, float[][] queries, @Nullable Filter filter) {
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            TestRows.VECTOR,
            Metric.L2,
            queries,
            K,
            ScoreRange.ALL,
            Map.of("ef", "64", "nprobe", "24", "refine_k", "4"),
            filter);
    return new VectorSearch(spec, Kernels.fastest())
        .search(List.of(view.snapshot(2 * ROWS)), PARTITIONS, () -> false);
  }

  private static Set<Integer> keys(List<FoundRow> rows) {
    Set<Integer> keys = new HashSet<>();
    rows.forEach(row -> keys.add(TestRows.key(row.batch(), row.row())));
    return keys;
  }

  /** One query at a time, since those asked together may be filtered otherwise. */
  private static double recall(ShardView indexed, ShardView exact, @Nullable Filter filter) {
    int found = 0;
    int wanted = 0;
    for (float[] query : ASKED) {
      List<FoundRow> rows = search(indexed, new float[][] {query}, filter).get(0);
      Set<Integer> expected = keys(search(exact, new float[][] {query}, filter).get(0));
      assertThat(rows).hasSameSizeAs(expected);
      assertThat(keys(rows)).hasSameSizeAs(expected);
      wanted += expected.size();
      expected.retainAll(keys(rows));
      found += expected.size();
    }
    return (double) found / wanted;
  }

  @ParameterizedTest
  @EnumSource(names = {"HNSW", "IVF_FLAT", "HNSW_SQ"})
  void recallIsHighHoweverManyRowsPass(IndexType type) {
    DenseIndex index = index(type);
    ShardView indexed = view(SHUFFLED, Map.of(TestRows.VECTOR, index));
    ShardView exact = view(SHUFFLED, Map.of());
    for (int passing : new int[] {ROWS / 2, ROWS / 10, ROWS / 100, ROWS / 1000}) {
      Filter filter = Filter.compile("value < " + passing, SCHEMA);
      assertThat(recall(indexed, exact, filter)).as("%d rows", passing).isGreaterThan(0.95);
    }
  }

  @Test
  void whereManyRowsPassTheyAreToldAfterTheIndexIsSearched() {
    CountingIndex index = new CountingIndex(index(IndexType.HNSW));
    ShardView indexed = view(SHUFFLED, Map.of(TestRows.VECTOR, index));
    search(indexed, new float[][] {ASKED[0]}, Filter.compile("value < " + ROWS / 2, SCHEMA));
    assertThat(index.queries).isEqualTo(1);
    assertThat(index.allowed).isEqualTo(ROWS);
    search(indexed, new float[][] {ASKED[0]}, Filter.compile("value < 100", SCHEMA));
    assertThat(index.queries).isEqualTo(2);
    assertThat(index.allowed).isEqualTo(100);
  }

  /** On one side of a plane all pass, on the other none. */
  @Test
  void recallIsHighWhereTheRowsNearAQueryDoNotPass() {
    long[] values = new long[ROWS];
    for (int row = 0; row < ROWS; row++) {
      values[row] = VALUES[row * DIMENSION] > 0 ? 1 : 0;
    }
    ShardView indexed = view(values, Map.of(TestRows.VECTOR, index(IndexType.HNSW)));
    ShardView exact = view(values, Map.of());
    Filter filter = Filter.compile("value == 1", SCHEMA);
    assertThat(recall(indexed, exact, filter)).isGreaterThan(0.95);
  }

  @Test
  void noRowThatIsDeadIsFoundHoweverManyAre() {
    ShardView indexed = view(SHUFFLED, Map.of(TestRows.VECTOR, index(IndexType.HNSW)));
    ShardView exact = view(SHUFFLED, Map.of());
    Filter half = Filter.compile("value < " + ROWS / 2, SCHEMA);
    Set<Integer> dead = new HashSet<>();
    long position = ROWS + 1;
    for (int share : new int[] {1, 10, 50, 90}) {
      List<Integer> killed = new ArrayList<>();
      IntStream.range(0, ROWS)
          .filter(key -> key % 100 < share && dead.add(key))
          .forEach(killed::add);
      int[] keys = killed.stream().mapToInt(key -> key).toArray();
      for (ShardView view : List.of(indexed, exact)) {
        view.delete(TestRows.keys(DataType.INT64, keys), keys.length, position, 0);
      }
      position += keys.length;
      for (List<FoundRow> rows : search(indexed, ASKED, null)) {
        assertThat(keys(rows)).hasSize(K).doesNotContainAnyElementsOf(dead);
      }
      assertThat(recall(indexed, exact, null)).as("%d %% dead", share).isGreaterThan(0.95);
      assertThat(recall(indexed, exact, half)).as("%d %% dead", share).isGreaterThan(0.95);
    }
  }
}
