package io.cinclus.filter;

import io.cinclus.model.CinclusException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Reads lists of constants and builds membership tests. Thread-safe (stateless). */
final class Lists {
  private Lists() {}

  /** The constants of a list, in order. */
  static List<Expression> constants(FilterParser.ListContext context) {
    List<Expression> constants = new ArrayList<>();
    for (FilterParser.ValueContext value : values(context)) {
      constants.add(constant(value));
    }
    return constants;
  }

  private static List<FilterParser.ValueContext> values(FilterParser.ListContext context) {
    List<FilterParser.ValueContext> values = context.value();
    if (values.size() > Filter.MAX_LIST_VALUES) {
      throw BadFilter.at(
          context.getStart(),
          "the list has %d values, more than %d; split it over several requests"
              .formatted(values.size(), Filter.MAX_LIST_VALUES));
    }
    return values;
  }

  /** {@code time in [ISO '…', …]}. */
  static Predicate among(TimeValue time, FilterParser.ListContext context) {
    List<NumberValue.Constant> micros = new ArrayList<>();
    for (FilterParser.ValueContext value : values(context)) {
      if (value instanceof FilterParser.TypedValueContext typed
          && Times.literal(typed.name, typed.text()) instanceof TimeValue listed
          && listed.micros() instanceof NumberValue.Constant constant) {
        micros.add(constant);
      } else {
        throw BadFilter.at(
            value.getStart(), "every value of the list must be a time: ISO '2025-05-01T23:59:59Z'");
      }
    }
    return new Predicate.AmongNumbers(time.micros(), new NumberSet(micros));
  }

  private static Expression constant(FilterParser.ValueContext context) {
    if (context instanceof FilterParser.IntegerValueContext integer) {
      return Literals.integer(integer.INTEGER().getSymbol(), isNegative(integer.sign));
    }
    if (context instanceof FilterParser.FloatValueContext floating) {
      return Literals.floating(floating.FLOAT().getSymbol(), isNegative(floating.sign));
    }
    if (context instanceof FilterParser.BooleanValueContext bool) {
      return new Predicate.Constant(Literals.bool(bool.getStart()));
    }
    if (context instanceof FilterParser.TypedValueContext typed) {
      throw BadFilter.at(typed.name, "a list of times can only be what a time is looked for 'in'");
    }
    return new TextValue.Constant(Literals.text(((FilterParser.TextValueContext) context).text()));
  }

  private static boolean isNegative(@Nullable Token sign) {
    return sign != null && sign.getType() == FilterParser.MINUS;
  }

  /** {@code value in [constants]}. */
  static Predicate among(Token place, Expression value, List<Expression> constants) {
    if (value instanceof JsonPath path) {
      return new Predicate.AmongJson(path, ValueSet.of(constants));
    }
    if (value instanceof NumberValue number) {
      return new Predicate.AmongNumbers(
          number, new NumberSet(numbers(place, constants, number.isSingle())));
    }
    if (value instanceof TextValue text) {
      return new Predicate.MatchText(
          text, new TextCondition.Among(Set.copyOf(texts(place, constants))));
    }
    if (value instanceof Predicate condition) {
      return amongBooleans(place, condition, constants);
    }
    throw BadFilter.at(
        place, "'in' cannot be applied to %s".formatted(Comparisons.describe(value)));
  }

  /** The list's numbers, rounded to float32 if {@code single}; other constants are refused. */
  static List<NumberValue.Constant> numbers(
      Token place, List<Expression> constants, boolean single) {
    List<NumberValue.Constant> numbers = new ArrayList<>(constants.size());
    for (Expression constant : constants) {
      if (!(constant instanceof NumberValue.Constant number)) {
        throw mismatch(place, "a number", constant);
      }
      numbers.add(single ? number.asSingle() : number);
    }
    return numbers;
  }

  /** The list's texts; other constants are refused. */
  static List<String> texts(Token place, List<Expression> constants) {
    List<String> texts = new ArrayList<>(constants.size());
    for (Expression constant : constants) {
      if (!(constant instanceof TextValue.Constant text)) {
        throw mismatch(place, "a text", constant);
      }
      texts.add(text.value());
    }
    return texts;
  }

  /** The list's booleans; other constants are refused. */
  static Set<Boolean> booleans(Token place, List<Expression> constants) {
    Set<Boolean> booleans = new HashSet<>();
    for (Expression constant : constants) {
      if (!(constant instanceof Predicate.Constant bool)) {
        throw mismatch(place, "a boolean", constant);
      }
      booleans.add(bool.value());
    }
    return booleans;
  }

  private static CinclusException mismatch(Token place, String expected, Expression constant) {
    return BadFilter.at(
        place,
        "every value of the list must be %s, but one is %s"
            .formatted(expected, Comparisons.describe(constant)));
  }

  /** Keeps a row whose boolean is null unknown, also where both or none are listed. */
  private static Predicate amongBooleans(
      Token place, Predicate condition, List<Expression> constants) {
    Set<Boolean> listed = booleans(place, constants);
    Predicate not = new Predicate.Not(condition);
    if (listed.size() == 2) {
      return new Predicate.Or(List.of(condition, not));
    }
    if (listed.isEmpty()) {
      return new Predicate.And(List.of(condition, not));
    }
    return listed.contains(true) ? condition : not;
  }
}
