package io.cinclus.model;

import io.cinclus.value.Bfloat16;
import io.cinclus.value.Float16;
import io.cinclus.value.SparseVector;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The values of one field, a row each, in plain arrays.
 *
 * <p>The arrays are shared, not copied, and may be longer than the batch that the column stands in:
 * only the batch's rows mean anything. A null row holds the type's zero (an empty text, an empty
 * array or sparse vector). {@code nulls} is absent where no row is null. One thread may append
 * behind the rows that others read; whoever hands a batch to another thread publishes it safely.
 */
public sealed interface Column
    permits Column.Bools,
        Column.Longs,
        Column.Doubles,
        Column.Texts,
        Column.Binaries,
        Column.Arrays,
        FixedVectors,
        Column.SparseVectors {

  /** The type of the values. */
  DataType type();

  /** Set where a row is null; absent where none is. */
  boolean @Nullable [] nulls();

  /** How many rows the arrays have room for. */
  int capacity();

  /**
   * Copies {@code count} rows from row {@code from} to row {@code at} of {@code target}, a column
   * of the same type; {@link IllegalArgumentException} for another type, element type or dimension,
   * or a null that the target has no room for.
   */
  void copyTo(int from, Column target, int at, int count);

  /** The rows from {@code from} (inclusive) to {@code to} (exclusive), copied. */
  Column slice(int from, int to);

  default boolean isNull(int row) {
    boolean[] nulls = nulls();
    return nulls != null && nulls[row];
  }

  /** BOOL. */
  @SuppressWarnings("ArrayRecordComponent")
  record Bools(boolean[] values, boolean @Nullable [] nulls) implements Column {
    @Override
    public DataType type() {
      return DataType.BOOL;
    }

    @Override
    public int capacity() {
      return values.length;
    }

    @Override
    public void copyTo(int from, Column target, int at, int count) {
      Bools same = Copies.sameType(this, target, Bools.class);
      System.arraycopy(values, from, same.values, at, count);
      Copies.copyNulls(nulls, from, same.nulls, at, count);
    }

    @Override
    public Column slice(int from, int to) {
      return new Bools(
          java.util.Arrays.copyOfRange(values, from, to), Copies.slice(nulls, from, to));
    }
  }

  /** INT8 to INT64, and TIMESTAMPTZ as microseconds since 1970 in UTC. */
  @SuppressWarnings("ArrayRecordComponent")
  record Longs(DataType type, long[] values, boolean @Nullable [] nulls) implements Column {
    public Longs(DataType type, long[] values, boolean @Nullable [] nulls) {
      if (!type.isLong()) {
        throw new IllegalArgumentException(type + " is not an integer type");
      }
      this.type = type;
      this.values = values;
      this.nulls = nulls;
    }

    @Override
    public int capacity() {
      return values.length;
    }

    @Override
    public void copyTo(int from, Column target, int at, int count) {
      Longs same = Copies.sameType(this, target, Longs.class);
      System.arraycopy(values, from, same.values, at, count);
      Copies.copyNulls(nulls, from, same.nulls, at, count);
    }

    @Override
    public Column slice(int from, int to) {
      return new Longs(
          type, java.util.Arrays.copyOfRange(values, from, to), Copies.slice(nulls, from, to));
    }
  }

  /** FLOAT (widened) and DOUBLE. */
  @SuppressWarnings("ArrayRecordComponent")
  record Doubles(DataType type, double[] values, boolean @Nullable [] nulls) implements Column {
    public Doubles(DataType type, double[] values, boolean @Nullable [] nulls) {
      if (!type.isFloatingPoint()) {
        throw new IllegalArgumentException(type + " is not a floating-point type");
      }
      this.type = type;
      this.values = values;
      this.nulls = nulls;
    }

    @Override
    public int capacity() {
      return values.length;
    }

    @Override
    public void copyTo(int from, Column target, int at, int count) {
      Doubles same = Copies.sameType(this, target, Doubles.class);
      System.arraycopy(values, from, same.values, at, count);
      Copies.copyNulls(nulls, from, same.nulls, at, count);
    }

    @Override
    public Column slice(int from, int to) {
      return new Doubles(
          type, java.util.Arrays.copyOfRange(values, from, to), Copies.slice(nulls, from, to));
    }
  }

  /** VARCHAR and JSON (each row a JSON text). */
  @SuppressWarnings("ArrayRecordComponent")
  record Texts(DataType type, String[] values, boolean @Nullable [] nulls) implements Column {
    public Texts(DataType type, String[] values, boolean @Nullable [] nulls) {
      if (type != DataType.VARCHAR && type != DataType.JSON) {
        throw new IllegalArgumentException(type + " is not a text type");
      }
      this.type = type;
      this.values = values;
      this.nulls = nulls;
    }

    @Override
    public int capacity() {
      return values.length;
    }

    @Override
    public void copyTo(int from, Column target, int at, int count) {
      Texts same = Copies.sameType(this, target, Texts.class);
      System.arraycopy(values, from, same.values, at, count);
      Copies.copyNulls(nulls, from, same.nulls, at, count);
    }

    @Override
    public Column slice(int from, int to) {
      return new Texts(
          type, java.util.Arrays.copyOfRange(values, from, to), Copies.slice(nulls, from, to));
    }
  }

  /** GEOMETRY: each row well-known binary, see {@link io.cinclus.value.Geometries}. */
  @SuppressWarnings("ArrayRecordComponent")
  record Binaries(byte[][] values, boolean @Nullable [] nulls) implements Column {
    /** What a null row holds. */
    static final byte[] EMPTY = {};

    @Override
    public DataType type() {
      return DataType.GEOMETRY;
    }

    @Override
    public int capacity() {
      return values.length;
    }

    @Override
    public void copyTo(int from, Column target, int at, int count) {
      Binaries same = Copies.sameType(this, target, Binaries.class);
      System.arraycopy(values, from, same.values, at, count);
      Copies.copyNulls(nulls, from, same.nulls, at, count);
    }

    @Override
    public Column slice(int from, int to) {
      return new Binaries(
          java.util.Arrays.copyOfRange(values, from, to), Copies.slice(nulls, from, to));
    }
  }

  /** ARRAY: each row a column of its own, of the element type. */
  @SuppressWarnings("ArrayRecordComponent")
  record Arrays(DataType elementType, Column[] values, boolean @Nullable [] nulls)
      implements Column {
    @Override
    public DataType type() {
      return DataType.ARRAY;
    }

    @Override
    public int capacity() {
      return values.length;
    }

    @Override
    public void copyTo(int from, Column target, int at, int count) {
      Arrays same = Copies.sameType(this, target, Arrays.class);
      if (elementType != same.elementType) {
        throw new IllegalArgumentException(
            "cannot copy arrays of %s into arrays of %s".formatted(elementType, same.elementType));
      }
      System.arraycopy(values, from, same.values, at, count);
      Copies.copyNulls(nulls, from, same.nulls, at, count);
    }

    @Override
    public Column slice(int from, int to) {
      return new Arrays(
          elementType,
          java.util.Arrays.copyOfRange(values, from, to),
          Copies.slice(nulls, from, to));
    }
  }

  /** FLOAT_VECTOR: row r at {@code values[r * dimension]}. */
  @SuppressWarnings("ArrayRecordComponent")
  record FloatVectors(int dimension, float[] values, boolean @Nullable [] nulls)
      implements FixedVectors {
    public FloatVectors(int dimension, float[] values, boolean @Nullable [] nulls) {
      this.dimension = FixedVectors.checkDimension(DataType.FLOAT_VECTOR, dimension);
      this.values = values;
      this.nulls = nulls;
    }

    @Override
    public DataType type() {
      return DataType.FLOAT_VECTOR;
    }

    @Override
    public float[] array() {
      return values;
    }

    @Override
    public float component(int at) {
      return values[at];
    }

    @Override
    public void setComponent(int at, float value) {
      values[at] = value;
    }

    @Override
    public void put(int row, int count, ByteBuffer source) {
      source.asFloatBuffer().get(values, row * dimension, count * dimension);
    }

    @Override
    public void get(int row, int count, ByteBuffer target) {
      target.asFloatBuffer().put(values, row * dimension, count * dimension);
    }
  }

  /** FLOAT16_VECTOR and BFLOAT16_VECTOR: row r at {@code values[r * dimension]}. */
  @SuppressWarnings("ArrayRecordComponent")
  record HalfVectors(DataType type, int dimension, short[] values, boolean @Nullable [] nulls)
      implements FixedVectors {
    public HalfVectors(DataType type, int dimension, short[] values, boolean @Nullable [] nulls) {
      if (type != DataType.FLOAT16_VECTOR && type != DataType.BFLOAT16_VECTOR) {
        throw new IllegalArgumentException(type + " has no components of two bytes");
      }
      this.type = type;
      this.dimension = FixedVectors.checkDimension(type, dimension);
      this.values = values;
      this.nulls = nulls;
    }

    @Override
    public short[] array() {
      return values;
    }

    @Override
    public float component(int at) {
      return type == DataType.FLOAT16_VECTOR
          ? Float16.toFloat(values[at])
          : Bfloat16.toFloat(values[at]);
    }

    @Override
    public void setComponent(int at, float value) {
      values[at] = type == DataType.FLOAT16_VECTOR ? Float16.of(value) : Bfloat16.of(value);
    }

    @Override
    public void put(int row, int count, ByteBuffer source) {
      source.asShortBuffer().get(values, row * dimension, count * dimension);
    }

    @Override
    public void get(int row, int count, ByteBuffer target) {
      target.asShortBuffer().put(values, row * dimension, count * dimension);
    }
  }

  /**
   * INT8_VECTOR: row r at {@code values[r * dimension]}. BINARY_VECTOR: at {@code values[r *
   * dimension / 8]}, bit b of it in byte {@code b / 8}, the least significant first.
   */
  @SuppressWarnings("ArrayRecordComponent")
  record ByteVectors(DataType type, int dimension, byte[] values, boolean @Nullable [] nulls)
      implements FixedVectors {
    public ByteVectors(DataType type, int dimension, byte[] values, boolean @Nullable [] nulls) {
      if (type != DataType.INT8_VECTOR && type != DataType.BINARY_VECTOR) {
        throw new IllegalArgumentException(type + " has no components of one byte");
      }
      this.type = type;
      this.dimension = FixedVectors.checkDimension(type, dimension);
      this.values = values;
      this.nulls = nulls;
    }

    @Override
    public byte[] array() {
      return values;
    }

    @Override
    public float component(int at) {
      return values[at];
    }

    @Override
    public void setComponent(int at, float value) {
      values[at] = (byte) value;
    }

    @Override
    public void put(int row, int count, ByteBuffer source) {
      source.duplicate().get(values, row * rowLength(), count * rowLength());
    }

    @Override
    public void get(int row, int count, ByteBuffer target) {
      target.duplicate().put(values, row * rowLength(), count * rowLength());
    }
  }

  /** SPARSE_FLOAT_VECTOR. */
  @SuppressWarnings("ArrayRecordComponent")
  record SparseVectors(SparseVector[] values, boolean @Nullable [] nulls) implements Column {
    @Override
    public DataType type() {
      return DataType.SPARSE_FLOAT_VECTOR;
    }

    @Override
    public int capacity() {
      return values.length;
    }

    @Override
    public void copyTo(int from, Column target, int at, int count) {
      SparseVectors same = Copies.sameType(this, target, SparseVectors.class);
      System.arraycopy(values, from, same.values, at, count);
      Copies.copyNulls(nulls, from, same.nulls, at, count);
    }

    @Override
    public Column slice(int from, int to) {
      return new SparseVectors(
          java.util.Arrays.copyOfRange(values, from, to), Copies.slice(nulls, from, to));
    }
  }
}
