package io.cinclus.model;

import io.cinclus.value.Timestamps;

/** The types a field can have, with Milvus' names and numbers. */
public enum DataType {
  BOOL(1),
  INT8(2),
  INT16(3),
  INT32(4),
  INT64(5),
  FLOAT(10),
  DOUBLE(11),
  VARCHAR(21),
  ARRAY(22),
  JSON(23),
  /** A shape in the plane, as well-known binary. */
  GEOMETRY(24),
  /** A point in time, as microseconds since 1970 in UTC. */
  TIMESTAMPTZ(26),
  /** Bits, eight to a byte. */
  BINARY_VECTOR(100),
  FLOAT_VECTOR(101),
  FLOAT16_VECTOR(102),
  BFLOAT16_VECTOR(103),
  /** Few components other than zero, each with its index. */
  SPARSE_FLOAT_VECTOR(104),
  INT8_VECTOR(105);

  private final int number;

  DataType(int number) {
    this.number = number;
  }

  /** The number of this type in {@code cinclus.v1} and in Milvus. */
  public int number() {
    return number;
  }

  /** The type with this number; {@link IllegalArgumentException} where there is none. */
  public static DataType ofNumber(int number) {
    for (DataType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown data type number " + number);
  }

  public boolean isInteger() {
    return this == INT8 || this == INT16 || this == INT32 || this == INT64;
  }

  /** Whether each value is an int64: integers and points in time. */
  public boolean isLong() {
    return isInteger() || this == TIMESTAMPTZ;
  }

  public boolean isFloatingPoint() {
    return this == FLOAT || this == DOUBLE;
  }

  public boolean isNumeric() {
    return isInteger() || isFloatingPoint();
  }

  /** Whether arrays can have elements of it. */
  public boolean canBeElement() {
    return this == BOOL || this == VARCHAR || isNumeric();
  }

  public boolean isVector() {
    return number >= BINARY_VECTOR.number;
  }

  /** Whether the values are vectors all of which have a field's dimension. */
  public boolean isFixedVector() {
    return isVector() && this != SPARSE_FLOAT_VECTOR;
  }

  /** Whether the values are vectors of numbers, all of which have a field's dimension. */
  public boolean isDenseVector() {
    return isFixedVector() && this != BINARY_VECTOR;
  }

  /** Bytes that a vector takes; {@link IllegalArgumentException} unless {@link #isFixedVector}. */
  public int vectorBytes(int dimension) {
    return switch (this) {
      case BINARY_VECTOR -> dimension / Byte.SIZE;
      case FLOAT_VECTOR -> Math.multiplyExact(dimension, Float.BYTES);
      case FLOAT16_VECTOR, BFLOAT16_VECTOR -> Math.multiplyExact(dimension, Short.BYTES);
      case INT8_VECTOR -> dimension;
      default -> throw new IllegalArgumentException(this + " has no vectors of a fixed dimension");
    };
  }

  /** The smallest value of a type that {@link #isLong}. */
  public long minValue() {
    return switch (this) {
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      case TIMESTAMPTZ -> Timestamps.MIN_MICROS;
      default -> throw new IllegalArgumentException(this + " is not an integer type");
    };
  }

  /** The largest value of a type that {@link #isLong}. */
  public long maxValue() {
    return this == TIMESTAMPTZ ? Timestamps.MAX_MICROS : -1 - minValue();
  }
}
