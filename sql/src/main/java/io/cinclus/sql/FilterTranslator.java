package io.cinclus.sql;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.sql.types.FilterTexts;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;

/**
 * Translates predicates of SQL into filters of Cinclus. What is translated means exactly the same,
 * in each of the three truth values; all else is refused, and is for Flink to evaluate: casts, JSON
 * and geometries, columns compared with each other, texts that LIKE would read in two ways.
 *
 * <p>Immutable and thread-safe.
 */
final class FilterTranslator {
  /** Names that the filter language reads as names. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z_0-9]*");

  private static final Set<String> WORDS =
      Set.of(
          "and",
          "or",
          "not",
          "in",
          "like",
          "is",
          "null",
          "exists",
          "true",
          "false",
          "iso",
          "interval");

  private static final Set<String> ORDERED = Set.of("<", "<=", ">", ">=");

  private final CollectionSchema schema;

  FilterTranslator(CollectionSchema schema) {
    this.schema = schema;
  }

  /** The filter that means the same; empty where there is none. */
  Optional<String> translate(ResolvedExpression expression) {
    if (expression instanceof FieldReferenceExpression reference) {
      return field(reference)
          .filter(field -> field.type() == DataType.BOOL)
          .map(field -> field.name() + " == true");
    }
    return expression instanceof CallExpression call ? call(call) : Optional.empty();
  }

  private Optional<String> call(CallExpression call) {
    FunctionDefinition function = call.getFunctionDefinition();
    List<ResolvedExpression> operands = call.getResolvedChildren();
    if (function.equals(BuiltInFunctionDefinitions.AND)) {
      return all(operands, " and ");
    } else if (function.equals(BuiltInFunctionDefinitions.OR)) {
      return all(operands, " or ");
    } else if (function.equals(BuiltInFunctionDefinitions.NOT)) {
      return translate(operands.get(0)).map(filter -> "not (%s)".formatted(filter));
    } else if (function.equals(BuiltInFunctionDefinitions.IS_NULL)) {
      return nullable(operands.get(0)).map(field -> field.name() + " is null");
    } else if (function.equals(BuiltInFunctionDefinitions.IS_NOT_NULL)) {
      return nullable(operands.get(0)).map(field -> field.name() + " is not null");
    } else if (function.equals(BuiltInFunctionDefinitions.IN)) {
      return in(operands);
    } else if (function.equals(BuiltInFunctionDefinitions.LIKE)) {
      return like(operands);
    }
    return relation(function)
        .flatMap(relation -> comparison(relation, operands.get(0), operands.get(1)));
  }

  private Optional<String> all(List<ResolvedExpression> operands, String word) {
    List<Optional<String>> parts = operands.stream().map(this::translate).toList();
    return parts.stream().allMatch(Optional::isPresent)
        ? Optional.of(
            parts.stream().map(part -> "(" + part.get() + ")").collect(Collectors.joining(word)))
        : Optional.empty();
  }

  private static Optional<String> relation(FunctionDefinition function) {
    if (function.equals(BuiltInFunctionDefinitions.EQUALS)) {
      return Optional.of("==");
    } else if (function.equals(BuiltInFunctionDefinitions.NOT_EQUALS)) {
      return Optional.of("!=");
    } else if (function.equals(BuiltInFunctionDefinitions.LESS_THAN)) {
      return Optional.of("<");
    } else if (function.equals(BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL)) {
      return Optional.of("<=");
    } else if (function.equals(BuiltInFunctionDefinitions.GREATER_THAN)) {
      return Optional.of(">");
    } else if (function.equals(BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL)) {
      return Optional.of(">=");
    }
    return Optional.empty();
  }

  private Optional<String> comparison(
      String relation, ResolvedExpression left, ResolvedExpression right) {
    if (right instanceof FieldReferenceExpression && left instanceof ValueLiteralExpression) {
      return comparison(swapped(relation), right, left);
    }
    return field(left)
        .filter(field -> field.type() != DataType.BOOL || !ORDERED.contains(relation))
        .flatMap(
            field ->
                literal(field, right)
                    .map(value -> "%s %s %s".formatted(field.name(), relation, value)));
  }

  private static String swapped(String relation) {
    return switch (relation) {
      case "<" -> ">";
      case "<=" -> ">=";
      case ">" -> "<";
      case ">=" -> "<=";
      default -> relation;
    };
  }

