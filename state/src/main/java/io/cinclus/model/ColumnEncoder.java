package io.cinclus.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cinclus.v1.Arrays;
import io.cinclus.v1.Bools;
import io.cinclus.v1.Doubles;
import io.cinclus.v1.FloatVectors;
import io.cinclus.v1.Floats;
import io.cinclus.v1.Longs;
import io.cinclus.v1.Texts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Columns to messages; a null row is written as its type's zero, whatever it holds. Stateless. */
final class ColumnEncoder {
  private ColumnEncoder() {}

  static io.cinclus.v1.Column encode(int fieldId, Column column, int rowCount) {
    io.cinclus.v1.Column.Builder message =
        io.cinclus.v1.Column.newBuilder()
            .setFieldId(fieldId)
            .setNulls(nulls(column.nulls(), rowCount));
    if (column instanceof Column.Bools bools) {
      message.setBools(bools(bools, rowCount));
    } else if (column instanceof Column.Longs longs) {
      message.setLongs(longs(longs, rowCount));
    } else if (column instanceof Column.Doubles doubles && doubles.type() == DataType.FLOAT) {
      message.setFloats(floats(doubles, rowCount));
    } else if (column instanceof Column.Doubles doubles) {
      message.setDoubles(doubles(doubles, rowCount));
    } else if (column instanceof Column.Texts texts && texts.type() == DataType.JSON) {
      message.setJsons(texts(texts, rowCount));
    } else if (column instanceof Column.Texts texts) {
      message.setTexts(texts(texts, rowCount));
    } else if (column instanceof Column.Arrays arrays) {
      message.setArrays(arrays(arrays, rowCount));
    } else if (column instanceof Column.FloatVectors vectors) {
      message.setFloatVectors(vectors(vectors, rowCount));
    }
    return message.build();
  }

  private static ByteString nulls(boolean @Nullable [] nulls, int rowCount) {
    if (nulls == null) {
      return ByteString.EMPTY;
    }
    byte[] bits = new byte[(rowCount + 7) / 8];
    boolean any = false;
    for (int row = 0; row < rowCount; row++) {
      if (nulls[row]) {
        bits[row >> 3] |= (byte) (1 << (row & 7));
        any = true;
      }
    }
    return any ? UnsafeByteOperations.unsafeWrap(bits) : ByteString.EMPTY;
  }

  private static Bools bools(Column.Bools column, int rowCount) {
    Bools.Builder message = Bools.newBuilder();
    for (int row = 0; row < rowCount; row++) {
      message.addValues(!column.isNull(row) && column.values()[row]);
    }
    return message.build();
  }

  private static Longs longs(Column.Longs column, int rowCount) {
    Longs.Builder message = Longs.newBuilder();
    for (int row = 0; row < rowCount; row++) {
      message.addValues(column.isNull(row) ? 0 : column.values()[row]);
    }
    return message.build();
  }

  private static Floats floats(Column.Doubles column, int rowCount) {
    Floats.Builder message = Floats.newBuilder();
    for (int row = 0; row < rowCount; row++) {
      message.addValues(column.isNull(row) ? 0 : (float) column.values()[row]);
    }
    return message.build();
  }

  private static Doubles doubles(Column.Doubles column, int rowCount) {
    Doubles.Builder message = Doubles.newBuilder();
    for (int row = 0; row < rowCount; row++) {
      message.addValues(column.isNull(row) ? 0 : column.values()[row]);
    }
    return message.build();
  }

  private static Texts texts(Column.Texts column, int rowCount) {
    Texts.Builder message = Texts.newBuilder();
    for (int row = 0; row < rowCount; row++) {
      message.addValues(column.isNull(row) ? "" : column.values()[row]);
    }
    return message.build();
  }

  private static Arrays arrays(Column.Arrays column, int rowCount) {
    Arrays.Builder message = Arrays.newBuilder();
    int elementCount = 0;
    for (int row = 0; row < rowCount; row++) {
      int length = column.isNull(row) ? 0 : column.values()[row].capacity();
      message.addLengths(length);
      elementCount = Math.addExact(elementCount, length);
    }
    Column elements = RowBatchBuilder.allocateElements(column.elementType(), elementCount);
    int at = 0;
    for (int row = 0; row < rowCount; row++) {
      int length = message.getLengths(row);
      if (length > 0) {
        column.values()[row].copyTo(0, elements, at, length);
        at += length;
      }
    }
    return message.setElements(encode(0, elements, elementCount)).build();
  }

  private static FloatVectors vectors(Column.FloatVectors column, int rowCount) {
    int dimension = column.dimension();
    byte[] bytes =
        new byte[Math.multiplyExact(Math.multiplyExact(rowCount, dimension), Float.BYTES)];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (column.nulls() == null) {
      buffer.asFloatBuffer().put(column.values(), 0, rowCount * dimension);
    } else {
      for (int row = 0; row < rowCount; row++) {
        if (!column.isNull(row)) {
          buffer.asFloatBuffer().put(row * dimension, column.values(), row * dimension, dimension);
        }
      }
    }
    return FloatVectors.newBuilder()
        .setDimension(dimension)
        .setValues(UnsafeByteOperations.unsafeWrap(bytes))
        .build();
  }
}
