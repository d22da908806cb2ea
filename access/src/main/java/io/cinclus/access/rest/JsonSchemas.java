package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.FunctionSchema;
import io.cinclus.milvus.grpc.FunctionType;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.milvus.grpc.ValueField;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Schemas in JSON and in messages. Stateless. */
final class JsonSchemas {
  private static final String DEFAULT_KEY = "id";
  private static final String DEFAULT_VECTOR = "vector";
  private static final String MAX_LENGTH = "max_length";

  /** What Milvus allows at most, for a key of which no length is said. */
  private static final int DEFAULT_MAX_LENGTH = 65_535;

  private JsonSchemas() {}

  /** Whether a collection is to be made of a dimension alone. */
  static boolean isQuick(Body body) {
    return body.object("schema").list("fields").isEmpty();
  }

  /** The vector field of a collection that is made of a dimension. */
  static String quickVectorField(Body body) {
    return body.text("vectorFieldName", DEFAULT_VECTOR);
  }

  /** A key and a vector, and the dynamic field for all else. */
  static CollectionSchema quick(Body body) {
    int dimension = body.integer("dimension", 0);
    if (dimension == 0) {
      throw RestException.invalid("neither 'dimension' nor 'schema.fields' is there: send one");
    }
    Body params = body.object("params");
    FieldSchema.Builder key =
        FieldSchema.newBuilder()
            .setName(body.text("primaryFieldName", DEFAULT_KEY))
            .setIsPrimaryKey(true)
            .setAutoID(body.flag("autoID", false));
    String idType = body.text("idType", "Int64");
    if (idType.equalsIgnoreCase("VarChar")) {
      key.setDataType(DataType.VarChar)
          .addTypeParams(
              KeyValues.pair(
                  MAX_LENGTH, Integer.toString(params.integer(MAX_LENGTH, DEFAULT_MAX_LENGTH))));
    } else if (idType.equalsIgnoreCase("Int64")) {
      key.setDataType(DataType.Int64);
    } else {
      throw RestException.invalid("idType is '%s': send Int64 or VarChar".formatted(idType));
    }
    return CollectionSchema.newBuilder()
        .setName(body.text("collectionName"))
        .setDescription(body.text("description", ""))
        .setEnableDynamicField(params.flag("enableDynamicField", true))
        .addFields(key)
        .addFields(
            FieldSchema.newBuilder()
                .setName(quickVectorField(body))
                .setDataType(DataType.FloatVector)
                .addTypeParams(KeyValues.pair("dim", Integer.toString(dimension))))
        .build();
  }

  /** The schema that is written out. */
  static CollectionSchema full(Body body) {
    Body schema = body.object("schema");
    if (!schema.list("structFields").isEmpty()) {
      throw RestException.unimplemented("a field of structs");
    }
    boolean autoId = schema.flag("autoID", false);
    CollectionSchema.Builder message =
        CollectionSchema.newBuilder()
            .setName(body.text("collectionName"))
            .setDescription(schema.text("description", body.text("description", "")))
            .setEnableDynamicField(schema.flag("enableDynamicField", false));
    Set<String> outputs = new HashSet<>();
    for (Body function : schema.objects("functions")) {
      FunctionSchema translated = function(function);
      message.addFunctions(translated);
      outputs.addAll(translated.getOutputFieldNamesList());
    }
    for (Body field : schema.objects("fields")) {
      FieldSchema translated = field(field, autoId);
      message.addFields(
          translated.toBuilder().setIsFunctionOutput(outputs.contains(translated.getName())));
    }
    return message.build();
  }

  /** A field; {@code autoId} is what the schema says of its key. */
  static FieldSchema field(Body body, boolean autoId) {
    DataType type = type(body.text("dataType"));
    boolean isPrimary = body.flag("isPrimary", false);
    FieldSchema.Builder field =
        FieldSchema.newBuilder()
            .setName(body.text("fieldName"))
            .setDescription(body.text("description", ""))
            .setDataType(type)
            .setIsPrimaryKey(isPrimary)
            .setAutoID(body.flag("autoID", isPrimary && autoId))
            .setIsPartitionKey(body.flag("isPartitionKey", false))
            .setIsClusteringKey(body.flag("isClusteringKey", false))
            .setNullable(body.flag("nullable", false))
            .addAllTypeParams(body.pairs("elementTypeParams"));
    if (type == DataType.Array) {
      field.setElementType(type(body.text("elementDataType")));
    }
    if (body.has("defaultValue")) {
      field.setDefaultValue(defaultValue(type, body.get("defaultValue")));
    }
    return field.build();
  }

  private static DataType type(String name) {
    try {
      return DataType.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw RestException.invalid(
          "data type '%s' is invalid (case sensitive): send one such as Int64, VarChar or FloatVector"
              .formatted(name));
    }
  }

