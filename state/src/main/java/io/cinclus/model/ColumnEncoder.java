package io.cinclus.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cinclus.v1.Arrays;
import io.cinclus.v1.Binaries;
import io.cinclus.v1.Bools;
import io.cinclus.v1.Doubles;
import io.cinclus.v1.Floats;
import io.cinclus.v1.Longs;
import io.cinclus.v1.SparseVectors;
import io.cinclus.v1.Texts;
import io.cinclus.v1.Vectors;
import io.cinclus.value.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Columns to messages; a null row is written as its type's zero, whatever it holds. Stateless. */
final class ColumnEncoder {
  /** An index and a value. */
  static final int SPARSE_ENTRY_BYTES = Integer.BYTES + Float.BYTES;

  private ColumnEncoder() {}

  static io.cinclus.v1.Column encode(int fieldId, Column column, int rowCount) {
    io.cinclus.v1.Column.Builder message =
        io.cinclus.v1.Column.newBuilder()
            .setFieldId(fieldId)
            .setNulls(nulls(column.nulls(), rowCount));
    if (column instanceof Column.Bools bools) {
      message.setBools(bools(bools, rowCount));
    } else if (column instanceof Column.Longs longs && longs.type() == DataType.TIMESTAMPTZ) {
      message.setTimes(longs(longs, rowCount));
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
    } else if (column instanceof Column.Binaries binaries) {
      message.setGeometries(binaries(binaries, rowCount));
    } else if (column instanceof Column.Arrays arrays) {
      message.setArrays(arrays(arrays, rowCount));
    } else if (column instanceof FixedVectors vectors) {
      message.setVectors(vectors(vectors, rowCount));
    } else if (column instanceof Column.SparseVectors vectors) {
      message.setSparseVectors(sparseVectors(vectors, rowCount));
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

  private static Binaries binaries(Column.Binaries column, int rowCount) {
    Binaries.Builder message = Binaries.newBuilder();
    for (int row = 0; row < rowCount; row++) {
      message.addValues(
          column.isNull(row)
              ? ByteString.EMPTY
              : UnsafeByteOperations.unsafeWrap(column.values()[row]));
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

  private static Vectors vectors(FixedVectors column, int rowCount) {
    int rowBytes = column.rowBytes();
    byte[] bytes = new byte[Math.multiplyExact(rowCount, rowBytes)];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    column.get(0, rowCount, buffer);
    for (int row = 0; row < rowCount; row++) {
      if (column.isNull(row)) {
        java.util.Arrays.fill(bytes, row * rowBytes, (row + 1) * rowBytes, (byte) 0);
      }
    }
    return Vectors.newBuilder()
        .setTypeValue(column.type().number())
        .setDimension(column.dimension())
        .setValues(UnsafeByteOperations.unsafeWrap(bytes))
        .build();
  }

  private static SparseVectors sparseVectors(Column.SparseVectors column, int rowCount) {
    SparseVectors.Builder message = SparseVectors.newBuilder();
    int entryCount = 0;
    for (int row = 0; row < rowCount; row++) {
      int size = column.isNull(row) ? 0 : column.values()[row].size();
      message.addLengths(size);
      entryCount = Math.addExact(entryCount, size);
    }
    byte[] bytes = new byte[Math.multiplyExact(entryCount, SPARSE_ENTRY_BYTES)];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rowCount; row++) {
      SparseVector vector = column.values()[row];
      for (int i = 0; i < message.getLengths(row); i++) {
        buffer.putInt(vector.indices()[i]).putFloat(vector.values()[i]);
      }
    }
    return message.setEntries(UnsafeByteOperations.unsafeWrap(bytes)).build();
  }
}
