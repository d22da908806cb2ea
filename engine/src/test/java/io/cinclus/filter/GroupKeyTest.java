package io.cinclus.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupKeyTest {
  private static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(1).asPrimaryKey(),
              FieldSchema.of("good", DataType.BOOL, Limits.NONE).withId(2).asNullable(),
              FieldSchema.of("title", DataType.VARCHAR, Limits.maxLength(9)).withId(3),
              FieldSchema.of("info", DataType.JSON, Limits.NONE).withId(4),
              FieldSchema.of("price", DataType.DOUBLE, Limits.NONE).withId(5)));

  private static final RowBatch ROWS =
      new RowBatch(
          3,
          Map.of(
              1, new Column.Longs(DataType.INT64, new long[] {7, 8, 9}, null),
              2,
                  new Column.Bools(
                      new boolean[] {true, false, false}, new boolean[] {false, false, true}),
              3, new Column.Texts(DataType.VARCHAR, new String[] {"a", "b", "a"}, null),
              4,
                  new Column.Texts(
                      DataType.JSON,
                      new String[] {"{\"a\":{\"b\":\"x\"}}", "{\"a\":{\"b\":2}}", "{\"a\":null}"},
                      null)));

  @Test
  void valuesOfEachTypeComeBackFromTheirColumn() {
    assertValues("id", 7L, 8L, 9L);
    assertValues("good", true, false, null);
    assertValues("title", "a", "b", "a");
    assertValues("info[\"a\"]['b']", "\"x\"", "2", null);
  }

  private static void assertValues(String expression, @Nullable Object... expected) {
    GroupKey key = GroupKey.compile(expression, SCHEMA);
    Column column = key.column(Collections.nCopies(3, ROWS), new int[] {0, 1, 2});
    for (int row = 0; row < expected.length; row++) {
      assertThat(key.of(ROWS, row)).isEqualTo(expected[row]);
      assertThat(GroupKey.value(column, row)).isEqualTo(expected[row]);
    }
    assertThat(column.type()).isEqualTo(key.field().type());
  }

  @Test
  void whatRowsCannotBeGroupedByIsNamed() {
    for (String expression : List.of("price", "info", "color", "id > 3", "id[0]", "")) {
      assertThatThrownBy(() -> GroupKey.compile(expression, SCHEMA))
          .as(expression)
          .isInstanceOf(CinclusException.class)
          .hasMessageContaining("'" + expression + "'");
    }
  }
}
