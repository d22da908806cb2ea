package io.cinclus.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.v1.WalRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MutationSplitterTest {
  /** Around the rows: collection, shard, partition and lengths. */
  private static final int HEADER_BYTES = 100;

  private final MutationSplitter splitter = new MutationSplitter();
  private final FakeCatalog catalog = new FakeCatalog();

  @Test
  void recordsOfLongTextsStayBelowTheirSize() {
    CollectionInfo books =
        create(FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(65_535)));
    String[] texts = new String[200];
    Arrays.fill(texts, "日".repeat(21_000));
    assertSplit(books, new Column.Texts(DataType.VARCHAR, texts, null), texts.length);
  }

  @Test
  void recordsOfLongArraysStayBelowTheirSize() {
    CollectionInfo books =
        create(FieldSchema.of("tags", DataType.ARRAY, Limits.array(DataType.VARCHAR, 4096, 100)));
    String[] tags = new String[4096];
    Arrays.fill(tags, "日".repeat(30));
    Column[] arrays = new Column[50];
    Arrays.fill(arrays, new Column.Texts(DataType.VARCHAR, tags, null));
    assertSplit(books, new Column.Arrays(DataType.VARCHAR, arrays, null), arrays.length);
  }

  @Test
  void oneLongTextDoesNotMakeRecordsOfTheOthersSmall() {
    CollectionInfo books =
        create(FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(65_535)));
    String[] texts = new String[5000];
    Arrays.fill(texts, "a");
    texts[2500] = "a".repeat(65_535);
    assertThat(inserts(books, new Column.Texts(DataType.VARCHAR, texts, null), 5000)).hasSize(1);
  }

  @Test
  void recordsOfDeletesStayBelowTheirSize() {
    CollectionInfo books =
        catalog.create(
            "books",
            new CollectionSchema(
                "",
                List.of(
                    FieldSchema.of("id", DataType.VARCHAR, Limits.maxLength(65_535)).asPrimaryKey(),
                    FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(1)))),
            0);
    String[] keys = new String[200];
    Arrays.setAll(keys, row -> row + "日".repeat(20_000));
    List<WalRecord.Builder> records =
        splitter
            .deletes(books, new Column.Texts(DataType.VARCHAR, keys, null), keys.length, Map.of())
            .get(0);
    assertThat(records).hasSizeBetween(6, 7);
    assertThat(records).allSatisfy(MutationSplitterTest::assertSmall);
  }

  @Test
  void aDeleteByFilterCarriesThePositionOfItsQuery() {
    CollectionInfo books = create(FieldSchema.of("price", DataType.DOUBLE, Limits.NONE));
    Column keys = new Column.Longs(DataType.INT64, new long[] {1, 2, 3}, null);
    List<WalRecord.Builder> records = splitter.deletes(books, keys, 3, Map.of(0, 77L)).get(0);
    assertThat(records)
        .singleElement()
        .extracting(record -> record.getMutations().getMutations(0).getDelete().getUpTo())
        .isEqualTo(77L);
  }

  @Test
  void rowsOfAPartitionAreTogetherUnlessAKeyIsThereTwice() {
    CollectionInfo books = create(FieldSchema.of("price", DataType.INT64, Limits.NONE));
    assertThat(partitions(books, 1, 2, 3, 4)).containsExactly("0: 1 3", "1: 2 4");
    assertThat(partitions(books, 1, 2, 3, 1))
        .as("the second 1 has to come last")
        .containsExactly("0: 1", "1: 2", "0: 3", "1: 1");
  }

  /** The records of rows that go to two partitions in turn. */
  private List<String> partitions(CollectionInfo books, long... keys) {
    Column longs = new Column.Longs(DataType.INT64, keys, null);
    RowBatch rows =
        new RowBatch(
            keys.length,
            Map.of(
                100,
                longs,
                101,
                new Column.FloatVectors(1, new float[keys.length], null),
                102,
                longs));
    return requireNonNull(splitter.inserts(books, row -> row % 2, rows).get(0)).stream()
        .map(record -> record.getMutations().getMutations(0).getInsert())
        .map(
            insert -> {
              long[] ids =
                  ((Column.Longs) RowsCodec.decode(insert.getRows(), books.schema()).column(100))
                      .values();
              return insert.getPartitionId()
                  + ": "
                  + LongStream.of(ids)
                      .mapToObj(Long::toString)
                      .collect(java.util.stream.Collectors.joining(" "));
            })
        .toList();
  }

  private CollectionInfo create(FieldSchema last) {
    return catalog.create(
        "books",
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(1)),
                last)),
        0);
  }

  private List<WalRecord.Builder> inserts(CollectionInfo books, Column last, int count) {
    RowBatch rows =
        new RowBatch(
            count,
            Map.of(
                100,
                new Column.Longs(DataType.INT64, LongStream.range(0, count).toArray(), null),
                101,
                new Column.FloatVectors(1, new float[count], null),
                102,
                last));
    return requireNonNull(splitter.inserts(books, row -> 1, rows).get(0));
  }

  private void assertSplit(CollectionInfo books, Column last, int count) {
    List<WalRecord.Builder> records = inserts(books, last, count);
    assertThat(records).hasSizeGreaterThan(1);
    assertThat(records).allSatisfy(MutationSplitterTest::assertSmall);
    long[] keys =
        records.stream()
            .map(record -> record.getMutations().getMutations(0).getInsert().getRows())
            .map(rows -> RowsCodec.decode(rows, books.schema()))
            .flatMapToLong(rows -> keys(rows))
            .toArray();
    assertThat(keys).containsExactly(LongStream.range(0, count).toArray());
  }

  private static LongStream keys(RowBatch rows) {
    return Arrays.stream(
        ((Column.Longs) requireNonNull(rows.column(100))).values(), 0, rows.rowCount());
  }

  private static void assertSmall(WalRecord.Builder record) {
    assertThat(record.build().getSerializedSize())
        .isLessThanOrEqualTo(MutationSplitter.TARGET_RECORD_BYTES + HEADER_BYTES);
  }
}
