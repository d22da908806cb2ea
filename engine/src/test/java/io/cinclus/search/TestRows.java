package io.cinclus.search;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a key, a value and a nullable vector, whose values follow from a number. */
final class TestRows {
  static final int KEY = 100;
  static final int VALUE = 101;
  static final int VECTOR = 102;
  static final int DIMENSION = 3;

  private TestRows() {}

  static CollectionSchema schema(DataType keyType) {
    return schema(keyType, DIMENSION);
  }

  static CollectionSchema schema(DataType keyType, int dimension) {
    return new CollectionSchema(
        "",
        List.of(
            FieldSchema.of("id", keyType, Limits.NONE).withId(KEY).asPrimaryKey(),
            FieldSchema.of("value", DataType.INT64, Limits.NONE).withId(VALUE),
            FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(dimension))
                .withId(VECTOR)
                .asNullable()));
  }

  /** Rows with these values; a row's vector follows from its value, and some have none. */
  static RowBatch batch(DataType keyType, int[] keys, long[] values) {
    float[] vectors = new float[keys.length * DIMENSION];
    boolean[] nulls = new boolean[keys.length];
    for (int row = 0; row < keys.length; row++) {
      float[] vector = vector(values[row]);
      nulls[row] = vector == null;
      if (vector != null) {
        System.arraycopy(vector, 0, vectors, row * DIMENSION, DIMENSION);
      }
    }
    return new RowBatch(
        keys.length,
        Map.of(
            KEY, keys(keyType, keys),
            VALUE, new Column.Longs(DataType.INT64, values, null),
            VECTOR, new Column.FloatVectors(DIMENSION, vectors, nulls)));
  }

  /** Small whole numbers, whose distances floats hold exactly; none for every seventh value. */
  static float @Nullable [] vector(long value) {
    return value % 7 == 0
        ? null
        : new float[] {value % 5, Math.floorMod(value * 31, 11), Math.floorMod(value * 17, 13)};
  }

  static Column keys(DataType keyType, int... keys) {
    if (keyType == DataType.INT64) {
      long[] longs = new long[keys.length];
      for (int row = 0; row < keys.length; row++) {
        longs[row] = keys[row];
      }
      return new Column.Longs(keyType, longs, null);
    }
    String[] texts = new String[keys.length];
    for (int row = 0; row < keys.length; row++) {
      texts[row] = text(keys[row]);
    }
    return new Column.Texts(keyType, texts, null);
  }

  /** The texts of rising numbers rise as UTF-8 does, but not all as Java's strings do. */
  static String text(int key) {
    return (key < 20 ? "\uFB01" : "\uD83D\uDC1F") + String.format("%04d", key);
  }

  /** The number of a row's key. */
  static int key(RowBatch batch, int row) {
    return batch.column(KEY) instanceof Column.Longs longs
        ? (int) longs.values()[row]
        : Integer.parseInt(((Column.Texts) batch.column(KEY)).values()[row].replaceAll("\\D", ""));
  }

  static long value(RowBatch batch, int row) {
    return ((Column.Longs) batch.column(VALUE)).values()[row];
  }
}
