package io.cinclus.model;

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
  FLOAT_VECTOR(101);

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

  public boolean isFloatingPoint() {
    return this == FLOAT || this == DOUBLE;
  }

  public boolean isNumeric() {
    return isInteger() || isFloatingPoint();
  }

  public boolean isVector() {
    return this == FLOAT_VECTOR;
  }

  /** The smallest value of an integer type. */
  public long minValue() {
    return switch (this) {
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      default -> throw new IllegalArgumentException(this + " is not an integer type");
    };
  }

  /** The largest value of an integer type. */
  public long maxValue() {
    return -1 - minValue();
  }
}
