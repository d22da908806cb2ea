package io.cinclus.segment;

import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FixedVectors;
import io.cinclus.model.RowBatchBuilder;
import io.cinclus.value.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/**
 * Copies values of an Arrow vector into a {@link Column}; primitives in bulk. The vector is of the
 * column's type, and has no nulls where the column has none. Stateless.
 */
final class ColumnReader {
  private ColumnReader() {}

  /**
   * Values {@code from} to {@code from + count} go to the rows of {@code target} from {@code at}
   * on.
   */
  static void copy(FieldVector source, int from, int count, Column target, int at) {
    readNulls(source, from, count, target, at);
    if (target instanceof FixedVectors vectors) {
      FieldVector holder =
          source instanceof FixedSizeListVector lists ? lists.getDataVector() : source;
      int rowBytes = vectors.rowBytes();
      vectors.put(at, count, buffer(holder, (long) from * rowBytes, (long) count * rowBytes));
    } else if (target instanceof Column.SparseVectors vectors) {
      copySparseVectors((ListVector) source, from, count, vectors, at);
    } else if (target instanceof Column.Longs longs) {
      copyLongs(source, from, count, longs, at);
    } else if (target instanceof Column.Doubles doubles) {
      copyDoubles(source, from, count, doubles, at);
    } else if (target instanceof Column.Bools bools) {
      for (int row = 0; row < count; row++) {
        bools.values()[at + row] = BitVectorHelper.get(source.getDataBuffer(), from + row) != 0;
      }
    } else if (target instanceof Column.Texts texts) {
      copyTexts(source, from, count, texts, at);
    } else if (target instanceof Column.Binaries binaries) {
      copyBinaries(source, from, count, binaries, at);
    } else if (target instanceof Column.Arrays arrays) {
      copyLists((ListVector) source, from, count, arrays, at);
    }
  }

  /** An INT64 vector's first {@code count} values go to {@code target} from {@code at} on. */
  static void copy(FieldVector source, int count, long[] target, int at) {
    buffer(source, 0, (long) count * Long.BYTES).asLongBuffer().get(target, at, count);
  }

  private static void readNulls(FieldVector source, int from, int count, Column target, int at) {
    boolean @Nullable [] nulls = target.nulls();
    if (nulls == null) {
      return;
    }
    ArrowBuf validity = source.getValidityBuffer();
    for (int row = 0; row < count; row++) {
      nulls[at + row] = BitVectorHelper.get(validity, from + row) == 0;
    }
  }

  private static void copyLongs(
      FieldVector source, int from, int count, Column.Longs target, int at) {
    long[] values = target.values();
    switch (target.type()) {
      case INT8 -> {
        ByteBuffer bytes = buffer(source, from, count);
        for (int row = at; row < at + count; row++) {
          values[row] = bytes.get();
        }
      }
      case INT16 -> {
        ShortBuffer shorts =
            buffer(source, (long) from * Short.BYTES, (long) count * Short.BYTES).asShortBuffer();
        for (int row = at; row < at + count; row++) {
          values[row] = shorts.get();
        }
      }
      case INT32 -> {
        IntBuffer ints =
            buffer(source, (long) from * Integer.BYTES, (long) count * Integer.BYTES).asIntBuffer();
        for (int row = at; row < at + count; row++) {
          values[row] = ints.get();
        }
      }
      default ->
          buffer(source, (long) from * Long.BYTES, (long) count * Long.BYTES)
              .asLongBuffer()
              .get(values, at, count);
    }
  }

  private static void copyDoubles(
      FieldVector source, int from, int count, Column.Doubles target, int at) {
    double[] values = target.values();
    switch (target.type()) {
      case FLOAT -> {
        FloatBuffer floats = floats(source, from, count);
        for (int row = at; row < at + count; row++) {
          values[row] = floats.get();
        }
      }
      default ->
          buffer(source, (long) from * Double.BYTES, (long) count * Double.BYTES)
              .asDoubleBuffer()
              .get(values, at, count);
    }
  }

  private static void copyTexts(
      FieldVector source, int from, int count, Column.Texts target, int at) {
    if (count == 0) {
      return;
    }
    IntBuffer offsets = offsets(source, from, count);
    int start = offsets.get(0);
    byte[] bytes = new byte[offsets.get(count) - start];
    source.getDataBuffer().getBytes(start, bytes);
    for (int row = 0; row < count; row++) {
      int first = offsets.get(row) - start;
      int length = offsets.get(row + 1) - start - first;
      target.values()[at + row] =
          length == 0 ? "" : new String(bytes, first, length, StandardCharsets.UTF_8);
    }
  }

  private static void copyBinaries(
      FieldVector source, int from, int count, Column.Binaries target, int at) {
    if (count == 0) {
      return;
    }
    IntBuffer offsets = offsets(source, from, count);
    for (int row = 0; row < count; row++) {
      byte[] value = new byte[offsets.get(row + 1) - offsets.get(row)];
      source.getDataBuffer().getBytes(offsets.get(row), value);
      target.values()[at + row] = value;
    }
  }

  /** Where each of some values of variable length begins, and where the last one ends. */
  private static IntBuffer offsets(FieldVector source, int from, int count) {
    return source
        .getOffsetBuffer()
        .nioBuffer((long) from * Integer.BYTES, (count + 1) * Integer.BYTES)
        .order(ByteOrder.nativeOrder())
        .asIntBuffer();
  }

  private static void copyLists(
      ListVector source, int from, int count, Column.Arrays target, int at) {
    FieldSchema element = FieldSchema.of("item", target.elementType(), Limits.NONE);
    for (int row = 0; row < count; row++) {
      int start = source.getElementStartIndex(from + row);
      int length = source.getElementEndIndex(from + row) - start;
      Column elements = RowBatchBuilder.allocate(element, length);
      copy(source.getDataVector(), start, length, elements, 0);
      target.values()[at + row] = elements;
    }
  }

  private static void copySparseVectors(
      ListVector source, int from, int count, Column.SparseVectors target, int at) {
    StructVector entries = (StructVector) source.getDataVector();
    FieldVector indices = entries.getChild(ArrowSchemas.INDEX);
    FieldVector values = entries.getChild(ArrowSchemas.VALUE);
    for (int row = 0; row < count; row++) {
      int start = source.getElementStartIndex(from + row);
      int length = source.getElementEndIndex(from + row) - start;
      if (length == 0) {
        target.values()[at + row] = SparseVector.EMPTY;
        continue;
      }
      int[] ofRow = new int[length];
      float[] ofRowValues = new float[length];
      buffer(indices, (long) start * Integer.BYTES, (long) length * Integer.BYTES)
          .asIntBuffer()
          .get(ofRow);
      floats(values, start, length).get(ofRowValues);
      target.values()[at + row] = new SparseVector(ofRow, ofRowValues);
    }
  }

  private static FloatBuffer floats(FieldVector source, int from, int count) {
    return buffer(source, (long) from * Float.BYTES, (long) count * Float.BYTES).asFloatBuffer();
  }

  private static ByteBuffer buffer(FieldVector source, long at, long lengthBytes) {
    return source
        .getDataBuffer()
        .nioBuffer(at, Math.toIntExact(lengthBytes))
        .order(ByteOrder.nativeOrder());
  }
}
