package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.BoolArray;
import io.cinclus.milvus.grpc.DoubleArray;
import io.cinclus.milvus.grpc.JSONArray;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.StringArray;
import io.cinclus.milvus.grpc.TemplateArrayValue;
import io.cinclus.milvus.grpc.TemplateValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The values that a filter's names stand for. Stateless. */
final class JsonTemplates {
  private JsonTemplates() {}

  /** The values by name, of the parameter {@code exprParams}. */
  static Map<String, TemplateValue> of(Body body) {
    Map<String, TemplateValue> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> param : body.object("exprParams").object().properties()) {
      values.put(param.getKey(), value(param.getKey(), param.getValue()));
    }
    return values;
  }

  private static TemplateValue value(String name, JsonNode node) {
    TemplateValue.Builder value = TemplateValue.newBuilder();
    if (node.isBoolean()) {
      value.setBoolVal(node.booleanValue());
    } else if (isWhole(node)) {
      value.setInt64Val(node.longValue());
    } else if (node.isNumber()) {
      value.setFloatVal(node.doubleValue());
    } else if (node.isTextual()) {
      value.setStringVal(node.textValue());
    } else if (node.isArray()) {
      value.setArrayVal(array(node));
    } else {
      throw RestException.format(
          "'%s' of exprParams is %s: send a boolean, a number, a text or a list of them"
              .formatted(name, node));
    }
    return value.build();
  }

  private static boolean isWhole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong();
  }

  private static TemplateArrayValue array(JsonNode node) {
    List<JsonNode> elements = new ArrayList<>(node.size());
    node.forEach(elements::add);
    TemplateArrayValue.Builder array = TemplateArrayValue.newBuilder();
    if (all(elements, JsonNode::isBoolean)) {
      BoolArray.Builder data = BoolArray.newBuilder();
      elements.forEach(element -> data.addData(element.booleanValue()));
      array.setBoolData(data);
    } else if (all(elements, JsonTemplates::isWhole)) {
      LongArray.Builder data = LongArray.newBuilder();
      elements.forEach(element -> data.addData(element.longValue()));
      array.setLongData(data);
    } else if (all(elements, JsonNode::isNumber)) {
      DoubleArray.Builder data = DoubleArray.newBuilder();
      elements.forEach(element -> data.addData(element.doubleValue()));
      array.setDoubleData(data);
    } else if (all(elements, JsonNode::isTextual)) {
      StringArray.Builder data = StringArray.newBuilder();
      elements.forEach(element -> data.addData(element.textValue()));
      array.setStringData(data);
    } else {
      JSONArray.Builder data = JSONArray.newBuilder();
      elements.forEach(element -> data.addData(ByteString.copyFrom(Json.bytes(element))));
      array.setJsonData(data);
    }
    return array.build();
  }

  private static boolean all(List<JsonNode> elements, Predicate<JsonNode> kind) {
    return elements.stream().allMatch(kind);
  }
}
