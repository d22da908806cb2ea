package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.IDs;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.PlaceholderGroup;
import io.cinclus.milvus.grpc.PlaceholderType;
import io.cinclus.milvus.grpc.PlaceholderValue;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.StringArray;
import java.util.List;

/**
 * What is searched for: vectors as the field has them, texts where a function makes its vectors of
 * them, or the keys of rows. Stateless.
 */
final class SearchInput {
  private SearchInput() {}

  static SearchRequest.Builder set(
      SearchRequest.Builder request, Body search, CollectionSchema schema) {
    if (search.has("ids")) {
      return request.setIds(ids(search.listOfSome("ids"), EntityEndpoints.primaryKey(schema)));
    }
    List<JsonNode> data = search.listOfSome("data");
    FieldSchema field = field(search.text("annsField", ""), schema);
    boolean isText = field.getIsFunctionOutput() && data.stream().allMatch(JsonNode::isTextual);
    PlaceholderValue.Builder placeholder =
        PlaceholderValue.newBuilder()
            .setTag("$0")
            .setType(
                isText
                    ? PlaceholderType.VarChar
                    : PlaceholderType.forNumber(field.getDataTypeValue()));
    for (JsonNode value : data) {
      placeholder.addValues(
          isText ? ByteString.copyFromUtf8(value.textValue()) : vector(field, value));
    }
    return request
        .setNq(data.size())
        .setPlaceholderGroup(
            PlaceholderGroup.newBuilder().addPlaceholders(placeholder).build().toByteString());
  }

  private static ByteString vector(FieldSchema field, JsonNode value) {
    try {
      return JsonVectors.bytes(field, value);
    } catch (IllegalArgumentException e) {
      throw RestException.format(
          "data: %s: send vectors of field '%s'".formatted(e.getMessage(), field.getName()));
    }
  }

  private static FieldSchema field(String name, CollectionSchema schema) {
    List<FieldSchema> vectors =
        schema.getFieldsList().stream()
            .filter(field -> JsonVectors.isVector(field.getDataType()))
            .filter(field -> name.isEmpty() || field.getName().equals(name))
            .toList();
    if (vectors.size() != 1) {
      throw RestException.format(
          "annsField is '%s', and the vector fields are %s: send the name of one"
              .formatted(
                  name,
                  schema.getFieldsList().stream()
                      .filter(field -> JsonVectors.isVector(field.getDataType()))
                      .map(FieldSchema::getName)
                      .toList()));
    }
    return vectors.get(0);
  }

  private static IDs ids(List<JsonNode> ids, FieldSchema key) {
    if (key.getDataType() == DataType.VarChar) {
      StringArray.Builder texts = StringArray.newBuilder();
      ids.forEach(id -> texts.addData(id.asText()));
      return IDs.newBuilder().setStrId(texts).build();
    }
    LongArray.Builder numbers = LongArray.newBuilder();
    try {
      ids.forEach(id -> numbers.addData(JsonScalars.integer(id)));
    } catch (IllegalArgumentException e) {
      throw RestException.invalid("ids: %s: send keys of type Int64".formatted(e.getMessage()));
    }
    return IDs.newBuilder().setIntId(numbers).build();
  }
}
