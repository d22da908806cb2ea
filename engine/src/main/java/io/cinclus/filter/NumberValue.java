package io.cinclus.filter;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.value.Timestamps;
import java.math.BigDecimal;
import java.util.Arrays;

/** Something that has a number in each row. */
sealed interface NumberValue extends Expression {

  NumberVector evaluate(Block block);

  /** Whether no row can have a fraction. */
  boolean isInteger();

  /** Whether the numbers are stored as float32, so that constants are to be rounded alike. */
  default boolean isSingle() {
    return false;
  }

  @Override
  default long[] missing(Block block) {
    return evaluate(block).missing();
  }

  /** A number that is the same in every row. */
  sealed interface Constant extends NumberValue {
    BigDecimal exact();

    double asDouble();

    /** The constant to compare float32 values with: {@code 0.1} means the float32 next to it. */
    Constant asSingle();
  }

  record LongConstant(long value) implements Constant {
    @Override
    public BigDecimal exact() {
      return BigDecimal.valueOf(value);
    }

    @Override
    public double asDouble() {
      return value;
    }

    @Override
    public Constant asSingle() {
      return this;
    }

    @Override
    public boolean isInteger() {
      return true;
    }

    @Override
    public NumberVector evaluate(Block block) {
      long[] values = new long[block.count()];
      Arrays.fill(values, value);
      return new LongVector(values, 0, new long[block.words()]);
    }
  }

  /** A finite float64. */
  record DoubleConstant(double value) implements Constant {
    @Override
    public BigDecimal exact() {
      return new BigDecimal(value);
    }

    @Override
    public double asDouble() {
      return value;
    }

    @Override
    public Constant asSingle() {
      float single = (float) value;
      return Float.isInfinite(single) ? this : new DoubleConstant(single);
    }

    @Override
    public boolean isInteger() {
      return false;
    }

    @Override
    public NumberVector evaluate(Block block) {
      double[] values = new double[block.count()];
      Arrays.fill(values, value);
      return new DoubleVector(values, 0, new long[block.words()]);
    }
  }

  record Field(int fieldId, DataType type) implements NumberValue {
    @Override
    public boolean isInteger() {
      return type.isLong();
    }

    @Override
    public boolean isSingle() {
      return type == DataType.FLOAT;
    }

    @Override
    public NumberVector evaluate(Block block) {
      Column column = block.column(fieldId);
      long[] missing = block.missing(column);
      return column instanceof Column.Longs longs
          ? new LongVector(longs.values(), block.from(), missing)
          : new DoubleVector(((Column.Doubles) column).values(), block.from(), missing);
    }
  }

  /** An element of an array field. */
  record Element(ArrayElement element) implements NumberValue {
    @Override
    public boolean isInteger() {
      return element.type().isInteger();
    }

    @Override
    public boolean isSingle() {
      return element.type() == DataType.FLOAT;
    }

    @Override
    public NumberVector evaluate(Block block) {
      return isInteger() ? element.longs(block) : element.doubles(block);
    }
  }

  /** A number in a JSON field. */
  record Json(JsonPath path) implements NumberValue {
    @Override
    public boolean isInteger() {
      return false;
    }

    @Override
    public NumberVector evaluate(Block block) {
      return path.numbers(block);
    }
  }

  /** How many elements an array field has. */
  record Length(int fieldId) implements NumberValue {
    @Override
    public boolean isInteger() {
      return true;
    }

    @Override
    public NumberVector evaluate(Block block) {
      Column.Arrays arrays = (Column.Arrays) block.column(fieldId);
      long[] missing = block.missing(arrays);
      long[] lengths = new long[block.count()];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = Bits.get(missing, i) ? 0 : arrays.values()[block.from() + i].capacity();
      }
      return new LongVector(lengths, 0, missing);
    }
  }

  /** How many elements an array in a JSON field has. */
  record JsonLength(JsonPath path) implements NumberValue {
    @Override
    public boolean isInteger() {
      return true;
    }

    @Override
    public NumberVector evaluate(Block block) {
      return path.lengths(block);
    }
  }

  /** Microseconds of points in time some months later, or earlier. */
  record Months(Field micros, long months) implements NumberValue {
    @Override
    public boolean isInteger() {
      return true;
    }

    @Override
    public NumberVector evaluate(Block block) {
      Column.Longs column = (Column.Longs) block.column(micros.fieldId());
      long[] shifted = new long[block.count()];
      for (int i = 0; i < shifted.length; i++) {
        shifted[i] = Timestamps.plusMonths(column.values()[block.from() + i], months);
      }
      return new LongVector(shifted, 0, block.missing(column));
    }
  }

  record Calculated(Operator operator, NumberValue left, NumberValue right) implements NumberValue {
    @Override
    public boolean isInteger() {
      return operator != Operator.POWER && left.isInteger() && right.isInteger();
    }

    @Override
    public NumberVector evaluate(Block block) {
      return NumberVector.calculate(
          operator, left.evaluate(block), right.evaluate(block), block.count());
    }
  }
}
