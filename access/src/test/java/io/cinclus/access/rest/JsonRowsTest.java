package io.cinclus.access.rest;

import static io.cinclus.access.rest.Bodies.body;
import static io.cinclus.access.rest.Bodies.json;
import static io.cinclus.access.rest.Bodies.list;
import static io.cinclus.access.rest.BodyTest.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.FieldData;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows that are written and read again. */
class JsonRowsTest {
  private static final CollectionSchema SCHEMA =
      schema(
          """
          {'fieldName': 'id', 'dataType': 'Int64', 'isPrimary': true},
          {'fieldName': 'flag', 'dataType': 'Bool', 'nullable': true},
          {'fieldName': 'small', 'dataType': 'Int8'},
          {'fieldName': 'ratio', 'dataType': 'Float'},
          {'fieldName': 'exact', 'dataType': 'Double'},
          {'fieldName': 'word', 'dataType': 'VarChar', 'elementTypeParams': {'max_length': 16}},
          {'fieldName': 'facts', 'dataType': 'JSON', 'nullable': true},
          {'fieldName': 'tags', 'dataType': 'Array', 'elementDataType': 'VarChar',
           'elementTypeParams': {'max_capacity': '4', 'max_length': '8'}},
          {'fieldName': 'floats', 'dataType': 'FloatVector', 'elementTypeParams': {'dim': 2}},
          {'fieldName': 'halves', 'dataType': 'Float16Vector', 'elementTypeParams': {'dim': '2'}},
          {'fieldName': 'brains', 'dataType': 'BFloat16Vector', 'elementTypeParams': {'dim': '2'}},
          {'fieldName': 'bytes', 'dataType': 'Int8Vector', 'elementTypeParams': {'dim': '2'}},
          {'fieldName': 'bits', 'dataType': 'BinaryVector', 'elementTypeParams': {'dim': '16'}},
          {'fieldName': 'sparse', 'dataType': 'SparseFloatVector', 'nullable': true}
          """);

  private static CollectionSchema schema(String fields) {
    return JsonSchemas.full(
        body(
            "{'collectionName': 'c', 'schema': {'enableDynamicField': true, 'fields': [%s]}}"
                .formatted(fields)));
  }

  private static String row(String others) {
    return """
        {'small': -3, 'ratio': 0.5, 'exact': 1e-300, 'word': 'a', 'tags': ['x', 'y'],
         'floats': [1, 2.5], 'halves': [1, -2], 'brains': 'gD8AwA==', 'bytes': [-128, 127],
         'bits': 'AQI=', %s}
        """
        .formatted(others);
  }

  private static List<ObjectNode> written(String rows) {
    List<FieldData> columns = JsonRows.of(SCHEMA, list(rows), false).columns();
    return RowsJson.rows(columns, Numbers.AS_NUMBERS);
  }

  @Test
  void rowsOfEveryTypeComeBackAsTheyWereSent() {
    List<ObjectNode> rows =
        written(
            "[%s, %s]"
                .formatted(
                    row(
                        "'id': 9007199254740993, 'flag': true, 'facts': {'a': [1, null]},"
                            + " 'sparse': {'7': 0.5, '3': 2}, 'color': 'red', 'none': null"),
                    row("'id': '2', 'facts': null, 'deep': {'x': 9007199254740993}")));
    assertThat(json(rows.get(0).toString()))
        .isEqualTo(
            json(
                """
                {'id': 9007199254740993, 'flag': true, 'small': -3, 'ratio': 0.5, 'exact': 1e-300,
                 'word': 'a', 'facts': {'a': [1, null]}, 'tags': ['x', 'y'], 'floats': [1.0, 2.5],
                 'halves': 'ADwAwA==', 'brains': 'gD8AwA==', 'bytes': [-128, 127], 'bits': 'AQI=',
                 'sparse': {'3': 2.0, '7': 0.5}, 'color': 'red'}
                """));
    assertThat(rows.get(1).get("id").longValue()).isEqualTo(2);
    assertThat(rows.get(1).get("flag").isNull()).isTrue();
    assertThat(rows.get(1).get("facts").isNull()).isTrue();
    assertThat(rows.get(1).get("sparse").isNull()).isTrue();
    assertThat(rows.get(1).get("deep")).hasToString("{\"x\":9007199254740993}");
    assertThat(rows.get(1).has("color")).isFalse();
  }

