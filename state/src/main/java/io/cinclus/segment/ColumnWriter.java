package io.cinclus.segment;

import io.cinclus.model.Column;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedWidthVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/** Copies rows of a {@link Column} into an Arrow vector; primitives in bulk. Stateless. */
final class ColumnWriter {
  private ColumnWriter() {}

  /** Makes rows {@code from} to {@code from + count} the whole content of {@code target}. */
  static void fill(Column source, int from, int count, FieldVector target) {
    if (target instanceof ListVector lists) {
      fillLists((Column.Arrays) source, from, count, lists);
    } else if (target instanceof FixedSizeListVector vectors) {
      fillVectors((Column.FloatVectors) source, from, count, vectors);
    } else {
      allocate(target, count);
      copyScalars(source, from, count, target, 0);
      target.setValueCount(count);
    }
  }

  /** Makes {@code values[from]} to {@code values[from + count]} the whole content. */
  static void fill(long[] values, int from, int count, FieldVector target) {
    allocate(target, count);
    setAllValid(target, count);
    buffer(target.getDataBuffer(), 0, (long) count * Long.BYTES)
        .asLongBuffer()
        .put(values, from, count);
    target.setValueCount(count);
  }

  private static void allocate(FieldVector target, int count) {
    if (target instanceof FixedWidthVector fixed) {
      fixed.allocateNew(count);
    } else {
      target.setInitialCapacity(count);
      target.allocateNew();
    }
  }

  private static void copyScalars(Column source, int from, int count, FieldVector target, int at) {
    if (source instanceof Column.Texts texts) {
      copyTexts(texts, from, count, (VarCharVector) target, at);
      return;
    }
    setValidity(target.getValidityBuffer(), at, source.nulls(), from, count);
    ArrowBuf data = target.getDataBuffer();
    if (source instanceof Column.Bools bools) {
      for (int row = 0; row < count; row++) {
        if (bools.values()[from + row]) {
          BitVectorHelper.setBit(data, at + row);
        }
      }
    } else if (source instanceof Column.Longs longs) {
      copyLongs(longs, from, count, data, at);
    } else if (source instanceof Column.Doubles doubles) {
      copyDoubles(doubles, from, count, data, at);
    } else {
      throw new IllegalArgumentException(source.type() + " values cannot be array elements");
    }
  }

  private static void copyLongs(Column.Longs source, int from, int count, ArrowBuf data, int at) {
    long[] values = source.values();
    switch (source.type()) {
      case INT8 -> {
        ByteBuffer bytes = buffer(data, at, count);
        for (int row = from; row < from + count; row++) {
          bytes.put((byte) values[row]);
        }
      }
      case INT16 -> {
        ShortBuffer shorts =
            buffer(data, (long) at * Short.BYTES, (long) count * Short.BYTES).asShortBuffer();
        for (int row = from; row < from + count; row++) {
          shorts.put((short) values[row]);
        }
      }
      case INT32 -> {
        IntBuffer ints =
            buffer(data, (long) at * Integer.BYTES, (long) count * Integer.BYTES).asIntBuffer();
        for (int row = from; row < from + count; row++) {
          ints.put((int) values[row]);
        }
      }
      default ->
          buffer(data, (long) at * Long.BYTES, (long) count * Long.BYTES)
              .asLongBuffer()
              .put(values, from, count);
    }
  }

  private static void copyDoubles(
      Column.Doubles source, int from, int count, ArrowBuf data, int at) {
    double[] values = source.values();
    switch (source.type()) {
      case FLOAT -> {
        FloatBuffer floats =
            buffer(data, (long) at * Float.BYTES, (long) count * Float.BYTES).asFloatBuffer();
        for (int row = from; row < from + count; row++) {
          floats.put((float) values[row]);
        }
      }
      default ->
          buffer(data, (long) at * Double.BYTES, (long) count * Double.BYTES)
              .asDoubleBuffer()
              .put(values, from, count);
    }
  }

  private static void copyTexts(
      Column.Texts source, int from, int count, VarCharVector target, int at) {
    for (int row = 0; row < count; row++) {
      if (source.isNull(from + row)) {
        target.setNull(at + row);
      } else {
        target.setSafe(at + row, source.values()[from + row].getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void fillLists(Column.Arrays source, int from, int count, ListVector target) {
    int elementCount = 0;
    for (int row = from; row < from + count; row++) {
      if (!source.isNull(row)) {
        elementCount = Math.addExact(elementCount, source.values()[row].capacity());
      }
    }
    target.setInitialCapacity(count);
    target.allocateNew();
    FieldVector elements = target.getDataVector();
    allocate(elements, elementCount);
    setValidity(target.getValidityBuffer(), 0, source.nulls(), from, count);
    ArrowBuf offsets = target.getOffsetBuffer();
    int at = 0;
    for (int row = 0; row < count; row++) {
      if (!source.isNull(from + row)) {
        Column values = source.values()[from + row];
        copyScalars(values, 0, values.capacity(), elements, at);
        at += values.capacity();
      }
      offsets.setInt((long) (row + 1) * ListVector.OFFSET_WIDTH, at);
    }
    target.setLastSet(count - 1);
    target.setValueCount(count);
  }

  private static void fillVectors(
      Column.FloatVectors source, int from, int count, FixedSizeListVector target) {
    int dimension = source.dimension();
    int componentCount = Math.multiplyExact(count, dimension);
    target.setInitialCapacity(count);
    target.allocateNew();
    FieldVector components = target.getDataVector();
    allocate(components, componentCount);
    setAllValid(components, componentCount);
    buffer(components.getDataBuffer(), 0, (long) componentCount * Float.BYTES)
        .asFloatBuffer()
        .put(source.values(), Math.multiplyExact(from, dimension), componentCount);
    setValidity(target.getValidityBuffer(), 0, source.nulls(), from, count);
    target.setValueCount(count);
  }

  private static void setValidity(
      ArrowBuf validity, int at, boolean @Nullable [] nulls, int from, int count) {
    for (int row = 0; row < count; row++) {
      if (nulls == null || !nulls[from + row]) {
        BitVectorHelper.setBit(validity, at + row);
      }
    }
  }

  private static void setAllValid(FieldVector target, int count) {
    target.getValidityBuffer().setOne(0L, (long) BitVectorHelper.getValidityBufferSize(count));
  }

  private static ByteBuffer buffer(ArrowBuf data, long at, long lengthBytes) {
    return data.nioBuffer(at, Math.toIntExact(lengthBytes)).order(ByteOrder.nativeOrder());
  }
}
