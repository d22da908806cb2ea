package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.ArrayArray;
import io.cinclus.milvus.grpc.BoolArray;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.DoubleArray;
import io.cinclus.milvus.grpc.FloatArray;
import io.cinclus.milvus.grpc.GeometryWktArray;
import io.cinclus.milvus.grpc.IntArray;
import io.cinclus.milvus.grpc.JSONArray;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.milvus.grpc.StringArray;
import java.util.List;

/**
 * Values that are no vectors, in JSON and in messages. What is none of its type is an {@link
 * IllegalArgumentException} that says so; no value is changed silently. Stateless.
 */
final class JsonScalars {
  /** Up to it each whole number is a double of its own. */
  private static final double EXACT = 1L << 53;

  private JsonScalars() {}

  /**
   * A whole number: a number, or a text that is one, as clients send what is too large for them.
   */
  static long integer(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    double value = node.doubleValue();
    if (node.isFloatingPointNumber() && value == Math.rint(value) && Math.abs(value) <= EXACT) {
      return (long) value;
    }
    if (node.isTextual()) {
      try {
        return Long.parseLong(node.textValue());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(node + " is no whole number", e);
      }
    }
    throw new IllegalArgumentException(node + " is no whole number of 64 bits");
  }

  private static int integer32(JsonNode node) {
    long value = integer(node);
    if (value != (int) value) {
      throw new IllegalArgumentException(node + " has more than 32 bits");
    }
    return (int) value;
  }

  /** A finite number: a number, or a text that is one. */
  static double number(JsonNode node) {
    double value = Double.NaN;
    if (node.isNumber()) {
      value = node.doubleValue();
    } else if (node.isTextual()) {
      try {
        value = Double.parseDouble(node.textValue());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(node + " is no number", e);
      }
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(node + " is no finite number");
    }
    return value;
  }

  private static float number32(JsonNode node) {
    float value = (float) number(node);
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(node + " is too large for a float");
    }
    return value;
  }

  static boolean bool(JsonNode node) {
    String text = node.isTextual() ? node.textValue() : node.toString();
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.parseBoolean(text);
    }
    throw new IllegalArgumentException(node + " is neither true nor false");
  }

  private static String text(JsonNode node) {
    if (!node.isValueNode() || node.isNull()) {
      throw new IllegalArgumentException(node + " is no text");
    }
    return node.asText();
  }

  /** A column of values of which none is null. */
  static ScalarField column(DataType type, DataType elementType, List<JsonNode> values) {
    ScalarField.Builder column = ScalarField.newBuilder();
    switch (type) {
      case Bool -> {
        BoolArray.Builder data = BoolArray.newBuilder();
        values.forEach(value -> data.addData(bool(value)));
        column.setBoolData(data);
      }
      case Int8, Int16, Int32 -> {
        IntArray.Builder data = IntArray.newBuilder();
        values.forEach(value -> data.addData(integer32(value)));
        column.setIntData(data);
      }
      case Int64 -> {
        LongArray.Builder data = LongArray.newBuilder();
        values.forEach(value -> data.addData(integer(value)));
        column.setLongData(data);
      }
      case Float -> {
        FloatArray.Builder data = FloatArray.newBuilder();
        values.forEach(value -> data.addData(number32(value)));
        column.setFloatData(data);
      }
      case Double -> {
        DoubleArray.Builder data = DoubleArray.newBuilder();
        values.forEach(value -> data.addData(number(value)));
        column.setDoubleData(data);
      }
      case String, VarChar, Text, Timestamptz -> {
        StringArray.Builder data = StringArray.newBuilder();
        values.forEach(value -> data.addData(text(value)));
        column.setStringData(data);
      }
      case Geometry -> {
        GeometryWktArray.Builder data = GeometryWktArray.newBuilder();
        values.forEach(value -> data.addData(text(value)));
        column.setGeometryWktData(data);
      }
      case JSON -> {
        JSONArray.Builder data = JSONArray.newBuilder();
        values.forEach(value -> data.addData(ByteString.copyFromUtf8(value.toString())));
        column.setJsonData(data);
      }
      case Array -> {
        ArrayArray.Builder data = ArrayArray.newBuilder().setElementType(elementType);
        values.forEach(value -> data.addData(column(elementType, DataType.None, elements(value))));
        column.setArrayData(data);
      }
      default ->
          throw new IllegalArgumentException("values of %s cannot be sent as JSON".formatted(type));
    }
    return column.build();
  }

  private static List<JsonNode> elements(JsonNode value) {
    if (value instanceof ArrayNode array) {
      return array.valueStream().toList();
    }
    throw new IllegalArgumentException(value + " is no list");
  }

  /** How many values a column has. */
  static int count(ScalarField column) {
    return switch (column.getDataCase()) {
      case BOOL_DATA -> column.getBoolData().getDataCount();
      case INT_DATA -> column.getIntData().getDataCount();
      case LONG_DATA -> column.getLongData().getDataCount();
      case FLOAT_DATA -> column.getFloatData().getDataCount();
      case DOUBLE_DATA -> column.getDoubleData().getDataCount();
      case STRING_DATA -> column.getStringData().getDataCount();
      case BYTES_DATA -> column.getBytesData().getDataCount();
      case ARRAY_DATA -> column.getArrayData().getDataCount();
      case JSON_DATA -> column.getJsonData().getDataCount();
      case GEOMETRY_DATA -> column.getGeometryData().getDataCount();
      case TIMESTAMPTZ_DATA -> column.getTimestamptzData().getDataCount();
      case GEOMETRY_WKT_DATA -> column.getGeometryWktData().getDataCount();
      case DATA_NOT_SET -> 0;
    };
  }

  /** One value of a column. */
  static JsonNode value(ScalarField column, int at, Numbers numbers) {
    return switch (column.getDataCase()) {
      case BOOL_DATA -> BooleanNode.valueOf(column.getBoolData().getData(at));
      case INT_DATA -> IntNode.valueOf(column.getIntData().getData(at));
      case LONG_DATA -> numbers.node(column.getLongData().getData(at));
      case FLOAT_DATA -> FloatNode.valueOf(column.getFloatData().getData(at));
      case DOUBLE_DATA -> DoubleNode.valueOf(column.getDoubleData().getData(at));
      case STRING_DATA -> TextNode.valueOf(column.getStringData().getData(at));
      case JSON_DATA -> Json.parse(column.getJsonData().getData(at).newInput());
      case GEOMETRY_WKT_DATA -> TextNode.valueOf(column.getGeometryWktData().getData(at));
      case TIMESTAMPTZ_DATA -> numbers.node(column.getTimestamptzData().getData(at));
      case ARRAY_DATA -> {
        ScalarField elements = column.getArrayData().getData(at);
        ArrayNode list = Json.list();
        for (int element = 0; element < count(elements); element++) {
          list.add(value(elements, element, numbers));
        }
        yield list;
      }
      case BYTES_DATA, GEOMETRY_DATA, DATA_NOT_SET ->
          throw new IllegalArgumentException(
              "values of kind %s cannot be given out as JSON".formatted(column.getDataCase()));
    };
  }
}