  @Test
  void bothFormsOfSparseVectorsAndBytesAsNumbersAreTaken() {
    ObjectNode row =
        written(
                "[%s]"
                    .formatted(
                        row("'id': 1, 'sparse': {'indices': [9, 4294967294], 'values': [1, 2]}")
                            .replace("'AQI='", "[1, 255]")))
            .get(0);
    assertThat(row.get("sparse")).hasToString("{\"9\":1.0,\"4294967294\":2.0}");
    assertThat(row.get("bits").asText()).isEqualTo("Af8=");
  }

  @Test
  void whatDoesNotFitIsRefusedAndSaysWhere() {
    assertThatThrownBy(() -> written("[%s, {}]".formatted(row("'id': 1"))))
        .isInstanceOf(RestException.class)
        .hasMessageContaining("row 1 has no 'id'");
    for (String wrong :
        List.of(
            "'id': 1.5",
            "'id': 'x'",
            "'id': 18446744073709551616",
            "'id': 1, 'flag': 3",
            "'id': 1, 'sparse': [1]",
            "'id': 1, 'sparse': {'-1': 1}",
            "'id': 1, 'sparse': {'indices': [1], 'values': []}",
            "'id': 1, '$meta': {}")) {
      assertThat(code(() -> written("[%s]".formatted(row(wrong))))).as(wrong).isEqualTo(1804);
    }
    for (String[] change :
        new String[][] {
          {"[1, 2.5]", "[1]"},
          {"[1, 2.5]", "[1, 'x']"},
          {"[1, 2.5]", "'AQI='"},
          {"[-128, 127]", "[-129, 0]"},
          {"'AQI='", "'AQ=='"},
          {"'AQI='", "'?'"},
          {"['x', 'y']", "'x'"},
          {"'a', ", "{}, "},
          {"1e-300", "'abc'"}
        }) {
      String row = row("'id': 1").replace(change[0], change[1]);
      assertThat(code(() -> written("[%s]".formatted(row)))).as(change[1]).isEqualTo(1804);
    }
    assertThat(code(() -> written("[1]"))).isEqualTo(1804);
  }

  @Test
  void withoutADynamicFieldOtherMembersAreRefused() {
    CollectionSchema schema = SCHEMA.toBuilder().setEnableDynamicField(false).build();
    List<JsonNode> rows = list("[%s]".formatted(row("'id': 1, 'color': 'red'")));
    assertThatThrownBy(() -> JsonRows.of(schema, rows, false).columns())
        .hasMessageContaining("'color'");
  }

  @Test
  void aPartialRowHasOnlyTheColumnsThatItNames() {
    List<FieldData> columns = JsonRows.of(SCHEMA, list("[{'id': 1, 'small': 4}]"), true).columns();
    assertThat(columns).extracting(FieldData::getFieldName).containsExactly("id", "small", "$meta");
  }

  @Test
  void keysThatAreMadeMayBeLeftOut() {
    CollectionSchema schema =
        SCHEMA.toBuilder().setFields(0, SCHEMA.getFields(0).toBuilder().setAutoID(true)).build();
    assertThat(JsonRows.of(schema, list("[%s]".formatted(row("'x': 1"))), false).columns())
        .extracting(FieldData::getFieldName)
        .doesNotContain("id")
        .contains("small");
  }

  @Test
  void largeNumbersAreTextsWhereTheClientCannotReadThem() {
    List<FieldData> columns =
        JsonRows.of(SCHEMA, list("[%s]".formatted(row("'id': 9007199254740993"))), false).columns();
    ObjectNode row = RowsJson.rows(columns, Numbers.AS_TEXTS).get(0);
    assertThat(row.get("id").isTextual()).isTrue();
    assertThat(row.get("id").asText()).isEqualTo("9007199254740993");
    assertThat(row.get("small").isInt()).isTrue();
  }
}
