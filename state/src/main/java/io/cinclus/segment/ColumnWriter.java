package io.cinclus.segment;

import io.cinclus.model.Column;
import io.cinclus.model.FixedVectors;
import io.cinclus.value.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedWidthVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/** Copies rows of a {@link Column} into an Arrow vector; primitives in bulk. Stateless. */
final class ColumnWriter {
  private ColumnWriter() {}

  /** Makes rows {@code from} to {@code from + count} the whole content of {@code target}. */
  static void fill(Column source, int from, int count, FieldVector target) {
    if (source instanceof Column.Arrays arrays) {
      fillLists(arrays, from, count, (ListVector) target);
    } else if (source instanceof FixedVectors vectors) {
      fillVectors(vectors, from, count, target);
    } else if (source instanceof Column.SparseVectors vectors) {
      fillSparseVectors(vectors, from, count, (ListVector) target);
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
    if (source instanceof Column.Binaries binaries) {
      copyBinaries(binaries, from, count, (VarBinaryVector) target, at);
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

  private static void copyBinaries(
      Column.Binaries source, int from, int count, VarBinaryVector target, int at) {
    for (int row = 0; row < count; row++) {
      if (source.isNull(from + row)) {
        target.setNull(at + row);
      } else {
        target.setSafe(at + row, source.values()[from + row]);
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

  private static void fillVectors(FixedVectors source, int from, int count, FieldVector target) {
    allocate(target, count);
    FieldVector holder = target;
    if (target instanceof FixedSizeListVector lists) {
      int componentCount = Math.multiplyExact(count, source.dimension());
      holder = lists.getDataVector();
      allocate(holder, componentCount);
      setAllValid(holder, componentCount);
    }
    source.get(from, count, buffer(holder.getDataBuffer(), 0, (long) count * source.rowBytes()));
    setValidity(target.getValidityBuffer(), 0, source.nulls(), from, count);
    target.setValueCount(count);
  }

  private static void fillSparseVectors(
      Column.SparseVectors source, int from, int count, ListVector target) {
    int entryCount = 0;
    for (int row = from; row < from + count; row++) {
      entryCount = Math.addExact(entryCount, size(source, row));
    }
    allocate(target, count);
    StructVector entries = (StructVector) target.getDataVector();
    FieldVector indices = entries.getChild(ArrowSchemas.INDEX);
    FieldVector values = entries.getChild(ArrowSchemas.VALUE);
    entries.setInitialCapacity(entryCount);
    entries.allocateNew();
    for (FieldVector part : List.of(indices, values)) {
      allocate(part, entryCount);
      setAllValid(part, entryCount);
    }
    setValidity(target.getValidityBuffer(), 0, source.nulls(), from, count);
    ArrowBuf offsets = target.getOffsetBuffer();
    int at = 0;
    for (int row = 0; row < count; row++) {
      int size = size(source, from + row);
      for (int i = 0; i < size; i++, at++) {
        SparseVector vector = source.values()[from + row];
        indices.getDataBuffer().setInt((long) at * Integer.BYTES, vector.indices()[i]);
        values.getDataBuffer().setFloat((long) at * Float.BYTES, vector.values()[i]);
      }
      offsets.setInt((long) (row + 1) * ListVector.OFFSET_WIDTH, at);
    }
    setAllValid(entries, entryCount);
    target.setLastSet(count - 1);
    target.setValueCount(count);
  }

  private static int size(Column.SparseVectors source, int row) {
    return source.isNull(row) ? 0 : source.values()[row].size();
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
