package io.cinclus.model;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Vectors all of one dimension, dense or binary, one row behind the other in one array of
 * primitives.
 */
public sealed interface FixedVectors extends Column
    permits Column.FloatVectors, Column.HalfVectors, Column.ByteVectors {

  /** Components of a row. */
  int dimension();

  /** The array of primitives that holds the rows. */
  Object array();

  /** The component at an index of the array; {@code BINARY_VECTOR}: eight of them. */
  float component(int at);

  /**
   * Sets the component at an index of the array, rounded to the nearest that there is, of two the
   * even one; what is too large for a floating-point type becomes infinite. Of a type of bytes only
   * their whole numbers have a meaning.
   */
  void setComponent(int at, float value);

  /** Fills {@code count} rows from the bytes of a buffer, in its order; leaves its position. */
  void put(int row, int count, ByteBuffer source);

  /** Puts the bytes of {@code count} rows into a buffer, in its order; leaves its position. */
  void get(int row, int count, ByteBuffer target);

  /** Elements of the array that a row takes. */
  default int rowLength() {
    return type() == DataType.BINARY_VECTOR ? dimension() / Byte.SIZE : dimension();
  }

  /** Bytes that a row takes. */
  default int rowBytes() {
    return type().vectorBytes(dimension());
  }

  @Override
  default int capacity() {
    return Array.getLength(array()) / rowLength();
  }

  @Override
  default void copyTo(int from, Column target, int at, int count) {
    FixedVectors same = Copies.sameType(this, target, FixedVectors.class);
    if (dimension() != same.dimension()) {
      throw new IllegalArgumentException(
          "cannot copy vectors of dimension %d into vectors of dimension %d"
              .formatted(dimension(), same.dimension()));
    }
    int length = rowLength();
    System.arraycopy(array(), from * length, same.array(), at * length, count * length);
    Copies.copyNulls(nulls(), from, same.nulls(), at, count);
  }

  @Override
  default Column slice(int from, int to) {
    boolean @Nullable [] nulls = nulls();
    FixedVectors slice =
        allocate(type(), dimension(), to - from, nulls == null ? null : new boolean[to - from]);
    copyTo(from, slice, 0, to - from);
    return slice;
  }

  /** The index in the array of the first component that is no finite number, or -1. */
  default int firstNotFinite(int rowCount) {
    if (type() == DataType.INT8_VECTOR || type() == DataType.BINARY_VECTOR) {
      return -1;
    }
    int dimension = dimension();
    for (int row = 0; row < rowCount; row++) {
      for (int at = row * dimension; at < (row + 1) * dimension; at++) {
        if (!Float.isFinite(component(at))) {
          if (isNull(row)) {
            break;
          }
          return at;
        }
      }
    }
    return -1;
  }

  /** Room for vectors of a type, all zero. */
  static FixedVectors allocate(
      DataType type, int dimension, int capacity, boolean @Nullable [] nulls) {
    int components = Math.multiplyExact(capacity, dimension);
    return switch (type) {
      case FLOAT_VECTOR -> new Column.FloatVectors(dimension, new float[components], nulls);
      case FLOAT16_VECTOR, BFLOAT16_VECTOR ->
          new Column.HalfVectors(type, dimension, new short[components], nulls);
      case INT8_VECTOR -> new Column.ByteVectors(type, dimension, new byte[components], nulls);
      case BINARY_VECTOR ->
          new Column.ByteVectors(type, dimension, new byte[components / Byte.SIZE], nulls);
      default -> throw new IllegalArgumentException(type + " has no vectors of a fixed dimension");
    };
  }

  /** Returns a dimension that a type can have; {@link IllegalArgumentException}. */
  static int checkDimension(DataType type, int dimension) {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension " + dimension + " is below 1");
    }
    if (type == DataType.BINARY_VECTOR && dimension % Byte.SIZE != 0) {
      throw new IllegalArgumentException("dimension " + dimension + " is not a multiple of 8");
    }
    return dimension;
  }
}
