package io.cinclus.filter;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.value.Geometries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows written as maps, and the row batch of them. A field that a map lacks is null. */
final class Rows {
  /** A field of every type, all nullable save the key, with a dynamic field. */
  static final CollectionSchema SCHEMA =
      schema(
          FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
          FieldSchema.of("small", DataType.INT8, Limits.NONE).asNullable(),
          FieldSchema.of("n", DataType.INT64, Limits.NONE).asNullable(),
          FieldSchema.of("m", DataType.INT64, Limits.NONE).asNullable(),
          FieldSchema.of("f", DataType.FLOAT, Limits.NONE).asNullable(),
          FieldSchema.of("d", DataType.DOUBLE, Limits.NONE).asNullable(),
          FieldSchema.of("s", DataType.VARCHAR, Limits.maxLength(100)).asNullable(),
          FieldSchema.of("t", DataType.VARCHAR, Limits.maxLength(100)).asNullable(),
          FieldSchema.of("b", DataType.BOOL, Limits.NONE).asNullable(),
          FieldSchema.of("c", DataType.BOOL, Limits.NONE).asNullable(),
          FieldSchema.of("j", DataType.JSON, Limits.NONE).asNullable(),
          FieldSchema.of("ints", DataType.ARRAY, Limits.array(DataType.INT64, 9, 0)).asNullable(),
          FieldSchema.of("floats", DataType.ARRAY, Limits.array(DataType.FLOAT, 9, 0)).asNullable(),
          FieldSchema.of("texts", DataType.ARRAY, Limits.array(DataType.VARCHAR, 9, 9))
              .asNullable(),
          FieldSchema.of("flags", DataType.ARRAY, Limits.array(DataType.BOOL, 9, 0)).asNullable(),
          FieldSchema.of("w", DataType.VARCHAR, Limits.maxLength(1000))
              .asNullable()
              .withAnalysis(new FieldSchema.Analysis(true, "")),
          FieldSchema.of("at", DataType.TIMESTAMPTZ, Limits.NONE).asNullable(),
          FieldSchema.of("until", DataType.TIMESTAMPTZ, Limits.NONE).asNullable(),
          FieldSchema.of("g", DataType.GEOMETRY, Limits.NONE).asNullable(),
          FieldSchema.of("v", DataType.FLOAT_VECTOR, Limits.dimension(2)).asNullable(),
          new FieldSchema(
              0,
              FieldSchema.DYNAMIC_FIELD,
              "",
              DataType.JSON,
              FieldSchema.Role.DYNAMIC,
              true,
              null,
              Limits.NONE));

  private Rows() {}

  /** The fields with ids from 1. */
  static CollectionSchema schema(FieldSchema... fields) {
    List<FieldSchema> numbered = new ArrayList<>();
    for (FieldSchema field : fields) {
      numbered.add(field.withId(numbered.size() + 1));
    }
    return new CollectionSchema("", numbered);
  }

  /** A row: name, value, name, value … */
  static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  static RowBatch batch(List<Map<String, Object>> rows) {
    Map<Integer, Column> columns = new HashMap<>();
    for (FieldSchema field : SCHEMA.fields()) {
      List<Object> values = new ArrayList<>();
      rows.forEach(row -> values.add(row.get(field.name())));
      columns.put(field.id(), column(field.type(), field.limits().elementType(), values));
    }
    return new RowBatch(rows.size(), columns);
  }

  /** The numbers of the rows that pass. */
  static List<Integer> passing(String expression, List<Map<String, Object>> rows) {
    long[] words = new long[Bits.words(rows.size())];
    Filter.compile(expression, SCHEMA).evaluate(batch(rows), 0, rows.size(), words);
    List<Integer> passing = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (Bits.get(words, i)) {
        passing.add(i);
      }
    }
    return passing;
  }

  /** Whether the row of these names and values passes. */
  static boolean passes(String expression, Object... namesAndValues) {
    return !passing(expression, List.of(row(namesAndValues))).isEmpty();
  }

  private static Column column(DataType type, @Nullable DataType elementType, List<Object> values) {
    int size = values.size();
    boolean[] nulls = new boolean[size];
    for (int i = 0; i < size; i++) {
      nulls[i] = values.get(i) == null;
    }
    return switch (type) {
      case BOOL -> {
        boolean[] out = new boolean[size];
        for (int i = 0; i < size; i++) {
          out[i] = !nulls[i] && (Boolean) values.get(i);
        }
        yield new Column.Bools(out, nulls);
      }
      case INT8, INT16, INT32, INT64, TIMESTAMPTZ -> {
        long[] out = new long[size];
        for (int i = 0; i < size; i++) {
          out[i] = nulls[i] ? 0 : ((Number) values.get(i)).longValue();
        }
        yield new Column.Longs(type, out, nulls);
      }
      case FLOAT, DOUBLE -> {
        double[] out = new double[size];
        for (int i = 0; i < size; i++) {
          double value = nulls[i] ? 0 : ((Number) values.get(i)).doubleValue();
          out[i] = type == DataType.FLOAT ? (float) value : value;
        }
        yield new Column.Doubles(type, out, nulls);
      }
      case VARCHAR, JSON -> {
        String[] out = new String[size];
        for (int i = 0; i < size; i++) {
          out[i] = (String) values.get(i);
        }
        yield new Column.Texts(type, out, nulls);
      }
      case GEOMETRY -> {
        byte[][] out = new byte[size][];
        for (int i = 0; i < size; i++) {
          out[i] = nulls[i] ? new byte[0] : Geometries.fromText((String) values.get(i));
        }
        yield new Column.Binaries(out, nulls);
      }
      case ARRAY -> {
        Column[] out = new Column[size];
        for (int i = 0; i < size; i++) {
          List<Object> elements = nulls[i] ? List.of() : new ArrayList<>((List<?>) values.get(i));
          out[i] = column(Objects.requireNonNull(elementType), null, elements);
        }
        yield new Column.Arrays(Objects.requireNonNull(elementType), out, nulls);
      }
      default -> new Column.FloatVectors(2, new float[2 * size], nulls);
    };
  }
}
