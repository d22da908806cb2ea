package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One field's values. Stateless. */
final class InsertValues {
  private InsertValues() {}

  /** How many values were sent. */
  static int count(FieldSchema field, FieldData data) {
    return field.type().isVector()
        ? InsertVectors.count(field, data.getVectors())
        : count(field.type(), data.getScalars());
  }

  private static int count(DataType type, ScalarField values) {
    return switch (type) {
      case BOOL -> values.getBoolData().getDataCount();
      case INT8, INT16, INT32 -> values.getIntData().getDataCount();
      case INT64 -> values.getLongData().getDataCount();
      case TIMESTAMPTZ -> InsertTimes.count(values);
      case GEOMETRY -> InsertGeometries.count(values);
      case FLOAT -> values.getFloatData().getDataCount();
      case DOUBLE -> values.getDoubleData().getDataCount();
      case VARCHAR -> values.getStringData().getDataCount();
      case JSON -> values.getJsonData().getDataCount();
      case ARRAY -> values.getArrayData().getDataCount();
      default -> throw noScalars(type);
    };
  }

  /**
   * The column.
   *
   * @param sources where the value of each row stands; -1: the row is null
   * @param zone of times that name none
   */
  static Column column(FieldSchema field, FieldData data, int[] sources, ZoneId zone) {
    boolean[] nulls = nulls(sources);
    if (field.type().isVector()) {
      return InsertVectors.column(field, data.getVectors(), sources, nulls);
    }
    ScalarField values = data.getScalars();
    Column column =
        switch (field.type()) {
          case ARRAY -> arrays(field, values, sources, nulls);
          case TIMESTAMPTZ -> InsertTimes.column(field, values, sources, nulls, zone);
          case GEOMETRY -> InsertGeometries.column(field, values, sources, nulls);
          default -> scalars(field.type(), values, sources, nulls);
        };
    return nulls != null && field.defaultValue() != null
        ? withDefault(column, nulls, field.defaultValue())
        : column;
  }

  private static boolean @Nullable [] nulls(int[] sources) {
    if (Arrays.stream(sources).noneMatch(source -> source < 0)) {
      return null;
    }
    boolean[] nulls = new boolean[sources.length];
    for (int row = 0; row < sources.length; row++) {
      nulls[row] = sources[row] < 0;
    }
    return nulls;
  }

  private static Column scalars(
      DataType type, ScalarField values, int[] sources, boolean @Nullable [] nulls) {
    int count = sources.length;
    return switch (type) {
      case BOOL -> {
        boolean[] bools = new boolean[count];
        for (int row = 0; row < count; row++) {
          bools[row] = sources[row] >= 0 && values.getBoolData().getData(sources[row]);
        }
        yield new Column.Bools(bools, nulls);
      }
      case INT8, INT16, INT32, INT64 -> {
        long[] longs = new long[count];
        for (int row = 0; row < count; row++) {
          longs[row] =
              sources[row] < 0
                  ? 0
                  : type == DataType.INT64
                      ? values.getLongData().getData(sources[row])
                      : values.getIntData().getData(sources[row]);
        }
        yield new Column.Longs(type, longs, nulls);
      }
      case FLOAT, DOUBLE -> {
        double[] doubles = new double[count];
        for (int row = 0; row < count; row++) {
          doubles[row] =
              sources[row] < 0
                  ? 0
                  : type == DataType.DOUBLE
                      ? values.getDoubleData().getData(sources[row])
                      : values.getFloatData().getData(sources[row]);
        }
        yield new Column.Doubles(type, doubles, nulls);
      }
      case VARCHAR, JSON -> {
        String[] texts = new String[count];
        for (int row = 0; row < count; row++) {
          texts[row] =
              sources[row] < 0
                  ? ""
                  : type == DataType.JSON
                      ? values.getJsonData().getData(sources[row]).toStringUtf8()
                      : values.getStringData().getData(sources[row]);
        }
        yield new Column.Texts(type, texts, nulls);
      }
      default -> throw noScalars(type);
    };
  }

  private static Column arrays(
      FieldSchema field, ScalarField values, int[] sources, boolean @Nullable [] nulls) {
    DataType element = field.elementType();
    Column[] rows = new Column[sources.length];
    for (int row = 0; row < rows.length; row++) {
      ScalarField elements =
          sources[row] < 0
              ? ScalarField.getDefaultInstance()
              : values.getArrayData().getData(sources[row]);
      int[] all = IntStream.range(0, count(element, elements)).toArray();
      rows[row] = scalars(element, elements, all, null);
    }
    return new Column.Arrays(element, rows, nulls);
  }

  private static Column withDefault(Column column, boolean[] nulls, Object value) {
    for (int row = 0; row < nulls.length; row++) {
      if (nulls[row] && column instanceof Column.Bools bools) {
        bools.values()[row] = (Boolean) value;
      } else if (nulls[row] && column instanceof Column.Longs longs) {
        longs.values()[row] = (Long) value;
      } else if (nulls[row] && column instanceof Column.Doubles doubles) {
        doubles.values()[row] = (Double) value;
      } else if (nulls[row] && column instanceof Column.Texts texts) {
        texts.values()[row] = (String) value;
      }
    }
    Arrays.fill(nulls, false);
    return column;
  }

  static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_ROW, message);
  }

  private static IllegalArgumentException noScalars(DataType type) {
    return new IllegalArgumentException(type + " values are no scalars");
  }
}
