package io.cinclus.filter;

import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;

/**
 * The functions of the language. {@code json_contains…} and {@code array_contains…} are the same:
 * both take an array field or a place in a JSON field. Thread-safe (stateless).
 */
final class Functions {
  private static final String SUPPORTED =
      "array_length, array_contains, array_contains_all, array_contains_any, json_contains,"
          + " json_contains_all, json_contains_any, text_match, phrase_match, random_sample, "
          + ShapeFunctions.NAMES;

  private Functions() {}

  /** A call; {@code compile} compiles an argument. */
  static Expression call(
      FilterParser.CallContext context,
      Fields fields,
      Function<FilterParser.ExpressionContext, Expression> compile) {
    Token name = context.IDENTIFIER().getSymbol();
    String known = lowerOrUpper(name.getText());
    if (known.equals("text_match")) {
      return TextFunctions.textMatch(context, fields);
    } else if (known.equals("phrase_match")) {
      return TextFunctions.phraseMatch(context, fields);
    }
    List<FilterParser.ExpressionContext> arguments = arguments(context);
    return switch (known) {
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
      case "random_sample" -> sample(context, fields, arguments);
      default ->
          ShapeFunctions.call(name, known, arguments, compile)
              .orElseThrow(
                  () ->
                      BadFilter.at(name, "this function is not supported; there are " + SUPPORTED));
    };
  }

  private static List<FilterParser.ExpressionContext> arguments(FilterParser.CallContext context) {
    List<FilterParser.ExpressionContext> arguments = new ArrayList<>();
    for (FilterParser.ArgumentContext argument : context.argument()) {
      if (argument.name != null) {
        throw BadFilter.at(argument.name, "this function has no argument of this name");
      }
      arguments.add(argument.expression());
    }
    return arguments;
  }

  /** {@code random_sample(share)}, or with a seed: it can only be what a row must pass as well. */
  private static Predicate sample(
      FilterParser.CallContext context,
      Fields fields,
      List<FilterParser.ExpressionContext> arguments) {
    Token name = context.IDENTIFIER().getSymbol();
    for (RuleContext outer = context.getParent();
        !(outer instanceof FilterParser.FilterContext);
        outer = outer.getParent()) {
      if (!(outer instanceof FilterParser.AndContext
          || outer instanceof FilterParser.ParenthesesContext)) {
        throw BadFilter.at(name, "a sample can only be joined with other conditions by 'and'");
      }
    }
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw BadFilter.at(name, "this function takes a share of the rows, and a seed if you like");
    }
    double share =
        arguments.get(0) instanceof FilterParser.FloatContext floating
            ? Literals.floating(floating.getStart(), false).value()
            : 0;
    if (!(share > 0 && share < 1)) {
      throw BadFilter.at(
          arguments.get(0).getStart(), "the share must be a number above 0 and below 1");
    }
    long seed = 0;
    if (arguments.size() == 2) {
      if (!(arguments.get(1) instanceof FilterParser.IntegerContext integer)) {
        throw BadFilter.at(arguments.get(1).getStart(), "the seed must be an integer");
      }
      seed = Literals.integer(integer.getStart(), false).value();
    }
    return new Predicate.Sample(fields.key(name).id(), share, seed);
  }

  /** As keywords, function names are all lower or all upper case. */
  private static String lowerOrUpper(String name) {
    return name.equals(name.toUpperCase(Locale.ROOT)) ? name.toLowerCase(Locale.ROOT) : name;
  }

  static void requireArguments(
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
