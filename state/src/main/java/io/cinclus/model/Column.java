package io.cinclus.model;

import org.jspecify.annotations.Nullable;

/**
 * The values of one field, a row each, in plain arrays.
 *
 * <p>The arrays are shared, not copied, and may be longer than the batch that the column stands in:
 * only the batch's rows mean anything. A null row holds the type's zero (an empty text, an empty
 * array). {@code nulls} is absent where no row is null. One thread may append behind the rows that
 * others read; whoever hands a batch to another thread publishes it safely.
 */
public sealed interface Column {

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

  /** INT8 to INT64. */
  @SuppressWarnings("ArrayRecordComponent")
  record Longs(DataType type, long[] values, boolean @Nullable [] nulls) implements Column {
    public Longs(DataType type, long[] values, boolean @Nullable [] nulls) {
      if (!type.isInteger()) {
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
  record FloatVectors(int dimension, float[] values, boolean @Nullable [] nulls) implements Column {
    public FloatVectors(int dimension, float[] values, boolean @Nullable [] nulls) {
      if (dimension < 1) {
        throw new IllegalArgumentException("dimension " + dimension + " is below 1");
      }
      this.dimension = dimension;
      this.values = values;
      this.nulls = nulls;
    }

    @Override
    public DataType type() {
      return DataType.FLOAT_VECTOR;
    }

    @Override
    public int capacity() {
      return values.length / dimension;
    }

    @Override
    public void copyTo(int from, Column target, int at, int count) {
      FloatVectors same = Copies.sameType(this, target, FloatVectors.class);
      if (dimension != same.dimension) {
        throw new IllegalArgumentException(
            "cannot copy vectors of dimension %d into vectors of dimension %d"
                .formatted(dimension, same.dimension));
      }
      System.arraycopy(values, from * dimension, same.values, at * dimension, count * dimension);
      Copies.copyNulls(nulls, from, same.nulls, at, count);
    }

    @Override
    public Column slice(int from, int to) {
      return new FloatVectors(
          dimension,
          java.util.Arrays.copyOfRange(values, from * dimension, to * dimension),
          Copies.slice(nulls, from, to));
    }
  }
}
