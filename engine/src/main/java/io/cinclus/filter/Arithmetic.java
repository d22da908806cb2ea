package io.cinclus.filter;

import java.math.BigInteger;
import org.antlr.v4.runtime.Token;

/** Builds typed calculations and folds constant ones. Thread-safe (stateless). */
final class Arithmetic {
  private Arithmetic() {}

  static NumberValue calculate(Token token, Operator operator, Expression left, Expression right) {
    if (operator.takesIntegersOnly() && (isComparison(left) || isComparison(right))) {
      throw BadFilter.at(
          token,
          "this needs integers, not conditions; comparisons bind tighter: write (a %s b) == c"
              .formatted(token.getText()));
    }
    NumberValue a = Comparisons.number(token, left);
    NumberValue b = Comparisons.number(token, right);
    if (operator.takesIntegersOnly() && (isFloat(a) || isFloat(b))) {
      throw BadFilter.at(token, "this needs two integers");
    }
    if (b instanceof NumberValue.Constant constant
        && constant.exact().signum() == 0
        && (operator == Operator.DIVIDE || operator == Operator.MODULO)) {
      throw BadFilter.at(token, "this divides by zero");
    }
    if (a instanceof NumberValue.Constant x && b instanceof NumberValue.Constant y) {
      return fold(token, operator, x, y);
    }
    return new NumberValue.Calculated(operator, a, b);
  }

  static NumberValue negate(Token token, Expression operand) {
    return calculate(token, Operator.MULTIPLY, operand, new NumberValue.LongConstant(-1));
  }

  /** All bits turned over: those of an integer and of -1 are never the same. */
  static NumberValue complement(Token token, Expression operand) {
    return calculate(token, Operator.BIT_XOR, operand, new NumberValue.LongConstant(-1));
  }

  private static boolean isComparison(Expression operand) {
    return operand instanceof Predicate && !(operand instanceof Predicate.Field);
  }

  private static boolean isFloat(NumberValue value) {
    return !value.isInteger() && !canBeInteger(value);
  }

  /** JSON numbers have their type row by row; a float makes the row's remainder missing. */
  private static boolean canBeInteger(NumberValue value) {
    if (value instanceof NumberValue.Calculated calculated) {
      return calculated.operator() != Operator.POWER
          && !isFloat(calculated.left())
          && !isFloat(calculated.right());
    }
    return value instanceof NumberValue.Json;
  }

  private static NumberValue.Constant fold(
      Token token, Operator operator, NumberValue.Constant left, NumberValue.Constant right) {
    if (left instanceof NumberValue.LongConstant a
        && right instanceof NumberValue.LongConstant b
        && (operator != Operator.POWER || b.value() >= 0)) {
      return foldIntegers(token, operator, a.value(), b.value());
    }
    double a = left.asDouble();
    double b = right.asDouble();
    double result =
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case POWER -> Math.pow(a, b);
          case MODULO, BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
              throw new IllegalStateException(operator + " of floats was let through");
        };
    if (!Double.isFinite(result)) {
      throw BadFilter.at(token, "the result of this is no finite number");
    }
    return new NumberValue.DoubleConstant(result);
  }

  private static NumberValue.Constant foldIntegers(Token token, Operator operator, long a, long b) {
    try {
      return switch (operator) {
        case ADD -> new NumberValue.LongConstant(Math.addExact(a, b));
        case SUBTRACT -> new NumberValue.LongConstant(Math.subtractExact(a, b));
        case MULTIPLY -> new NumberValue.LongConstant(Math.multiplyExact(a, b));
        case DIVIDE -> new NumberValue.LongConstant(divideExact(a, b));
        case MODULO -> new NumberValue.LongConstant(a % b);
        case POWER -> foldPower(token, a, b);
        case BIT_AND, BIT_OR, BIT_XOR -> new NumberValue.LongConstant(operator.ofBits(a, b));
        case SHIFT_LEFT, SHIFT_RIGHT -> foldShift(token, operator, a, b);
      };
    } catch (ArithmeticException e) {
      throw BadFilter.at(token, "the result of this does not fit into int64; use floats");
    }
  }

  private static NumberValue.Constant foldShift(Token token, Operator operator, long a, long b) {
    if (!Operator.isShift(b)) {
      throw BadFilter.at(token, "the places to shift by must be from 0 to 63, not " + b);
    }
    return new NumberValue.LongConstant(operator.ofBits(a, b));
  }

  private static long divideExact(long a, long b) {
    return a == Long.MIN_VALUE && b == -1 ? Math.negateExact(a) : a / b;
  }

  /** Exact where it fits into int64, else a float64. */
  private static NumberValue.Constant foldPower(Token token, long base, long exponent) {
    double rounded = Math.pow((double) base, (double) exponent);
    if (!Double.isFinite(rounded)) {
      throw BadFilter.at(token, "the result of this is no finite number");
    }
    if (Math.abs(rounded) >= 0x1p63) {
      return new NumberValue.DoubleConstant(rounded);
    }
    // Where the exponent is larger than this the base is -1, 0 or 1, and nothing was rounded.
    long result =
        exponent < Long.SIZE
            ? BigInteger.valueOf(base).pow((int) exponent).longValueExact()
            : (long) rounded;
    return new NumberValue.LongConstant(result);
  }
}
