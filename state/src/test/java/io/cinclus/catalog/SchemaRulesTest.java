package io.cinclus.catalog;

import static io.cinclus.model.FieldSchema.Limits.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FunctionSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaRulesTest {
  private static final FieldSchema ID = field("id", DataType.INT64, NONE).asPrimaryKey();
  private static final FieldSchema VECTOR =
      field("vector", DataType.FLOAT_VECTOR, Limits.dimension(4));

  private static FieldSchema field(String name, DataType type, Limits limits) {
    return FieldSchema.of(name, type, limits);
  }

  private static FieldSchema array(DataType element, int maxCapacity, int maxLength) {
    return field("f", DataType.ARRAY, Limits.array(element, maxCapacity, maxLength));
  }

  private static CollectionSchema schema(FieldSchema... fields) {
    return new CollectionSchema("", List.of(fields));
  }

  static Stream<FieldSchema> accepted() {
    return Stream.of(
        field("f", DataType.BOOL, NONE).withDefault(true),
        field("f", DataType.INT8, NONE).withDefault(-128L),
        field("f", DataType.INT16, NONE).withDefault(32_767L).asNullable(),
        field("f", DataType.INT32, NONE).asNullable(),
        field("f", DataType.INT64, NONE).withDefault(Long.MIN_VALUE),
        field("f", DataType.FLOAT, NONE).withDefault(1.5),
        field("f", DataType.DOUBLE, NONE).withDefault(1e300),
        field("f", DataType.VARCHAR, Limits.maxLength(1)).withDefault("a"),
        field("f", DataType.VARCHAR, Limits.maxLength(65_535)).asNullable(),
        field("f", DataType.VARCHAR, Limits.maxLength(4)).withDefault("😀"),
        field("f", DataType.JSON, NONE).asNullable(),
        field("_F0", DataType.JSON, NONE),
        field("n".repeat(255), DataType.JSON, NONE),
        array(DataType.INT8, 1, 0),
        array(DataType.DOUBLE, 4_096, 0).asNullable(),
        array(DataType.VARCHAR, 10, 65_535),
        field("f", DataType.FLOAT_VECTOR, Limits.dimension(1)),
        field("f", DataType.FLOAT_VECTOR, Limits.dimension(32_768)));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void theFieldIsAccepted(FieldSchema field) {
    CollectionSchema schema = schema(ID, VECTOR, field);
    assertThat(SchemaRules.check(schema)).isSameAs(schema);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("array of null", field("f", DataType.ARRAY, NONE)),
        Arguments.of("array of ARRAY", array(DataType.ARRAY, 1, 0)),
        Arguments.of("array of JSON", array(DataType.JSON, 1, 0)),
        Arguments.of("array of FLOAT_VECTOR", array(DataType.FLOAT_VECTOR, 1, 0)),
        Arguments.of("max_capacity 0", array(DataType.BOOL, 0, 0)),
        Arguments.of("max_capacity 4097", array(DataType.BOOL, 4_097, 0)),
        Arguments.of("max_length 0", array(DataType.VARCHAR, 1, 0)),
        Arguments.of("max_length 0", field("f", DataType.VARCHAR, NONE)),
        Arguments.of("max_length 65536", field("f", DataType.VARCHAR, Limits.maxLength(65_536))),
        Arguments.of("dimension 0", field("f", DataType.FLOAT_VECTOR, NONE)),
        Arguments.of("dimension -1", field("f", DataType.FLOAT_VECTOR, Limits.dimension(-1))),
        Arguments.of(
            "dimension 32769", field("f", DataType.FLOAT_VECTOR, Limits.dimension(32_769))),
        Arguments.of("dimension 32769", field("f", DataType.INT8_VECTOR, Limits.dimension(32_769))),
        Arguments.of(
            "dimension 262152", field("f", DataType.BINARY_VECTOR, Limits.dimension(262_152))),
        Arguments.of("multiple of 8", field("f", DataType.BINARY_VECTOR, Limits.dimension(12))),
        Arguments.of("dimension 3", field("f", DataType.SPARSE_FLOAT_VECTOR, Limits.dimension(3))),
        Arguments.of("twice", field("id", DataType.INT8, NONE)),
        Arguments.of("2 primary keys", field("f", DataType.INT64, NONE).asPrimaryKey()),
        Arguments.of("$meta", field("$meta", DataType.JSON, NONE)),
        Arguments.of("$meta", field("$meta", DataType.INT8, NONE)),
        Arguments.of("not a name", field("a.b", DataType.INT8, NONE)),
        Arguments.of("not a name", field("", DataType.INT8, NONE)),
        Arguments.of("255", field("n".repeat(256), DataType.INT8, NONE)));
  }

  static Stream<Arguments> refusedDefaults() {
    return Stream.of(
            field("f", DataType.BOOL, NONE).withDefault(1L),
            field("f", DataType.INT8, NONE).withDefault(128L),
            field("f", DataType.INT16, NONE).withDefault(-32_769L),
            field("f", DataType.INT32, NONE).withDefault(1L << 31),
            field("f", DataType.INT64, NONE).withDefault(1.0),
            field("f", DataType.FLOAT, NONE).withDefault(1e39),
            field("f", DataType.FLOAT, NONE).withDefault(1L),
            field("f", DataType.DOUBLE, NONE).withDefault(Double.NaN),
            field("f", DataType.DOUBLE, NONE).withDefault("1"),
            field("f", DataType.VARCHAR, Limits.maxLength(1)).withDefault("é"),
            field("f", DataType.VARCHAR, Limits.maxLength(9)).withDefault("\ud800"),
            field("f", DataType.VARCHAR, Limits.maxLength(9)).withDefault(true),
            field("f", DataType.JSON, NONE).withDefault("{}"),
            array(DataType.INT8, 1, 0).withDefault("[]"),
            field("f", DataType.FLOAT_VECTOR, Limits.dimension(1)).withDefault(1.0))
        .map(field -> Arguments.of("default", field));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({"refused", "refusedDefaults"})
  void theFieldIsRefused(String mentioned, FieldSchema field) {
    assertRefused(ErrorCode.BAD_SCHEMA, mentioned, schema(ID, VECTOR, field));
  }

  @Test
  void aPrimaryKeyIsAnInt64OrAVarcharAndNothingElse() {
    FieldSchema text = field("id", DataType.VARCHAR, Limits.maxLength(10)).asPrimaryKey();
    assertThat(SchemaRules.check(schema(text, VECTOR)).primaryKey()).isEqualTo(text);
    for (DataType type : DataType.values()) {
      if (type != DataType.INT64 && type != DataType.VARCHAR) {
        int dimension = type.isFixedVector() ? 8 : 0;
        Limits limits = new Limits(dimension, 10, DataType.INT8, 10);
        assertRefused(
            ErrorCode.BAD_SCHEMA,
            "primary key of type " + type,
            schema(field("id", type, limits).asPrimaryKey(), VECTOR));
      }
    }
  }

  @Test
  void aPrimaryKeyAlwaysHasAValueOfItsOwn() {
    assertRefused(ErrorCode.BAD_SCHEMA, "nullable", schema(ID.asNullable(), VECTOR));
    assertRefused(ErrorCode.BAD_SCHEMA, "default", schema(ID.withDefault(1L), VECTOR));
  }

  @Test
  void aSchemaHasAKeyAndAVector() {
    assertRefused(ErrorCode.BAD_SCHEMA, "no fields", schema());
    assertRefused(ErrorCode.BAD_SCHEMA, "no vector fields", schema(ID));
    assertRefused(ErrorCode.BAD_SCHEMA, "0 primary keys", schema(VECTOR));
    assertRefused(ErrorCode.BAD_SCHEMA, "no fields", schema(SchemaRules.DYNAMIC_FIELD));
  }

  @Test
  void aSchemaHasAtMost64FieldsBesidesTheDynamicField() {
    List<FieldSchema> fields = new ArrayList<>(List.of(ID, VECTOR));
    for (int i = 2; i < CatalogLimits.MAX_FIELDS; i++) {
      fields.add(field("f" + i, DataType.INT8, NONE));
    }
    CollectionSchema full = SchemaRules.withDynamicField(new CollectionSchema("", fields));
    assertThat(SchemaRules.check(full)).isSameAs(full);
    fields.add(field("more", DataType.INT8, NONE));
    assertRefused(ErrorCode.LIMIT_EXCEEDED, "65 fields", new CollectionSchema("", fields));
  }

  @Test
  void aSchemaHasAtMost10VectorFields() {
    List<FieldSchema> fields = new ArrayList<>(List.of(ID));
    for (int i = 0; i < CatalogLimits.MAX_VECTOR_FIELDS; i++) {
      fields.add(field("v" + i, DataType.FLOAT_VECTOR, Limits.dimension(2)));
    }
    CollectionSchema full = new CollectionSchema("", fields);
    assertThat(SchemaRules.check(full)).isSameAs(full);
    fields.add(VECTOR);
    assertRefused(ErrorCode.LIMIT_EXCEEDED, "11 vector fields", new CollectionSchema("", fields));
  }

  @Test
  void theDynamicFieldStandsBehindTheOthersAsItIs() {
    assertRefused(ErrorCode.BAD_SCHEMA, "$meta", schema(ID, SchemaRules.DYNAMIC_FIELD, VECTOR));
    assertRefused(
        ErrorCode.BAD_SCHEMA,
        "$meta",
        schema(ID, VECTOR, SchemaRules.DYNAMIC_FIELD, SchemaRules.DYNAMIC_FIELD));
    assertRefused(
        ErrorCode.BAD_SCHEMA, "$meta", schema(ID, VECTOR, SchemaRules.DYNAMIC_FIELD.asNullable()));
  }

  @Test
  void descriptionsAreKeptAndHaveALimit() {
    String longest = "x".repeat(CatalogLimits.MAX_DESCRIPTION_LENGTH);
    CollectionSchema plain = new CollectionSchema(longest, Commands.SCHEMA.fields());
    CollectionSchema described = described(plain, longest);
    assertThat(SchemaRules.check(described)).isEqualTo(described);
    assertThat(SchemaCodec.decode(SchemaCodec.encode(described))).isEqualTo(described);
    for (CollectionSchema tooLong :
        List.of(
            described(plain, longest + "x"), new CollectionSchema(longest + "x", plain.fields()))) {
      assertThatThrownBy(() -> SchemaRules.check(tooLong))
          .isInstanceOfSatisfying(
              CinclusException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED))
          .hasMessageContaining("4097");
    }
  }

  private static CollectionSchema described(CollectionSchema schema, String description) {
    List<FieldSchema> fields = new ArrayList<>(schema.fields());
    fields.set(0, fields.get(0).withDescription(description));
    return new CollectionSchema(schema.description(), fields);
  }

  @Test
  void aSchemaComesBackFromItsMessage() {
    List<FieldSchema> fields = new ArrayList<>(List.of(ID, VECTOR));
    accepted().forEach(fields::add);
    CollectionSchema plain =
        SchemaRules.withFieldIds(new CollectionSchema("what is it for", fields));
    CollectionSchema dynamic = SchemaRules.withFieldIds(SchemaRules.withDynamicField(plain));
    assertThat(SchemaCodec.decode(SchemaCodec.encode(plain))).isEqualTo(plain);
    assertThat(SchemaCodec.decode(SchemaCodec.encode(dynamic))).isEqualTo(dynamic);
    assertThat(dynamic.dynamicField()).map(FieldSchema::id).contains(100 + plain.fields().size());
  }

  @Test
  void functionsFillSparseVectorsFromTextsWithAnAnalyzer() {
    FieldSchema text =
        field("t", DataType.VARCHAR, Limits.maxLength(9))
            .withAnalysis(new FieldSchema.Analysis(true, "{}"));
    FieldSchema sparse = field("s", DataType.SPARSE_FLOAT_VECTOR, NONE);
    FunctionSchema good = function("f", "t", "s");
    CollectionSchema schema = SchemaRules.withFieldIds(with(List.of(ID, text, sparse), good));
    assertThat(SchemaRules.check(schema)).isSameAs(schema);
    assertThat(SchemaCodec.decode(SchemaCodec.encode(schema))).isEqualTo(schema);
    CollectionSchema dynamic = SchemaRules.withDynamicField(schema);
    assertThat(SchemaCodec.decode(SchemaCodec.encode(dynamic))).isEqualTo(dynamic);

    FieldSchema plain = field("t", DataType.VARCHAR, Limits.maxLength(9));
    assertBad("reads 't'", with(List.of(ID, plain, sparse), good));
    assertBad("fills 't'", with(List.of(ID, text, sparse), function("f", "t", "t")));
    assertBad("fills 's'", with(List.of(ID, text, sparse.asNullable(), VECTOR), good));
    assertBad("the field 'x'", with(List.of(ID, text, sparse), function("f", "x", "s")));
    assertBad("there twice", with(List.of(ID, text, sparse), good, function("f", "t", "s2")));
    assertBad("another one", with(List.of(ID, text, sparse), good, function("g", "t", "s")));
    assertBad("function", with(List.of(ID, text, sparse), function("1", "t", "s")));
    assertBad(
        "only VARCHAR",
        schema(
            ID,
            VECTOR,
            field("n", DataType.INT8, NONE).withAnalysis(new FieldSchema.Analysis(false, ""))));
  }

  private static FunctionSchema function(String name, String input, String output) {
    return new FunctionSchema(name, "", FunctionSchema.Type.BM25, input, output);
  }

  private static CollectionSchema with(List<FieldSchema> fields, FunctionSchema... functions) {
    return new CollectionSchema("", fields, List.of(functions));
  }

  private static void assertBad(String mentioned, CollectionSchema schema) {
    assertRefused(ErrorCode.BAD_SCHEMA, mentioned, schema);
  }

  private static void assertRefused(ErrorCode code, String mentioned, CollectionSchema schema) {
    assertThatThrownBy(() -> SchemaRules.check(schema))
        .isInstanceOfSatisfying(
            CinclusException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(mentioned);
  }
}
