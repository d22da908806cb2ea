package io.cinclus.filter;

import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.antlr.v4.runtime.Token;

/**
 * The functions of the language. {@code json_contains…} and {@code array_contains…} are the same:
 * both take an array field or a place in a JSON field. Thread-safe (stateless).
 */
final class Functions {
  private static final String SUPPORTED =
      "array_length, array_contains, array_contains_all, array_contains_any, json_contains,"
          + " json_contains_all and json_contains_any";

  private Functions() {}

  /** A call; {@code compile} compiles an argument. */
  static Expression call(
      FilterParser.CallContext context,
      Function<FilterParser.ExpressionContext, Expression> compile) {
    Token name = context.IDENTIFIER().getSymbol();
    List<FilterParser.ExpressionContext> arguments = context.expression();
    return switch (lowerOrUpper(name.getText())) {
      case "array_length" -> {
        requireArguments(name, arguments, 1);
        yield length(arguments.get(0).getStart(), compile.apply(arguments.get(0)));
      }
      case "array_contains", "json_contains" -> {
        requireArguments(name, arguments, 2);
        Expression array = compile.apply(arguments.get(0));
        yield contains(name, array, List.of(constant(arguments.get(1), compile)), false);
      }
      case "array_contains_any", "json_contains_any" -> {
        requireArguments(name, arguments, 2);
        yield contains(name, compile.apply(arguments.get(0)), list(arguments.get(1)), false);
      }
      case "array_contains_all", "json_contains_all" -> {
        requireArguments(name, arguments, 2);
        yield contains(name, compile.apply(arguments.get(0)), list(arguments.get(1)), true);
      }
      default -> throw BadFilter.at(name, "this function is not supported; there are " + SUPPORTED);
    };
  }

  /** As keywords, function names are all lower or all upper case. */
  private static String lowerOrUpper(String name) {
    return name.equals(name.toUpperCase(Locale.ROOT)) ? name.toLowerCase(Locale.ROOT) : name;
  }

  private static void requireArguments(
      Token name, List<FilterParser.ExpressionContext> arguments, int count) {
    if (arguments.size() != count) {
      throw BadFilter.at(
          name, "this function takes %d arguments, not %d".formatted(count, arguments.size()));
    }
  }

  private static Expression constant(
      FilterParser.ExpressionContext argument,
      Function<FilterParser.ExpressionContext, Expression> compile) {
    if (argument instanceof FilterParser.ListConstantContext) {
      throw BadFilter.at(
          argument.getStart(),
          "arrays in arrays are not supported; to look for several values use …_all or …_any");
    }
    Expression value = compile.apply(argument);
    if (value instanceof NumberValue.Constant
        || value instanceof TextValue.Constant
        || value instanceof Predicate.Constant) {
      return value;
    }
    throw BadFilter.at(argument.getStart(), "this argument must be a constant");
  }

  private static List<Expression> list(FilterParser.ExpressionContext argument) {
    if (argument instanceof FilterParser.ListConstantContext list) {
      return Lists.constants(list.list());
    }
    throw BadFilter.at(argument.getStart(), "this argument must be a list: [1, 2]");
  }

  private static NumberValue length(Token place, Expression array) {
    if (array instanceof JsonPath path) {
      return new NumberValue.JsonLength(path);
    }
    return new NumberValue.Length(arrayField(place, array).id());
  }

  private static FieldSchema arrayField(Token place, Expression array) {
    if (array instanceof WholeField whole && whole.field().type() == DataType.ARRAY) {
      return whole.field();
    }
    throw BadFilter.at(
        place, "this function needs an array or JSON field, not " + Comparisons.describe(array));
  }

  private static Predicate contains(
      Token name, Expression array, List<Expression> constants, boolean all) {
    if (array instanceof JsonPath path) {
      return new Predicate.JsonContains(path, ValueSet.of(constants), all);
    }
    FieldSchema field = arrayField(name, array);
    List<Expression> typed = elements(name, field.elementType(), constants);
    return new Predicate.ArrayContains(field.id(), ValueSet.of(typed), all);
  }

  /** The constants as the array's elements have them; those of another type are refused. */
  private static List<Expression> elements(
      Token name, DataType elementType, List<Expression> constants) {
    if (elementType.isNumeric()) {
      return new ArrayList<>(Lists.numbers(name, constants, elementType == DataType.FLOAT));
    }
    if (elementType == DataType.BOOL) {
      Lists.booleans(name, constants);
    } else {
      Lists.texts(name, constants);
    }
    return constants;
  }
}
