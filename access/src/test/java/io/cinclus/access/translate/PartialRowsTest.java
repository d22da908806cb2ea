package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.SchemaRules;
import io.cinclus.milvus.grpc.FieldPartialUpdateOp;
import io.cinclus.milvus.grpc.FieldPartialUpdateOp.OpType;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartialRowsTest {
  private static final CollectionSchema SCHEMA =
      SchemaRules.withFieldIds(
          SchemaRules.withDynamicField(
              new CollectionSchema(
                  "",
                  List.of(
                      FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                      FieldSchema.of("title", DataType.VARCHAR, Limits.maxLength(9)).asNullable(),
                      FieldSchema.of("pages", DataType.INT16, Limits.NONE).withDefault(100L),
                      FieldSchema.of(
                          "tags", DataType.ARRAY, Limits.array(DataType.INT32, 4, 0))))));

  private static final RowBatch EXISTING =
      new RowBatch(
          2,
          Map.of(
              100, longs(DataType.INT64, 8, 7),
              101, texts(DataType.VARCHAR, "eight", "seven"),
              102, longs(DataType.INT16, 80, 70),
              103, arrays(longs(DataType.INT32, 1, 2, 1), longs(DataType.INT32, 3)),
              104, texts(DataType.JSON, "{\"a\":1,\"b\":2}", "{\"a\":3}")));

  private static Column.Longs longs(DataType type, long... values) {
    return new Column.Longs(type, values, null);
  }

  private static Column.Texts texts(DataType type, String... values) {
    return new Column.Texts(type, values, null);
  }

  private static Column.Arrays arrays(Column... values) {
    return new Column.Arrays(DataType.INT32, values, null);
  }

  private static PartialRows partial(RowBatch given, OpType operation) {
    return PartialRows.of(
        given.columns().containsKey(103)
            ? List.of(
                FieldPartialUpdateOp.newBuilder().setFieldName("tags").setOp(operation).build())
            : List.of(),
        given,
        SCHEMA);
  }

  private static RowBatch complete(RowBatch given, OpType operation) {
    RowBatch rows = partial(given, operation).complete(given, EXISTING);
    RowRules.check(rows, SCHEMA);
    return rows;
  }

  @Test
  void fieldsThatAreNotSentStayAndDynamicOnesAreMerged() {
    RowBatch rows =
        complete(
            new RowBatch(
                2,
                Map.of(
                    100, longs(DataType.INT64, 7, 8),
                    101, texts(DataType.VARCHAR, "VII", "VIII"),
                    104, texts(DataType.JSON, "{\"c\":9}", "{\"b\":0}"))),
            OpType.REPLACE);
    assertThat(((Column.Longs) rows.column(100)).values()).containsExactly(7, 8);
    assertThat(((Column.Texts) rows.column(101)).values()).containsExactly("VII", "VIII");
    assertThat(((Column.Longs) rows.column(102)).values()).containsExactly(70, 80);
    assertThat(elements(rows, 0)).containsExactly(3);
    assertThat(elements(rows, 1)).containsExactly(1, 2, 1);
    assertThat(((Column.Texts) rows.column(104)).values())
        .containsExactly("{\"a\":3,\"c\":9}", "{\"a\":1,\"b\":0}");
  }

  private static long[] elements(RowBatch rows, int row) {
    return ((Column.Longs) ((Column.Arrays) rows.column(103)).values()[row]).values();
  }

  @Test
  void aNewRowHasDefaultsAndNullsAndNeedsTheRest() {
    RowBatch withTags =
        new RowBatch(
            2,
            Map.of(
                100, longs(DataType.INT64, 9, 8),
                103, arrays(longs(DataType.INT32, 5), longs(DataType.INT32, 6))));
    RowBatch rows = complete(withTags, OpType.REPLACE);
    assertThat(rows.column(101).isNull(0)).isTrue();
    assertThat(((Column.Longs) rows.column(102)).values()).containsExactly(100, 80);
    assertThat(elements(rows, 1)).containsExactly(6);

    RowBatch without = new RowBatch(1, Map.of(100, longs(DataType.INT64, 9)));
    assertRefused("'tags'", without, OpType.REPLACE);
  }

  @Test
  void arraysAreAppendedToAndHaveElementsRemoved() {
    RowBatch given =
        new RowBatch(
            3,
            Map.of(
                100, longs(DataType.INT64, 8, 7, 9),
                103,
                    arrays(
                        longs(DataType.INT32, 1),
                        longs(DataType.INT32, 4, 5),
                        longs(DataType.INT32, 6))));
    RowBatch appended = complete(given, OpType.ARRAY_APPEND);
    assertThat(elements(appended, 0)).containsExactly(1, 2, 1, 1);
    assertThat(elements(appended, 1)).containsExactly(3, 4, 5);
    assertThat(elements(appended, 2)).containsExactly(6);
    RowBatch removed = complete(given, OpType.ARRAY_REMOVE);
    assertThat(elements(removed, 0)).containsExactly(2);
    assertThat(elements(removed, 1)).containsExactly(3);
    assertThat(elements(removed, 2)).isEmpty();
  }

  @Test
  void rowsThatAreThereTwiceAndOperationsWithoutAnArrayAreRefused() {
    RowBatch twice = new RowBatch(2, Map.of(100, longs(DataType.INT64, 7, 7)));
    assertRefused("rows 0 and 1", twice, OpType.REPLACE);
    assertThatThrownBy(
            () ->
                PartialRows.of(
                    List.of(
                        FieldPartialUpdateOp.newBuilder()
                            .setFieldName("id")
                            .setOp(OpType.ARRAY_APPEND)
                            .build()),
                    twice,
                    SCHEMA))
        .hasMessageContaining("only be replaced");
    assertThatThrownBy(
            () ->
                PartialRows.of(
                    List.of(FieldPartialUpdateOp.newBuilder().setFieldName("tags").build()),
                    twice,
                    SCHEMA))
        .hasMessageContaining("'tags'");
  }

  private static void assertRefused(String message, RowBatch given, OpType operation) {
    assertThatThrownBy(() -> complete(given, operation))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(message);
  }
}
