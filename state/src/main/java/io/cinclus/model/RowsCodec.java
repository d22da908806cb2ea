package io.cinclus.model;

import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.Rows;
import io.cinclus.v1.Texts;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Row batches and keys as messages. Equal rows give equal messages; what is encoded decodes to
 * equal rows, except that a null row comes back with its type's zero and FLOAT values are rounded
 * to float. A message that is not well formed is refused with {@link ErrorCode#BAD_ROW}.
 *
 * <p>Stateless. Checks kinds, counts, dimensions, and that integers and vectors are such as their
 * types can hold. Whether the values are otherwise those that a collection accepts is checked by
 * {@link RowRules}, where users' rows come in.
 */
public final class RowsCodec {
  private RowsCodec() {}

  /** The rows of {@code batch}, its columns in the order of their field ids. */
  public static Rows encode(RowBatch batch) {
    Rows.Builder rows = Rows.newBuilder().setRowCount(batch.rowCount());
    for (Map.Entry<Integer, Column> entry : new TreeMap<>(batch.columns()).entrySet()) {
      rows.addColumns(ColumnEncoder.encode(entry.getKey(), entry.getValue(), batch.rowCount()));
    }
    return rows.build();
  }

  /**
   * The rows of {@code message}, of a collection of {@code schema}; not every field need be there.
   *
   * @throws CinclusException {@link ErrorCode#BAD_ROW}, naming the field, where the message is not
   *     well formed or does not fit the schema's types and dimensions
   */
  public static RowBatch decode(Rows message, CollectionSchema schema) {
    int rowCount = message.getRowCount();
    if (rowCount < 0 || rowCount > Position.MAX_MUTATIONS_PER_RECORD) {
      throw bad(
          "there are %d rows: send 0 to %d".formatted(rowCount, Position.MAX_MUTATIONS_PER_RECORD));
    }
    Map<Integer, FieldSchema> fields = new HashMap<>();
    for (FieldSchema field : schema.fields()) {
      fields.put(field.id(), field);
    }
    Map<Integer, Column> columns = new HashMap<>();
    for (io.cinclus.v1.Column column : message.getColumnsList()) {
      FieldSchema field = fields.get(column.getFieldId());
      if (field == null) {
        throw bad(
            "there is a column of field id %d: the schema has the ids %s"
                .formatted(column.getFieldId(), new TreeMap<>(fields).keySet()));
      }
      Column decoded = ColumnDecoder.decode(column, field, rowCount);
      if (columns.put(field.id(), decoded) != null) {
        throw bad("there are two columns of field %s: send one".formatted(field.name()));
      }
    }
    return new RowBatch(rowCount, columns);
  }

  /**
   * The first {@code count} keys of a column; {@link IllegalArgumentException} where its type is
   * not one of keys.
   */
  public static Keys encodeKeys(Column keys, int count) {
    if (keys instanceof Column.Longs longs && longs.type() == DataType.INT64) {
      Longs.Builder values = Longs.newBuilder();
      for (int row = 0; row < count; row++) {
        values.addValues(longs.values()[row]);
      }
      return Keys.newBuilder().setLongs(values).build();
    }
    if (keys instanceof Column.Texts texts && texts.type() == DataType.VARCHAR) {
      Texts.Builder values = Texts.newBuilder();
      for (int row = 0; row < count; row++) {
        values.addValues(texts.values()[row]);
      }
      return Keys.newBuilder().setTexts(values).build();
    }
    throw new IllegalArgumentException("a column of " + keys.type() + " holds no primary keys");
  }

  /** A column of INT64 or VARCHAR, exactly as long as there are keys. */
  public static Column decodeKeys(Keys message) {
    return switch (message.getKindCase()) {
      case LONGS -> new Column.Longs(DataType.INT64, ColumnDecoder.longs(message.getLongs()), null);
      case TEXTS ->
          new Column.Texts(DataType.VARCHAR, ColumnDecoder.texts(message.getTexts()), null);
      case KIND_NOT_SET -> throw bad("the primary keys are of no kind: send longs or texts");
    };
  }

  static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_ROW, message);
  }
}
