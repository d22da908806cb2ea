package io.cinclus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.segment.MutationRun;
import io.cinclus.v1.Delete;
import io.cinclus.v1.Insert;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.Marker;
import io.cinclus.v1.Mutation;
import io.cinclus.v1.Mutations;
import io.cinclus.v1.Rows;
import io.cinclus.v1.Texts;
import io.cinclus.v1.WalRecord;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WalDecoderTest {
  private static final int KEY = 100;
  private static final int VALUE = 101;
  private static final int OPTIONAL = 102;
  private static final int DEFAULTED = 103;
  private static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(KEY).asPrimaryKey(),
              FieldSchema.of("value", DataType.INT64, Limits.NONE).withId(VALUE),
              FieldSchema.of("optional", DataType.INT64, Limits.NONE).withId(OPTIONAL).asNullable(),
              FieldSchema.of("defaulted", DataType.INT64, Limits.NONE)
                  .withId(DEFAULTED)
                  .withDefault(7L)));

  @Test
  void mutationsAreCountedThroughTheWholeRecord() {
    WalRecord record = record(insert(20, 1, 2, 3), delete(9, 4, 5), insert(21, 6));
    List<MutationRun> runs = WalDecoder.decode(record, 8, SCHEMA);

    assertThat(WalDecoder.mutationCount(record)).isEqualTo(6);
    assertThat(runs)
        .extracting(MutationRun::firstPosition)
        .containsExactly(Position.of(8, 0), Position.of(8, 3), Position.of(8, 5));
    assertThat(runs).extracting(MutationRun::count).containsExactly(3, 2, 1);
    assertThat(runs).extracting(MutationRun::upTo).containsExactly(0L, 9L, 0L);
    assertThat(((MutationRun.Inserts) runs.get(2)).partitionId()).isEqualTo(21);
    assertThat(((Column.Longs) runs.get(1).keys(SCHEMA.primaryKey())).values())
        .containsExactly(4, 5);
  }

  @Test
  void aRecordIsReadInTheSchemaOfItsOwnCatalogPosition() {
    FieldSchema added =
        FieldSchema.of("added", DataType.INT64, Limits.NONE).withId(104).asNullable();
    CollectionSchema wider = SCHEMA.withField(added.withAddedAt(50));
    RowBatch rows =
        new RowBatch(
            1,
            Map.of(
                KEY,
                new Column.Longs(DataType.INT64, new long[] {1}, null),
                VALUE,
                new Column.Longs(DataType.INT64, new long[] {2}, null),
                104,
                new Column.Longs(DataType.INT64, new long[] {3}, null)));
    WalRecord.Builder record =
        record(
            Mutation.newBuilder()
                .setInsert(Insert.newBuilder().setRows(RowsCodec.encode(rows)))
                .build())
            .toBuilder();

    assertThat(WalDecoder.decode(record.setCatalogPosition(50).build(), 1, wider)).hasSize(1);
    assertThatThrownBy(() -> WalDecoder.decode(record.setCatalogPosition(49).build(), 1, wider))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("104");
    assertThat(WalDecoder.decode(record(insert(20, 1)), 1, wider)).hasSize(1);
  }

  @Test
  void emptyMutationsTakeNoPosition() {
    WalRecord record = record(insert(20), delete(0, 4), insert(20), insert(20, 5));
    assertThat(WalDecoder.decode(record, 1, SCHEMA))
        .extracting(MutationRun::firstPosition)
        .containsExactly(Position.of(1, 0), Position.of(1, 1));
  }

  @Test
  void anEmptyMutationBehindAFullRecordIsNoError() {
    long[] keys = new long[Position.MAX_MUTATIONS_PER_RECORD];
    WalRecord record = record(delete(0, keys), insert(20));
    assertThat(WalDecoder.decode(record, 1, SCHEMA))
        .extracting(MutationRun::count)
        .containsExactly(Position.MAX_MUTATIONS_PER_RECORD);
  }

  @Test
  void aRecordOfTooManyMutationsIsADeadLetter() {
    long[] keys = new long[Position.MAX_MUTATIONS_PER_RECORD];
    assertDeadLetter(record(delete(0, keys), delete(0, 1)), "more than 1048576 mutations");
  }

  @Test
  void theCountOfAbsurdlyManyRowsDoesNotOverflow() {
    Mutation rows =
        Mutation.newBuilder()
            .setInsert(Insert.newBuilder().setRows(Rows.newBuilder().setRowCount(1 << 30)))
            .build();
    Mutation negative =
        Mutation.newBuilder()
            .setInsert(Insert.newBuilder().setRows(Rows.newBuilder().setRowCount(-5)))
            .build();
    assertThat(WalDecoder.mutationCount(record(rows, rows, rows, negative)))
        .isEqualTo(Integer.MAX_VALUE);
    assertDeadLetter(record(negative), "-5 rows");
  }

  @Test
  void aRowWithoutARequiredValueIsADeadLetter() {
    RowBatch noValue = new RowBatch(1, Map.of(KEY, longs(null, 1)));
    assertDeadLetter(record(insert(20, noValue)), "no column of field value");
    RowBatch nullValue =
        new RowBatch(
            2, Map.of(KEY, longs(null, 1, 2), VALUE, longs(new boolean[] {false, true}, 1, 0)));
    assertDeadLetter(record(insert(20, nullValue)), "row 1 has no value of field value");
    RowBatch noKey = new RowBatch(1, Map.of(VALUE, longs(null, 1)));
    assertDeadLetter(record(insert(20, noKey)), "no column of field id");
  }

  @Test
  void nullableAndDefaultedFieldsMayLack() {
    RowBatch rows =
        new RowBatch(
            1,
            Map.of(
                KEY,
                longs(null, 1),
                VALUE,
                longs(null, 2),
                OPTIONAL,
                longs(new boolean[] {true}, 0)));
    assertThat(WalDecoder.decode(record(insert(20, rows)), 0, SCHEMA)).hasSize(1);
  }

  @Test
  void keysOfAnotherTypeAreADeadLetter() {
    Keys texts = Keys.newBuilder().setTexts(Texts.newBuilder().addValues("a")).build();
    assertDeadLetter(record(delete(texts)), "offset 5 deletes keys of type VARCHAR");
    assertDeadLetter(record(delete(Keys.getDefaultInstance())), "of no kind");
  }

  @Test
  void aMarkerHasNoMutations() {
    WalRecord marker = WalRecord.newBuilder().setMarker(Marker.getDefaultInstance()).build();
    assertThat(WalDecoder.mutationCount(marker)).isZero();
  }

  private static void assertDeadLetter(WalRecord record, String message) {
    assertThatThrownBy(() -> WalDecoder.decode(record, 5, SCHEMA))
        .hasMessageContaining(message)
        .asInstanceOf(InstanceOfAssertFactories.type(CinclusException.class))
        .extracting(CinclusException::code)
        .isEqualTo(ErrorCode.BAD_ROW);
  }

  private static WalRecord record(Mutation... mutations) {
    return WalRecord.newBuilder()
        .setMutations(Mutations.newBuilder().addAllMutations(List.of(mutations)))
        .build();
  }

  private static Mutation insert(long partitionId, long... keys) {
    return insert(
        partitionId,
        new RowBatch(keys.length, Map.of(KEY, longs(null, keys), VALUE, longs(null, keys))));
  }

  private static Mutation insert(long partitionId, RowBatch rows) {
    return Mutation.newBuilder()
        .setInsert(Insert.newBuilder().setPartitionId(partitionId).setRows(RowsCodec.encode(rows)))
        .build();
  }

  private static Mutation delete(long upTo, long... keys) {
    Longs.Builder values = Longs.newBuilder();
    for (long key : keys) {
      values.addValues(key);
    }
    Delete.Builder delete =
        Delete.newBuilder().setKeys(Keys.newBuilder().setLongs(values)).setUpTo(upTo);
    return Mutation.newBuilder().setDelete(delete).build();
  }

  private static Mutation delete(Keys keys) {
    return Mutation.newBuilder().setDelete(Delete.newBuilder().setKeys(keys)).build();
  }

  private static Column longs(boolean @Nullable [] nulls, long... values) {
    return new Column.Longs(DataType.INT64, values, nulls);
  }
}
