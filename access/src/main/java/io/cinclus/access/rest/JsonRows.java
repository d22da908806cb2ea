package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.JSONArray;
import io.cinclus.milvus.grpc.ScalarField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows that are written, as columns. Members that the schema does not have go into the dynamic
 * field, save those that are null. Rows that do not fit are refused ({@link RestException#rows}).
 * Immutable.
 *
 * @param isPartial a field that no row has is left as it is
 */
record JsonRows(CollectionSchema schema, List<ObjectNode> rows, boolean isPartial) {
  private static final String DYNAMIC = "$meta";

  static JsonRows of(CollectionSchema schema, List<JsonNode> rows, boolean isPartial) {
    List<ObjectNode> objects = new ArrayList<>(rows.size());
    for (JsonNode row : rows) {
      if (!(row instanceof ObjectNode object)) {
        throw RestException.rows(
            "row %d is no object: send one for each row".formatted(objects.size()));
      }
      objects.add(object);
    }
    return new JsonRows(schema, objects, isPartial);
  }

  /** The columns that are sent. */
  List<FieldData> columns() {
    List<FieldData> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (FieldSchema field : schema.getFieldsList()) {
      if (!field.getIsDynamic()) {
        names.add(field.getName());
        if (isSent(field)) {
          columns.add(column(field));
        }
      }
    }
    if (schema.getEnableDynamicField()) {
      columns.add(dynamic(names));
    } else {
      refuseUnknown(names);
    }
    return columns;
  }

  /** Keys that are made, and what functions put out, may be left out. */
  private boolean isSent(FieldSchema field) {
    boolean mayBeLeftOut = isPartial || field.getAutoID() || field.getIsFunctionOutput();
    return !mayBeLeftOut || rows.stream().anyMatch(row -> row.has(field.getName()));
  }

  private FieldData column(FieldSchema field) {
    boolean mayBeNull = field.getNullable() || field.hasDefaultValue();
    FieldData.Builder column =
        FieldData.newBuilder().setFieldName(field.getName()).setType(field.getDataType());
    List<JsonNode> values = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      JsonNode value = rows.get(row).path(field.getName());
      boolean isNull = value.isMissingNode() || value.isNull();
      if (isNull && !mayBeNull) {
        throw RestException.rows(
            "row %d has no '%s', which is neither nullable nor has a default: send it"
                .formatted(row, field.getName()));
      }
      if (mayBeNull) {
        column.addValidData(!isNull);
      }
      if (!isNull) {
        values.add(value);
      }
    }
    try {
      return JsonVectors.isVector(field.getDataType())
          ? column.setVectors(JsonVectors.column(field, values)).build()
          : column
              .setScalars(JsonScalars.column(field.getDataType(), field.getElementType(), values))
              .build();
    } catch (IllegalArgumentException e) {
      throw RestException.rows(
          "field '%s' of type %s: %s: send values of its type"
              .formatted(field.getName(), field.getDataType(), e.getMessage()));
    }
  }

  private FieldData dynamic(Set<String> names) {
    JSONArray.Builder values = JSONArray.newBuilder();
    for (ObjectNode row : rows) {
      if (row.has(DYNAMIC)) {
        throw RestException.rows(
            "a row has a member '%s': send its members beside the others".formatted(DYNAMIC));
      }
      ObjectNode others = Json.object();
      for (Map.Entry<String, JsonNode> member : row.properties()) {
        if (!names.contains(member.getKey()) && !member.getValue().isNull()) {
          others.set(member.getKey(), member.getValue());
        }
      }
      values.addData(ByteString.copyFrom(Json.bytes(others)));
    }
    return FieldData.newBuilder()
        .setFieldName(DYNAMIC)
        .setType(DataType.JSON)
        .setIsDynamic(true)
        .setScalars(ScalarField.newBuilder().setJsonData(values))
        .build();
  }

  private void refuseUnknown(Set<String> names) {
    for (ObjectNode row : rows) {
      for (Map.Entry<String, JsonNode> member : row.properties()) {
        if (!names.contains(member.getKey())) {
          throw RestException.rows(
              "there is no field '%s', and no dynamic field: the fields are %s"
                  .formatted(member.getKey(), names.stream().sorted().toList()));
        }
      }
    }
  }
}