  private Optional<String> in(List<ResolvedExpression> operands) {
    Optional<FieldSchema> field =
        field(operands.get(0)).filter(known -> known.type() != DataType.TIMESTAMPTZ);
    if (field.isEmpty()) {
      return Optional.empty();
    }
    List<Optional<String>> values =
        operands.stream().skip(1).map(operand -> literal(field.get(), operand)).toList();
    return values.stream().allMatch(Optional::isPresent)
        ? Optional.of(
            values.stream()
                .map(Optional::get)
                .collect(Collectors.joining(", ", field.get().name() + " in [", "]")))
        : Optional.empty();
  }

  /** Only patterns whose one special character is %: of the others the two languages differ. */
  private Optional<String> like(List<ResolvedExpression> operands) {
    if (operands.size() != 2 || !(operands.get(1) instanceof ValueLiteralExpression literal)) {
      return Optional.empty();
    }
    return field(operands.get(0))
        .filter(field -> field.type() == DataType.VARCHAR)
        .flatMap(
            field ->
                literal
                    .getValueAs(String.class)
                    .filter(pattern -> pattern.indexOf('_') < 0 && pattern.indexOf('\\') < 0)
                    .map(FilterTexts::quote)
                    .map(pattern -> field.name() + " like " + pattern));
  }

  private Optional<FieldSchema> nullable(ResolvedExpression expression) {
    return expression instanceof FieldReferenceExpression reference
        ? named(reference).filter(field -> !field.type().isVector() && !field.isDynamic())
        : Optional.empty();
  }

  /** The field that an expression is, if the filter language compares its values as SQL does. */
  private Optional<FieldSchema> field(ResolvedExpression expression) {
    return expression instanceof FieldReferenceExpression reference
        ? named(reference)
            .filter(
                field ->
                    switch (field.type()) {
                      case BOOL, INT8, INT16, INT32, INT64, FLOAT, DOUBLE, VARCHAR, TIMESTAMPTZ ->
                          true;
                      default -> false;
                    })
        : Optional.empty();
  }

  private Optional<FieldSchema> named(FieldReferenceExpression reference) {
    String name = reference.getName();
    return NAME.matcher(name).matches() && !WORDS.contains(name.toLowerCase(Locale.ROOT))
        ? schema.field(name)
        : Optional.empty();
  }

  /** A constant of the type of a field, as the filter language writes it. */
  private static Optional<String> literal(FieldSchema field, ResolvedExpression expression) {
    if (!(expression instanceof ValueLiteralExpression literal) || literal.isNull()) {
      return Optional.empty();
    }
    return switch (field.type()) {
      case BOOL -> literal.getValueAs(Boolean.class).map(String::valueOf);
      case INT8, INT16, INT32, INT64 ->
          isWhole(literal)
              ? literal
                  .getValueAs(BigDecimal.class)
                  .map(BigDecimal::toBigIntegerExact)
                  .map(String::valueOf)
              : Optional.empty();
      case FLOAT, DOUBLE -> floating(field, literal);
      case VARCHAR -> literal.getValueAs(String.class).map(FilterTexts::quote);
      case TIMESTAMPTZ ->
          literal
              .getValueAs(Instant.class)
              .filter(time -> time.equals(time.truncatedTo(ChronoUnit.MICROS)))
              .map(time -> "ISO '%s'".formatted(time));
      default -> Optional.empty();
    };
  }

  private static boolean isWhole(ValueLiteralExpression literal) {
    return switch (literal.getOutputDataType().getLogicalType().getTypeRoot()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
      default -> false;
    };
  }

  /**
   * Float constants are widened, as the values that they are compared with are; a decimal one is
   * the float64 next to it, as Flink has it, which a FLOAT field must be able to hold.
   */
  private static Optional<String> floating(FieldSchema field, ValueLiteralExpression literal) {
    Optional<Double> value =
        switch (literal.getOutputDataType().getLogicalType().getTypeRoot()) {
          case FLOAT -> literal.getValueAs(Float.class).map(Float::doubleValue);
          case DOUBLE -> literal.getValueAs(Double.class);
          case DECIMAL -> literal.getValueAs(BigDecimal.class).map(BigDecimal::doubleValue);
          default -> Optional.empty();
        };
    return value
        .filter(Double::isFinite)
        .filter(number -> field.type() == DataType.DOUBLE || (double) number.floatValue() == number)
        .map(FilterTranslator::plain);
  }

  private static String plain(double value) {
    String text = new BigDecimal(value).toPlainString();
    return text.indexOf('.') < 0 ? text + ".0" : text;
  }
}
