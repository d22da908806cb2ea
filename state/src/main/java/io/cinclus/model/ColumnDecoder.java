package io.cinclus.model;

import com.google.protobuf.ByteString;
import io.cinclus.v1.Column.ValuesCase;
import io.cinclus.v1.Longs;
import io.cinclus.v1.SparseVectors;
import io.cinclus.v1.Texts;
import io.cinclus.v1.Vectors;
import io.cinclus.value.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Messages to columns; {@link ErrorCode#BAD_ROW} for a message that is not well formed. Allocates
 * only for what the message holds, never for what it merely claims. Stateless.
 */
final class ColumnDecoder {
  private ColumnDecoder() {}

  static Column decode(io.cinclus.v1.Column message, FieldSchema field, int rowCount) {
    boolean @Nullable [] nulls = nulls(message.getNulls(), field, rowCount);
    return values(message, field, field.type(), rowCount, nulls);
  }

  /** The values as {@code type}, which is the field's or that of its elements. */
  private static Column values(
      io.cinclus.v1.Column message,
      FieldSchema field,
      DataType type,
      int count,
      boolean @Nullable [] nulls) {
    requireKind(message, field, type);
    return switch (type) {
      case BOOL -> {
        requireCount(field, message.getBools().getValuesCount(), count);
        boolean[] values = new boolean[count];
        for (int row = 0; row < count; row++) {
          values[row] = message.getBools().getValues(row);
        }
        yield new Column.Bools(values, nulls);
      }
      case INT8, INT16, INT32, INT64 -> {
        requireCount(field, message.getLongs().getValuesCount(), count);
        yield integers(message.getLongs(), field, type, nulls);
      }
      case TIMESTAMPTZ -> {
        requireCount(field, message.getTimes().getValuesCount(), count);
        yield integers(message.getTimes(), field, type, nulls);
      }
      case FLOAT -> {
        requireCount(field, message.getFloats().getValuesCount(), count);
        double[] values = new double[count];
        for (int row = 0; row < count; row++) {
          values[row] = message.getFloats().getValues(row);
        }
        yield new Column.Doubles(type, values, nulls);
      }
      case DOUBLE -> {
        requireCount(field, message.getDoubles().getValuesCount(), count);
        double[] values = new double[count];
        for (int row = 0; row < count; row++) {
          values[row] = message.getDoubles().getValues(row);
        }
        yield new Column.Doubles(type, values, nulls);
      }
      case VARCHAR -> textColumn(message.getTexts(), field, type, count, nulls);
      case JSON -> textColumn(message.getJsons(), field, type, count, nulls);
      case GEOMETRY -> {
        requireCount(field, message.getGeometries().getValuesCount(), count);
        yield new Column.Binaries(
            message.getGeometries().getValuesList().stream()
                .map(ByteString::toByteArray)
                .toArray(byte[][]::new),
            nulls);
      }
      case ARRAY -> arrays(message.getArrays(), field, count, nulls);
      case BINARY_VECTOR, FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
          vectors(message.getVectors(), field, count, nulls);
      case SPARSE_FLOAT_VECTOR -> sparseVectors(message.getSparseVectors(), field, count, nulls);
    };
  }

  private static boolean @Nullable [] nulls(ByteString bits, FieldSchema field, int rowCount) {
    if (bits.isEmpty()) {
      return null;
    }
    if (bits.size() != (rowCount + 7) / 8) {
      throw bad(
          field,
          "has %d bytes of null bits for %d rows".formatted(bits.size(), rowCount),
          "send a bit for each row, or none");
    }
    boolean[] nulls = new boolean[rowCount];
    for (int row = 0; row < rowCount; row++) {
      nulls[row] = (bits.byteAt(row >> 3) >> (row & 7) & 1) != 0;
    }
    if ((rowCount & 7) != 0 && (bits.byteAt(bits.size() - 1) & 0xff) >> (rowCount & 7) != 0) {
      throw bad(field, "has null bits behind its last row", "leave them at 0");
    }
    return nulls;
  }

  private static Column.Longs integers(
      Longs message, FieldSchema field, DataType type, boolean @Nullable [] nulls) {
    Column.Longs column = new Column.Longs(type, longs(message), nulls);
    int outOfRange = ValueRules.firstBad(field, column, column.capacity());
    if (outOfRange >= 0) {
      throw bad(
          field,
          "has %d for value %d".formatted(column.values()[outOfRange], outOfRange),
          "send values in the range of " + type);
    }
    return column;
  }

  static long[] longs(Longs message) {
    long[] values = new long[message.getValuesCount()];
    for (int row = 0; row < values.length; row++) {
      values[row] = message.getValues(row);
    }
    return values;
  }

  static String[] texts(Texts message) {
    return message.getValuesList().toArray(new String[0]);
  }

  private static Column.Texts textColumn(
      Texts message, FieldSchema field, DataType type, int count, boolean @Nullable [] nulls) {
    requireCount(field, message.getValuesCount(), count);
    return new Column.Texts(type, texts(message), nulls);
  }

  private static Column.Arrays arrays(
      io.cinclus.v1.Arrays message, FieldSchema field, int rowCount, boolean @Nullable [] nulls) {
    requireCount(field, message.getLengthsCount(), rowCount);
    long elementCount = 0;
    for (int row = 0; row < rowCount; row++) {
      int length = message.getLengths(row);
      if (length < 0) {
        throw bad(
            field,
            "has an array of %d elements in row %d".formatted(length, row),
            "send 0 or more");
      }
      elementCount += length;
    }
    if (elementCount > Integer.MAX_VALUE || !message.getElements().getNulls().isEmpty()) {
      throw bad(field, "has null elements or too many", "send fewer, none of them null");
    }
    Column elements =
        values(message.getElements(), field, field.elementType(), (int) elementCount, null);
    Column[] rows = new Column[rowCount];
    int from = 0;
    for (int row = 0; row < rowCount; row++) {
      int length = message.getLengths(row);
      rows[row] = RowBatchBuilder.allocateElements(field.elementType(), length);
      elements.copyTo(from, rows[row], 0, length);
      from += length;
    }
    return new Column.Arrays(field.elementType(), rows, nulls);
  }

  private static FixedVectors vectors(
      Vectors message, FieldSchema field, int rowCount, boolean @Nullable [] nulls) {
    int dimension = field.limits().dimension();
    if (message.getTypeValue() != field.type().number()) {
      throw bad(field, "has vectors of type " + message.getType(), "send " + field.type());
    }
    if (message.getDimension() != dimension) {
      throw bad(
          field,
          "has vectors of dimension %d".formatted(message.getDimension()),
          "send dimension " + dimension);
    }
    ByteString bytes = message.getValues();
    int rowBytes = field.type().vectorBytes(dimension);
    if (bytes.size() != (long) rowCount * rowBytes) {
      throw bad(
          field,
          "has %d bytes of vectors for %d rows of dimension %d"
              .formatted(bytes.size(), rowCount, dimension),
          "send %d bytes for each row".formatted(rowBytes));
    }
    FixedVectors column = FixedVectors.allocate(field.type(), dimension, rowCount, nulls);
    column.put(0, rowCount, bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
    int at = column.firstNotFinite(rowCount);
    if (at >= 0) {
      throw bad(
          field,
          "has %s in the vector of row %d".formatted(column.component(at), at / dimension),
          "send finite numbers");
    }
    return column;
  }

  private static Column.SparseVectors sparseVectors(
      SparseVectors message, FieldSchema field, int rowCount, boolean @Nullable [] nulls) {
    requireCount(field, message.getLengthsCount(), rowCount);
    ByteBuffer entries = message.getEntries().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    SparseVector[] rows = new SparseVector[rowCount];
    for (int row = 0; row < rowCount; row++) {
      int length = message.getLengths(row);
      if (length < 0 || length > entries.remaining() / ColumnEncoder.SPARSE_ENTRY_BYTES) {
        throw bad(
            field,
            "has a vector of %d components in row %d".formatted(length, row),
            "send eight bytes for each component");
      }
      int[] indices = new int[length];
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        indices[i] = entries.getInt();
        values[i] = entries.getFloat();
      }
      try {
        rows[row] = length == 0 ? SparseVector.EMPTY : new SparseVector(indices, values);
      } catch (IllegalArgumentException e) {
        throw bad(field, "has a wrong vector in row " + row, String.valueOf(e.getMessage()));
      }
    }
    if (entries.hasRemaining()) {
      throw bad(field, "has entries behind its last row", "send as many as the lengths tell");
    }
    return new Column.SparseVectors(rows, nulls);
  }

  private static void requireKind(io.cinclus.v1.Column message, FieldSchema field, DataType type) {
    ValuesCase kind =
        switch (type) {
          case BOOL -> ValuesCase.BOOLS;
          case INT8, INT16, INT32, INT64 -> ValuesCase.LONGS;
          case FLOAT -> ValuesCase.FLOATS;
          case DOUBLE -> ValuesCase.DOUBLES;
          case VARCHAR -> ValuesCase.TEXTS;
          case JSON -> ValuesCase.JSONS;
          case GEOMETRY -> ValuesCase.GEOMETRIES;
          case TIMESTAMPTZ -> ValuesCase.TIMES;
          case ARRAY -> ValuesCase.ARRAYS;
          case BINARY_VECTOR, FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
              ValuesCase.VECTORS;
          case SPARSE_FLOAT_VECTOR -> ValuesCase.SPARSE_VECTORS;
        };
    if (message.getValuesCase() != kind) {
      throw bad(
          field,
          "of type %s has values of kind %s".formatted(type, message.getValuesCase()),
          "send " + kind);
    }
  }

  private static void requireCount(FieldSchema field, int count, int expectedCount) {
    if (count != expectedCount) {
      throw bad(field, "has %d values".formatted(count), "send " + expectedCount);
    }
  }

  private static CinclusException bad(FieldSchema field, String what, String remedy) {
    return RowsCodec.bad("field %s %s: %s".formatted(field.name(), what, remedy));
  }
}
