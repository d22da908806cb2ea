package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One field's values. A type that is built later gets a line in each switch. Stateless. */
final class InsertValues {
  private InsertValues() {}

  /** How many values were sent. */
  static int count(FieldSchema field, FieldData data) {
    if (field.type() == DataType.FLOAT_VECTOR) {
      int components = data.getVectors().getFloatVector().getDataCount();
      int dimension = field.limits().dimension();
      if (components % dimension != 0) {
        throw new CinclusException(
            ErrorCode.BAD_VECTOR,
            "field '%s' has %d components, which are no vectors of dimension %d: embed with the collection's model"
                .formatted(field.name(), components, dimension));
      }
      return components / dimension;
    }
    return count(field.type(), data.getScalars());
  }

  private static int count(DataType type, ScalarField values) {
    return switch (type) {
      case BOOL -> values.getBoolData().getDataCount();
      case INT8, INT16, INT32 -> values.getIntData().getDataCount();
      case INT64 -> values.getLongData().getDataCount();
      case FLOAT -> values.getFloatData().getDataCount();
      case DOUBLE -> values.getDoubleData().getDataCount();
      case VARCHAR -> values.getStringData().getDataCount();
      case JSON -> values.getJsonData().getDataCount();
      case ARRAY -> values.getArrayData().getDataCount();
      default -> throw notBuilt(type);
    };
  }

  /**
   * The column.
   *
   * @param sources where the value of each row stands; -1: the row is null
   */
  static Column column(FieldSchema field, FieldData data, int[] sources) {
    boolean[] nulls = nulls(sources);
    Column column =
        switch (field.type()) {
          case FLOAT_VECTOR -> vectors(field, data, sources, nulls);
          case ARRAY -> arrays(field, data.getScalars(), sources, nulls);
          default -> scalars(field.type(), data.getScalars(), sources, nulls);
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
      default -> throw notBuilt(type);
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

  private static Column vectors(
      FieldSchema field, FieldData data, int[] sources, boolean @Nullable [] nulls) {
    int dimension = field.limits().dimension();
    long sentDimension = data.getVectors().getDim();
    if (sentDimension != 0 && sentDimension != dimension) {
      throw new CinclusException(
          ErrorCode.BAD_VECTOR,
          "field '%s' has dimension %d, the vectors have %d: embed with the collection's model"
              .formatted(field.name(), dimension, sentDimension));
    }
    float[] components = new float[Math.multiplyExact(sources.length, dimension)];
    for (int row = 0; row < sources.length; row++) {
      for (int at = 0; sources[row] >= 0 && at < dimension; at++) {
        components[row * dimension + at] =
            data.getVectors().getFloatVector().getData(sources[row] * dimension + at);
      }
    }
    return new Column.FloatVectors(dimension, components, nulls);
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

  static CinclusException notBuilt(DataType type) {
    return bad("values of type %s are not built yet".formatted(type));
  }
}
