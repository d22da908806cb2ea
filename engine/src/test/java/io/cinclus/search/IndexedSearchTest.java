package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A search goes through a segment's index, with what the rows and the request say of them. */
class IndexedSearchTest {
  private static final int ROWS = 2000;
  private static final int DIMENSION = 8;
  private static final int K = 20;
  private static final long[] PARTITIONS = {3};
  private static final CollectionSchema SCHEMA = TestRows.schema(DataType.INT64, DIMENSION);

  private final Random random = new Random(TestVectors.printedSeed());
  private final float[] vectors = TestVectors.gaussian(random, ROWS * DIMENSION);

  private CountingIndex flat(Metric metric) {
    IndexParams params = IndexParams.parse(IndexType.FLAT, metric, Map.of());
    return new CountingIndex(
        IndexFiles.index(Kernels.fastest(), Vectors.of(vectors, DIMENSION), params));
  }

  private ShardSnapshot segment(boolean @Nullable [] nulls, Map<Integer, VectorIndex> indexes) {
    long[] numbers = LongStream.range(0, ROWS).toArray();
    RowBatch rows =
        new RowBatch(
            ROWS,
            Map.of(
                TestRows.KEY, new Column.Longs(DataType.INT64, numbers, null),
                TestRows.VALUE, new Column.Longs(DataType.INT64, numbers, null),
                TestRows.VECTOR, new Column.FloatVectors(DIMENSION, vectors, nulls)));
    SealedRows sealed =
        new SealedRows(new SealedRows.Content("segment", rows, numbers, TestRows.KEY), 3, indexes);
    ShardView view = new ShardView("shard", SCHEMA);
    view.swap(new ShardView.Loaded(1, ROWS, List.of(sealed), true));
    return view.snapshot(ROWS);
  }

  private static List<Integer> search(
      ShardSnapshot shard, Metric metric, float[] query, @Nullable Filter filter) {
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            TestRows.VECTOR, metric, new float[][] {query}, K, ScoreRange.ALL, Map.of(), filter);
    return new VectorSearch(spec, Kernels.fastest())
        .search(List.of(shard), PARTITIONS, () -> false).get(0).stream()
            .map(row -> TestRows.key(row.batch(), row.row()))
            .toList();
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "IP", "COSINE"})
  void anIndexOfTheMetricIsAskedAndOneOfAnotherIsNot(Metric metric) {
    float[] query = TestVectors.gaussian(random, DIMENSION);
    List<Integer> exact = search(segment(null, Map.of()), metric, query, null);
    assertThat(exact).hasSize(K);
    for (Metric indexed : TestVectors.DENSE_METRICS) {
      CountingIndex index = flat(indexed);
      ShardSnapshot shard = segment(null, Map.of(TestRows.VECTOR, index));
      assertThat(search(shard, metric, query, null)).isEqualTo(exact);
      assertThat(index.queries)
          .as("%s by %s", metric, indexed)
          .isEqualTo(metric == indexed ? 1 : 0);
    }
  }

  @Test
  void anIndexIsHandedTheRowsThatPassTheFilterAndHaveAVector() {
    boolean[] nulls = new boolean[ROWS];
    for (int row = 0; row < ROWS; row += 3) {
      nulls[row] = true;
    }
    Filter filter = Filter.compile("value >= 500 and value < 560", SCHEMA);
    for (Metric metric : TestVectors.DENSE_METRICS) {
      CountingIndex index = flat(metric);
      ShardSnapshot indexed = segment(nulls, Map.of(TestRows.VECTOR, index));
      ShardSnapshot plain = segment(nulls, Map.of());
      float[] query = TestVectors.gaussian(random, DIMENSION);

      List<Integer> found = search(indexed, metric, query, filter);
      assertThat(found).isEqualTo(search(plain, metric, query, filter)).hasSize(K);
      assertThat(found).allMatch(key -> key >= 500 && key < 560 && key % 3 != 0);
      assertThat(index.allowed).isEqualTo(40);

      assertThat(search(indexed, metric, query, null))
          .isEqualTo(search(plain, metric, query, null))
          .allMatch(key -> key % 3 != 0);
      assertThat(index.queries).isEqualTo(2);

      Filter none = Filter.compile("value < 0", SCHEMA);
      assertThat(search(indexed, metric, query, none)).isEmpty();
      assertThat(index.queries).as("nothing passes").isEqualTo(2);
    }
  }
}
