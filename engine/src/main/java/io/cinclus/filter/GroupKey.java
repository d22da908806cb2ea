package io.cinclus.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rows are grouped by: the values of a field of booleans, integers, times or texts, or what is
 * at a place of a JSON field. Rows without a value are a group of their own. Numbers in JSON are
 * the same where they are written alike. Immutable.
 */
public final class GroupKey {
  private final FieldSchema field;
  private final @Nullable JsonPath path;

  private GroupKey(FieldSchema field, @Nullable JsonPath path) {
    this.field = field;
    this.path = path;
  }

  /**
   * The key that is written as in a filter: the name of a field, a key of the dynamic field, or a
   * place in a JSON field.
   *
   * @throws CinclusException {@link ErrorCode#BAD_PARAMETER} where rows cannot be grouped by it
   */
  public static GroupKey compile(String expression, CollectionSchema schema) {
    Expression value;
    try {
      value = new FilterCompiler(new Fields(schema)).visit(Syntax.parse(expression));
    } catch (CinclusException e) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "group_by_field is '%s': %s".formatted(expression, e.getMessage()),
          e);
    }
    if (value instanceof JsonPath path && !path.segments().isEmpty()) {
      return new GroupKey(schema.field(path.fieldId()), path);
    }
    FieldSchema field = schema.field(expression.strip()).orElse(null);
    if (field == null || !canGroup(field.type())) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "rows cannot be grouped by '%s': name a field of type BOOL, INT8 to INT64, VARCHAR or TIMESTAMPTZ, or a place in a JSON field"
              .formatted(expression));
    }
    return new GroupKey(field, null);
  }

  private static boolean canGroup(DataType type) {
    return type == DataType.BOOL || type == DataType.VARCHAR || type.isLong();
  }

  /** The field that the values are in. */
  public FieldSchema field() {
    return field;
  }

  /**
   * The value of a row: a Boolean, a Long or a String, of JSON its text; null where it has none.
   */
  public @Nullable Object of(RowBatch batch, int row) {
    return path == null ? value(batch.column(field.id()), row) : json(path, batch, row);
  }

  private static @Nullable Object json(JsonPath path, RowBatch batch, int row) {
    JsonNode node = path.find(new Block(batch, row, 1).documents(path.fieldId())[0]);
    return node.isMissingNode() || node.isNull() ? null : node.toString();
  }

  /**
   * The values of rows as a column of {@link #field}.
   *
   * @param batches one for each row
   * @param rows which row of it
   */
  public Column column(List<RowBatch> batches, int[] rows) {
    if (path == null) {
      return RowGather.gather(field, RowGather.columns(batches, field.id()), rows);
    }
    String[] values = new String[rows.length];
    boolean[] nulls = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      Object value = json(path, batches.get(i), rows[i]);
      nulls[i] = value == null;
      values[i] = value == null ? "" : (String) value;
    }
    return new Column.Texts(DataType.JSON, values, nulls);
  }

  /** The value in a row of what {@link #column} gives. */
  public static @Nullable Object value(Column column, int row) {
    if (column.isNull(row)) {
      return null;
    }
    if (column instanceof Column.Bools bools) {
      return bools.values()[row];
    }
    return column instanceof Column.Longs longs
        ? (Object) longs.values()[row]
        : ((Column.Texts) column).values()[row];
  }
}
