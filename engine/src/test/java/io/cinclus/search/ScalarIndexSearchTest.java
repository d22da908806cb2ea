package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.filter.FieldIndexes;
import io.cinclus.filter.Filter;
import io.cinclus.filter.IndexedField;
import io.cinclus.filter.ScalarFiles;
import io.cinclus.index.scalar.ScalarIndexType;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TestVectors;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A segment with scalar indexes, with deaths and growing rows beside it, is found as without. */
class ScalarIndexSearchTest {
  private static final int ROWS = 3000;
  private static final long[] PARTITIONS = {3};
  private static final CollectionSchema SCHEMA = TestRows.schema(DataType.INT64);

  private static ShardSnapshot snapshot(SealedRows segment, int[] deleted) {
    ShardView view = new ShardView("shard", SCHEMA);
    view.swap(new ShardView.Loaded(1, ROWS, List.of(segment), true));
    view.delete(TestRows.keys(DataType.INT64, deleted), deleted.length, ROWS + 1, 0);
    int[] keys = {1, ROWS + 5, ROWS + 6};
    view.insert(TestRows.batch(DataType.INT64, keys, new long[] {1, 2, 3}), 3, 2 * ROWS);
    return view.snapshot(3 * ROWS);
  }

  /** The keys and scores. */
  private static List<String> described(List<FoundRow> rows) {
    return rows.stream()
        .map(row -> TestRows.key(row.batch(), row.row()) + ": " + row.score())
        .toList();
  }

  @Test
  void queriesAndSearchesFindTheSame() {
    Random random = new Random(TestVectors.printedSeed());
    int[] keys = IntStream.range(0, ROWS).toArray();
    RowBatch rows = TestRows.batch(DataType.INT64, keys, random.longs(ROWS, 0, 500).toArray());
    SealedRows plain =
        new SealedRows(
            new SealedRows.Content(
                "segment", rows, LongStream.rangeClosed(1, ROWS).toArray(), TestRows.KEY),
            3,
            Map.of());
    FieldIndexes indexes =
        ScalarFiles.indexes(
            List.of(
                IndexedField.of(
                    SCHEMA.field("value").orElseThrow(), ScalarIndexType.INVERTED, Map.of())),
            rows);
    SealedRows indexed = plain.withScalarIndexes(indexes).withIndexes(Map.of());
    int[] deleted = random.ints(300, 0, ROWS).toArray();
    ShardSnapshot with = snapshot(indexed, deleted);
    ShardSnapshot without = snapshot(plain, deleted);
    for (String text :
        List.of(
            "value == 7",
            "value < 400",
            "value in [1, 2, 3] or id < 100",
            "not (value > 20) and id % 2 == 0",
            "value is null")) {
      Filter filter = Filter.compile(text, SCHEMA);
      RowQuery query = new RowQuery(filter, null, 0);
      assertThat(query.count(List.of(with), PARTITIONS, () -> false))
          .as(text)
          .isEqualTo(query.count(List.of(without), PARTITIONS, () -> false));
      assertThat(described(query.rows(List.of(with), PARTITIONS, 50, () -> false)))
          .isEqualTo(described(query.rows(List.of(without), PARTITIONS, 50, () -> false)));
      VectorSearch search =
          new VectorSearch(
              new VectorSearch.Spec(
                  TestRows.VECTOR,
                  Metric.L2,
                  new float[][] {{1, 2, 3}},
                  20,
                  ScoreRange.ALL,
                  Map.of(),
                  filter),
              Kernels.fastest());
      assertThat(described(search.search(List.of(with), PARTITIONS, () -> false).get(0)))
          .isEqualTo(described(search.search(List.of(without), PARTITIONS, () -> false).get(0)));
    }
  }
}
