package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.filter.Filter;
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
import io.cinclus.vector.Vectors;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a search within one segment asks whether it is still wanted. */
class DeadlineTest {
  private static final int ROWS = 5000;
  private static final int FILTER_BLOCKS = 5;
  private static final long[] PARTITIONS = {3};
  private static final CollectionSchema SCHEMA = TestRows.schema(DataType.INT64);

  private final Counter counter = new Counter();

  /** Expires at an ask, if at all. */
  private static final class Counter implements BooleanSupplier {
    private int asked;
    private int last = Integer.MAX_VALUE;

    @Override
    public boolean getAsBoolean() {
      return ++asked >= last;
    }
  }

  private static ShardSnapshot segment(Map<Integer, VectorIndex> indexes) {
    long[] numbers = LongStream.range(0, ROWS).toArray();
    RowBatch rows =
        new RowBatch(
            ROWS,
            Map.of(
                TestRows.KEY, new Column.Longs(DataType.INT64, numbers, null),
                TestRows.VALUE, new Column.Longs(DataType.INT64, numbers, null),
                TestRows.VECTOR, vectors()));
    SealedRows sealed =
        new SealedRows(new SealedRows.Content("segment", rows, numbers, TestRows.KEY), 3, indexes);
    ShardView view = new ShardView("shard", SCHEMA);
    view.swap(new ShardView.Loaded(1, ROWS, List.of(sealed), true));
    return view.snapshot(ROWS);
  }

  private static Column.FloatVectors vectors() {
    return new Column.FloatVectors(TestRows.DIMENSION, new float[ROWS * TestRows.DIMENSION], null);
  }

  private long count(String filter, @Nullable Column keys) {
    return new RowQuery(Filter.compile(filter, SCHEMA), keys, keys == null ? 0 : keys.capacity())
        .count(List.of(segment(Map.of())), PARTITIONS, counter);
  }

  private void search(int queries, Map<Integer, VectorIndex> indexes) {
    float[][] asked = new float[queries][TestRows.DIMENSION];
    VectorSearch.Spec spec =
        new VectorSearch.Spec(TestRows.VECTOR, Metric.L2, asked, 3, ScoreRange.ALL, Map.of(), null);
    new VectorSearch(spec, Kernels.fastest())
        .search(List.of(segment(indexes)), PARTITIONS, counter);
  }

  @Test
  void aFilterAsksBeforeEachBlock() {
    assertThat(count("value >= 0", null)).isEqualTo(ROWS);
    assertThat(counter.asked).isEqualTo(1 + FILTER_BLOCKS);

    counter.asked = 0;
    counter.last = 3;
    assertThatThrownBy(() -> count("value >= 0", null)).isInstanceOf(SearchExpired.class);
    assertThat(counter.asked).isEqualTo(3);
  }

  @Test
  void aFilterOfKeysEvaluatesNoBlock() {
    assertThat(count("id in [5, 4000, 6000]", null)).isEqualTo(2);
    assertThat(count("id == 5", null)).isEqualTo(1);
    assertThat(counter.asked).isEqualTo(2);
  }

  @Test
  void keysWithAFilterEvaluateTheBlocksOfTheKeys() {
    assertThat(count("value > 5", TestRows.keys(DataType.INT64, 5, 7, 4000))).isEqualTo(2);
    assertThat(counter.asked).isEqualTo(1 + 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void anExactSearchAsksForEachBlockOfRows(int queries) {
    search(queries, Map.of());
    assertThat(counter.asked).isBetween(1 + ROWS / 1024, 1 + ROWS / 100);

    counter.asked = 0;
    counter.last = 3;
    assertThatThrownBy(() -> search(queries, Map.of())).isInstanceOf(SearchExpired.class);
    assertThat(counter.asked).isEqualTo(3);
  }

  @Test
  void aSearchByIndexAsksForEachBatchOfQueries() {
    Vectors vectors = Vectors.of(vectors().values(), TestRows.DIMENSION);
    IndexParams flat = IndexParams.parse(IndexType.FLAT, Metric.L2, Map.of());
    VectorIndex index = IndexFiles.index(Kernels.fastest(), vectors, flat);
    search(200, Map.of(TestRows.VECTOR, index));
    assertThat(counter.asked).isEqualTo(1 + 4);
  }
}
