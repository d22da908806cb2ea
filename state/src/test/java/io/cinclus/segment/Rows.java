package io.cinclus.segment;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import java.util.List;
import java.util.Map;

/** Rows of a small schema: a key and a value that is ten times the key. */
final class Rows {
  static final int KEY = 100;
  static final int VALUE = 101;

  static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(KEY).asPrimaryKey(),
              FieldSchema.of("value", DataType.INT64, Limits.NONE).withId(VALUE)));

  private Rows() {}

  static RowBatch batch(long... keys) {
    long[] values = new long[keys.length];
    for (int row = 0; row < keys.length; row++) {
      values[row] = 10 * keys[row];
    }
    return new RowBatch(
        keys.length,
        Map.of(KEY, keys(keys), VALUE, new Column.Longs(DataType.INT64, values, null)));
  }

  static Column keys(long... keys) {
    return new Column.Longs(DataType.INT64, keys, null);
  }
}
