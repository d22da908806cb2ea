package io.cinclus.filter;

import io.cinclus.model.Utf8;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * Builds typed comparisons: numbers with numbers (exactly, whatever their types), texts with texts,
 * booleans with booleans; a JSON value takes the type of what it is compared with. Thread-safe
 * (stateless).
 */
final class Comparisons {
  private Comparisons() {}

  static Predicate compare(Token operator, Relation relation, Expression left, Expression right) {
    if (left instanceof JsonPath && right instanceof JsonPath) {
      throw BadFilter.at(operator, "two JSON values cannot be compared with each other");
    }
    if (left instanceof TimeValue a && right instanceof TimeValue b) {
      return times(relation, a.micros(), b.micros());
    }
    if (isNumeric(left) && isNumeric(right)) {
      return numbers(relation, number(operator, left), number(operator, right));
    }
    if (isText(left) && isText(right)) {
      return texts(relation, text(operator, left), text(operator, right));
    }
    if (isCondition(left) && isCondition(right)) {
      if (relation != Relation.EQUAL) {
        throw BadFilter.at(operator, "booleans have no order; compare them with == or !=");
      }
      return new Predicate.Same(condition(operator, left), condition(operator, right));
    }
    String hint =
        left instanceof TimeValue || right instanceof TimeValue
            ? "; write a time as ISO '2025-05-01T23:59:59Z'"
            : "";
    throw BadFilter.at(
        operator,
        "%s cannot be compared with %s%s".formatted(describe(left), describe(right), hint));
  }

  /** {@code a < x <= b}: as two comparisons, one where x is a number and both ends constant. */
  static Predicate range(Predicate lower, Predicate upper) {
    if (lower instanceof Predicate.Within a
        && upper instanceof Predicate.Within b
        && a.value().equals(b.value())) {
      return new Predicate.Within(a.value(), a.bounds().and(b.bounds()));
    }
    return new Predicate.And(List.of(lower, upper));
  }

  /** The shift of a field by a fixed time goes over to the constant, so that an index answers. */
  private static Predicate times(Relation relation, NumberValue left, NumberValue right) {
    if (left instanceof NumberValue.LongConstant && !(right instanceof NumberValue.LongConstant)) {
      return times(relation.swapped(), right, left);
    }
    if (right instanceof NumberValue.LongConstant constant
        && left instanceof NumberValue.Calculated sum
        && sum.right() instanceof NumberValue.LongConstant shift) {
      return numbers(
          relation, sum.left(), new NumberValue.LongConstant(constant.value() - shift.value()));
    }
    return numbers(relation, left, right);
  }

  private static Predicate numbers(Relation relation, NumberValue left, NumberValue right) {
    if (left instanceof NumberValue.Constant a && right instanceof NumberValue.Constant b) {
      return new Predicate.Constant(relation.holds(a.exact().compareTo(b.exact())));
    }
    if (right instanceof NumberValue.Constant constant) {
      NumberValue.Constant rounded = left.isSingle() ? constant.asSingle() : constant;
      return new Predicate.Within(left, Bounds.of(relation, rounded.exact()));
    }
    if (left instanceof NumberValue.Constant) {
      return numbers(relation.swapped(), right, left);
    }
    return new Predicate.CompareNumbers(relation, left, right);
  }

  private static Predicate texts(Relation relation, TextValue left, TextValue right) {
    if (left instanceof TextValue.Constant a && right instanceof TextValue.Constant b) {
      return new Predicate.Constant(relation.holds(Utf8.compare(a.value(), b.value())));
    }
    if (right instanceof TextValue.Constant constant) {
      return new Predicate.MatchText(
          left,
          relation == Relation.EQUAL
              ? new TextCondition.Equal(constant.value())
              : new TextCondition.Ordered(relation, constant.value()));
    }
    if (left instanceof TextValue.Constant) {
      return texts(relation.swapped(), right, left);
    }
    return new Predicate.CompareTexts(relation, left, right);
  }

  private static boolean isNumeric(Expression value) {
    return value instanceof NumberValue || value instanceof JsonPath;
  }

  private static boolean isText(Expression value) {
    return value instanceof TextValue || value instanceof JsonPath;
  }

  private static boolean isCondition(Expression value) {
    return value instanceof Predicate || value instanceof JsonPath;
  }

  /** The value as a number. */
  static NumberValue number(Token place, Expression value) {
    if (value instanceof NumberValue number) {
      return number;
    }
    if (value instanceof JsonPath path) {
      return new NumberValue.Json(path);
    }
    throw BadFilter.at(place, "this needs a number, not " + describe(value));
  }

  /** The value as a text. */
  static TextValue text(Token place, Expression value) {
    if (value instanceof TextValue text) {
      return text;
    }
    if (value instanceof JsonPath path) {
      return new TextValue.Json(path);
    }
    throw BadFilter.at(place, "this needs a text, not " + describe(value));
  }

  /** The value as a condition. */
  static Predicate condition(Token place, Expression value) {
    if (value instanceof Predicate condition) {
      return condition;
    }
    if (value instanceof JsonPath path) {
      return new Predicate.Json(path);
    }
    throw BadFilter.at(
        place,
        "this needs a condition, not %s; compare it with something".formatted(describe(value)));
  }

  static String describe(Expression value) {
    if (value instanceof NumberValue.Field field) {
      return "a field of type " + field.type();
    }
    if (value instanceof TimeValue time) {
      return time.micros() instanceof NumberValue.Field field ? describe(field) : "a point in time";
    }
    if (value instanceof Interval) {
      return "an interval";
    }
    if (value instanceof WholeField whole) {
      return "a field of type " + whole.field().type();
    }
    if (value instanceof TextValue.Field) {
      return "a field of type VARCHAR";
    }
    if (value instanceof NumberValue) {
      return "a number";
    }
    if (value instanceof TextValue) {
      return "a text";
    }
    return value instanceof Predicate ? "a boolean" : "a JSON value";
  }
}