  private static ValueField defaultValue(DataType type, JsonNode value) {
    ScalarField column;
    try {
      column = JsonScalars.column(type, DataType.None, List.of(value));
    } catch (IllegalArgumentException e) {
      throw RestException.invalid(
          "defaultValue: %s: send a value of type %s".formatted(e.getMessage(), type));
    }
    ValueField.Builder message = ValueField.newBuilder();
    return switch (column.getDataCase()) {
      case BOOL_DATA -> message.setBoolData(column.getBoolData().getData(0)).build();
      case INT_DATA -> message.setIntData(column.getIntData().getData(0)).build();
      case LONG_DATA -> message.setLongData(column.getLongData().getData(0)).build();
      case FLOAT_DATA -> message.setFloatData(column.getFloatData().getData(0)).build();
      case DOUBLE_DATA -> message.setDoubleData(column.getDoubleData().getData(0)).build();
      case STRING_DATA -> message.setStringData(column.getStringData().getData(0)).build();
      default ->
          throw RestException.invalid("a field of type %s can have no default".formatted(type));
    };
  }

  /** A function of a schema, or one that ranks. */
  static FunctionSchema function(Body body) {
    String type = body.text("type");
    FunctionType known;
    try {
      known = FunctionType.valueOf(type);
    } catch (IllegalArgumentException e) {
      throw RestException.invalid(
          "function type '%s' is invalid (case sensitive): send BM25, TextEmbedding or Rerank"
              .formatted(type));
    }
    return FunctionSchema.newBuilder()
        .setName(body.text("name"))
        .setDescription(body.text("description", ""))
        .setType(known)
        .addAllInputFieldNames(body.texts("inputFieldNames"))
        .addAllOutputFieldNames(body.texts("outputFieldNames"))
        .addAllParams(body.pairs("params"))
        .build();
  }

  /** The fields as they are described. */
  static ArrayNode fields(List<FieldSchema> fields, Numbers numbers) {
    ArrayNode list = Json.list();
    for (FieldSchema field : fields) {
      if (!field.getIsDynamic()) {
        list.add(field(field, numbers));
      }
    }
    return list;
  }

  private static ObjectNode field(FieldSchema field, Numbers numbers) {
    ObjectNode node =
        Json.object()
            .put("name", field.getName())
            .put("type", field.getDataType().name())
            .put("primaryKey", field.getIsPrimaryKey())
            .put("partitionKey", field.getIsPartitionKey())
            .put("clusteringKey", field.getIsClusteringKey())
            .put("autoId", field.getAutoID())
            .put("nullable", field.getNullable())
            .put("description", field.getDescription());
    node.set("id", numbers.node(field.getFieldID()));
    if (field.getTypeParamsCount() > 0) {
      node.set("params", pairs(field.getTypeParamsList()));
    }
    if (field.getDataType() == DataType.Array) {
      node.put("elementType", field.getElementType().name());
    }
    if (field.hasDefaultValue()) {
      node.set("defaultValue", value(field.getDefaultValue(), numbers));
    }
    if (field.getIsFunctionOutput()) {
      node.put("isFunctionOutput", true);
    }
    return node;
  }

  private static JsonNode value(ValueField value, Numbers numbers) {
    return switch (value.getDataCase()) {
      case BOOL_DATA -> BooleanNode.valueOf(value.getBoolData());
      case INT_DATA -> IntNode.valueOf(value.getIntData());
      case LONG_DATA -> numbers.node(value.getLongData());
      case FLOAT_DATA -> FloatNode.valueOf(value.getFloatData());
      case DOUBLE_DATA -> DoubleNode.valueOf(value.getDoubleData());
      case STRING_DATA -> TextNode.valueOf(value.getStringData());
      case BYTES_DATA -> TextNode.valueOf(value.getBytesData().toStringUtf8());
      case TIMESTAMPTZ_DATA -> numbers.node(value.getTimestamptzData());
      case DATA_NOT_SET -> NullNode.getInstance();
    };
  }

  /** The functions as they are described. */
  static ArrayNode functions(List<FunctionSchema> functions, Numbers numbers) {
    ArrayNode list = Json.list();
    for (FunctionSchema function : functions) {
      ObjectNode node =
          list.addObject()
              .put("name", function.getName())
              .put("description", function.getDescription())
              .put("type", function.getType().name());
      node.set("id", numbers.node(function.getId()));
      node.set("inputFieldNames", Json.texts(function.getInputFieldNamesList()));
      node.set("outputFieldNames", Json.texts(function.getOutputFieldNamesList()));
      node.set("params", pairs(function.getParamsList()));
    }
    return list;
  }

  /** Parameters as they are described. */
  static ArrayNode pairs(List<KeyValuePair> pairs) {
    ArrayNode list = Json.list();
    for (KeyValuePair pair : pairs) {
      list.addObject().put("key", pair.getKey()).put("value", pair.getValue());
    }
    return list;
  }
}
