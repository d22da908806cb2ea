package io.cinclus.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.filter.Filter;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.sql.types.FieldTypes;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinition;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.junit.jupiter.api.Test;

class FilterTranslatorTest {
  private static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey().withId(100),
              FieldSchema.of("small", DataType.INT8, Limits.NONE).withId(101),
              FieldSchema.of("name", DataType.VARCHAR, Limits.maxLength(64))
                  .asNullable()
                  .withId(102),
              FieldSchema.of("single", DataType.FLOAT, Limits.NONE).withId(103),
              FieldSchema.of("wide", DataType.DOUBLE, Limits.NONE).withId(104),
              FieldSchema.of("flag", DataType.BOOL, Limits.NONE).withId(105),
              FieldSchema.of("at", DataType.TIMESTAMPTZ, Limits.NONE).withId(106),
              FieldSchema.of("doc", DataType.JSON, Limits.NONE).withId(107),
              FieldSchema.of("like", DataType.INT64, Limits.NONE).withId(108),
              FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2)).withId(109)));

  @Test
  void relationsHaveTheirCounterparts() {
    assertThat(translated(call(BuiltInFunctionDefinitions.EQUALS, field("id"), literal(5L))))
        .hasValue("id == 5");
    assertThat(
            translated(
                call(BuiltInFunctionDefinitions.LESS_THAN, literal((byte) 3), field("small"))))
        .hasValue("small > 3");
    assertThat(
            translated(
                call(BuiltInFunctionDefinitions.NOT_EQUALS, field("name"), literal("a\"b\\c\n"))))
        .hasValue("name != \"a\\\"b\\\\c\\u000a\"");
    assertThat(
            translated(
                call(
                    BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL,
                    field("at"),
                    literal(Instant.parse("2025-01-02T03:04:05.000006Z")))))
        .hasValue("at >= ISO '2025-01-02T03:04:05.000006Z'");
    assertThat(translated(call(BuiltInFunctionDefinitions.NOT, field("flag"))))
        .hasValue("not (flag == true)");
  }

  /**
   * A FLOAT column is compared with the number that the constant is, not with the one it is near.
   */
  @Test
  void floatsAreWidened() {
    assertThat(
            translated(call(BuiltInFunctionDefinitions.LESS_THAN, field("single"), literal(0.1f))))
        .hasValue("single < 0.100000001490116119384765625");
    assertThat(translated(call(BuiltInFunctionDefinitions.LESS_THAN, field("wide"), literal(2.0))))
        .hasValue("wide < 2.0");
  }

  @Test
  void conditionsAreNestedAsTheyAre() {
    ResolvedExpression one = call(BuiltInFunctionDefinitions.EQUALS, field("id"), literal(1L));
    ResolvedExpression none = call(BuiltInFunctionDefinitions.IS_NULL, field("name"));
    assertThat(translated(call(BuiltInFunctionDefinitions.OR, one, none)))
        .hasValue("(id == 1) or (name is null)");
    assertThat(
            translated(
                call(BuiltInFunctionDefinitions.IN, field("name"), literal("a"), literal("b"))))
        .hasValue("name in [\"a\", \"b\"]");
    assertThat(translated(call(BuiltInFunctionDefinitions.LIKE, field("name"), literal("a%"))))
        .hasValue("name like \"a%\"");
  }

  @Test
  void whatMeansSomethingElseIsRefused() {
    ResolvedExpression unknown =
        call(BuiltInFunctionDefinitions.EQUALS, field("doc"), literal("{}"));
    ResolvedExpression known = call(BuiltInFunctionDefinitions.EQUALS, field("id"), literal(1L));
    assertThat(translated(unknown)).isEmpty();
    assertThat(translated(call(BuiltInFunctionDefinitions.OR, known, unknown))).isEmpty();
    assertThat(translated(call(BuiltInFunctionDefinitions.NOT, unknown))).isEmpty();
    assertThat(translated(call(BuiltInFunctionDefinitions.EQUALS, field("like"), literal(1L))))
        .as("a name that is a word of the filter language")
        .isEmpty();
    assertThat(translated(call(BuiltInFunctionDefinitions.LIKE, field("name"), literal("a_b"))))
        .isEmpty();
    assertThat(translated(call(BuiltInFunctionDefinitions.EQUALS, field("id"), field("small"))))
        .isEmpty();
    assertThat(
            translated(
                call(
                    BuiltInFunctionDefinitions.EQUALS,
                    field("id"),
                    new ValueLiteralExpression(null, DataTypes.BIGINT()))))
        .isEmpty();
    assertThat(
            translated(
                call(
                    BuiltInFunctionDefinitions.EQUALS,
                    field("at"),
                    literal(Instant.ofEpochSecond(0, 1)))))
        .as("less than a microsecond")
        .isEmpty();
  }

  private static Optional<String> translated(ResolvedExpression expression) {
    Optional<String> filter = new FilterTranslator(SCHEMA).translate(expression);
    filter.ifPresent(text -> Filter.compile(text, SCHEMA)); // It is one.
    return filter;
  }

  private static ResolvedExpression call(
      BuiltInFunctionDefinition function, ResolvedExpression... operands) {
    return CallExpression.permanent(function, Arrays.asList(operands), DataTypes.BOOLEAN());
  }

  private static ResolvedExpression field(String name) {
    FieldSchema field = SCHEMA.field(name).orElseThrow();
    return new FieldReferenceExpression(name, FieldTypes.of(field), 0, 0);
  }

  private static ResolvedExpression literal(Object value) {
    org.apache.flink.table.types.DataType type =
        value instanceof String text
            ? DataTypes.CHAR(text.length())
            : value instanceof Instant
                ? DataTypes.TIMESTAMP_LTZ(9)
                : List.of(
                        DataTypes.BIGINT(),
                        DataTypes.TINYINT(),
                        DataTypes.FLOAT(),
                        DataTypes.DOUBLE())
                    .stream()
                    .filter(known -> known.getConversionClass() == value.getClass())
                    .findFirst()
                    .orElseThrow();
    return new ValueLiteralExpression(value, type.notNull());
  }
}
