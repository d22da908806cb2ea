package io.cinclus.access.rest;

import static io.cinclus.access.rest.Bodies.body;
import static io.cinclus.access.rest.BodyTest.code;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.FunctionType;
import org.junit.jupiter.api.Test;

class JsonSchemasTest {
  @Test
  void aDimensionMakesAKeyAVectorAndTheDynamicField() {
    CollectionSchema schema = JsonSchemas.quick(body("{'collectionName': 'c', 'dimension': 5}"));
    assertThat(schema.getEnableDynamicField()).isTrue();
    FieldSchema key = schema.getFields(0);
    assertThat(key.getName()).isEqualTo("id");
    assertThat(key.getDataType()).isEqualTo(DataType.Int64);
    assertThat(key.getAutoID()).isFalse();
    FieldSchema vector = schema.getFields(1);
    assertThat(vector.getName()).isEqualTo("vector");
    assertThat(KeyValues.of(vector.getTypeParamsList())).containsEntry("dim", "5");
  }

  @Test
  void aQuickCollectionMayHaveOtherNamesAndTexts() {
    CollectionSchema schema =
        JsonSchemas.quick(
            body(
                """
                {'collectionName': 'c', 'dimension': 5, 'idType': 'VarChar', 'autoID': true,
                 'primaryFieldName': 'key', 'vectorFieldName': 'v',
                 'params': {'max_length': '32', 'enableDynamicField': false}}
                """));
    assertThat(schema.getEnableDynamicField()).isFalse();
    assertThat(schema.getFields(0).getName()).isEqualTo("key");
    assertThat(schema.getFields(0).getAutoID()).isTrue();
    assertThat(KeyValues.of(schema.getFields(0).getTypeParamsList()))
        .containsEntry("max_length", "32");
    assertThat(schema.getFields(1).getName()).isEqualTo("v");
    assertThat(code(() -> JsonSchemas.quick(body("{'collectionName': 'c'}")))).isEqualTo(1100);
    assertThat(
            code(
                () ->
                    JsonSchemas.quick(
                        body("{'collectionName': 'c', 'dimension': 2, 'idType': 'Float'}"))))
        .isEqualTo(1100);
  }

  @Test
  void aFullSchemaIsTakenAndDescribed() {
    CollectionSchema schema =
        JsonSchemas.full(
            body(
                """
                {'collectionName': 'c', 'schema': {'autoId': true, 'fields': [
                  {'fieldName': 'k', 'dataType': 'Int64', 'isPrimary': true},
                  {'fieldName': 'n', 'dataType': 'Int16', 'nullable': true, 'defaultValue': 7},
                  {'fieldName': 'text', 'dataType': 'VarChar', 'isPartitionKey': true,
                   'elementTypeParams': {'max_length': 9, 'analyzer_params': {'type': 'english'}}},
                  {'fieldName': 'a', 'dataType': 'Array', 'elementDataType': 'Int64',
                   'elementTypeParams': {'max_capacity': 4}},
                  {'fieldName': 's', 'dataType': 'SparseFloatVector'}],
                 'functions': [{'name': 'f', 'type': 'BM25', 'inputFieldNames': ['text'],
                   'outputFieldNames': ['s'], 'params': {'x': 1}}]}}
                """));
    assertThat(schema.getFields(0).getAutoID()).isTrue();
    assertThat(schema.getFields(1).getDefaultValue().getIntData()).isEqualTo(7);
    assertThat(schema.getFields(2).getIsPartitionKey()).isTrue();
    assertThat(KeyValues.of(schema.getFields(2).getTypeParamsList()))
        .containsEntry("analyzer_params", "{\"type\":\"english\"}");
    assertThat(schema.getFields(3).getElementType()).isEqualTo(DataType.Int64);
    assertThat(schema.getFields(4).getIsFunctionOutput()).isTrue();
    assertThat(schema.getFunctions(0).getType()).isEqualTo(FunctionType.BM25);
    ArrayNode described = JsonSchemas.fields(schema.getFieldsList(), Numbers.AS_NUMBERS);
    assertThat(described.get(0).get("primaryKey").asBoolean()).isTrue();
    assertThat(described.get(0).get("autoId").asBoolean()).isTrue();
    assertThat(described.get(1).get("defaultValue").asInt()).isEqualTo(7);
    assertThat(described.get(3).get("type").asText()).isEqualTo("Array");
    assertThat(described.get(3).get("elementType").asText()).isEqualTo("Int64");
    assertThat(described.get(3).get("params"))
        .hasToString("[{\"key\":\"max_capacity\",\"value\":\"4\"}]");
  }

  @Test
  void typesAndDefaultsThatAreNoneAreRefused() {
    for (String field :
        new String[] {
          "{'fieldName': 'x', 'dataType': 'int64'}",
          "{'fieldName': 'x', 'dataType': 'Int8', 'defaultValue': 'y'}",
          "{'fieldName': 'x', 'dataType': 'JSON', 'defaultValue': {}}",
          "{'fieldName': 'x', 'dataType': 'Array', 'elementDataType': 'Text2'}"
        }) {
      assertThat(code(() -> JsonSchemas.field(body(field), false))).as(field).isEqualTo(1100);
    }
    assertThat(code(() -> JsonSchemas.field(body("{'dataType': 'Int8'}"), false))).isEqualTo(1802);
    assertThat(code(() -> JsonSchemas.function(body("{'name': 'f', 'type': 'X'}"))))
        .isEqualTo(1100);
  }
}
