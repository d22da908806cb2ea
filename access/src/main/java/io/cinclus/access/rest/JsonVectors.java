package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.FloatArray;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.SparseFloatArray;
import io.cinclus.milvus.grpc.VectorField;
import io.cinclus.value.Bfloat16;
import io.cinclus.value.Float16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Vectors in JSON and in messages. Floats and bytes are lists of numbers; float16 and bfloat16 are
 * lists of numbers too, or their bytes in base64, in which they are given out; binary vectors are
 * bytes in base64, or as numbers; sparse ones are objects of values by index, or of {@code indices}
 * and {@code values}. What is none of its type is an {@link IllegalArgumentException} that says so.
 * Stateless.
 */
final class JsonVectors {
  private static final int SPARSE_BYTES = Integer.BYTES + Float.BYTES;
  private static final long MAX_INDEX = 0xffff_ffffL;

  private JsonVectors() {}

  static boolean isVector(DataType type) {
    return switch (type) {
      case BinaryVector,
          FloatVector,
          Float16Vector,
          BFloat16Vector,
          SparseFloatVector,
          Int8Vector ->
          true;
      default -> false;
    };
  }

  private static int dimension(FieldSchema field) {
    for (KeyValuePair param : field.getTypeParamsList()) {
      if (param.getKey().equals("dim")) {
        return Integer.parseInt(param.getValue());
      }
    }
    return 0;
  }

  /** A column of vectors of which none is null. */
  static VectorField column(FieldSchema field, List<JsonNode> vectors) {
    VectorField.Builder column = VectorField.newBuilder();
    if (field.getDataType() == DataType.SparseFloatVector) {
      SparseFloatArray.Builder data = SparseFloatArray.newBuilder();
      vectors.forEach(vector -> data.addContents(sparse(vector)));
      return column.setSparseFloatVector(data).build();
    }
    column.setDim(dimension(field));
    if (field.getDataType() == DataType.FloatVector) {
      FloatArray.Builder data = FloatArray.newBuilder();
      for (JsonNode vector : vectors) {
        for (JsonNode component : components(field, vector)) {
          data.addData(component(component));
        }
      }
      return column.setFloatVector(data).build();
    }
    ByteString all =
        ByteString.copyFrom(vectors.stream().map(vector -> bytes(field, vector)).toList());
    return switch (field.getDataType()) {
      case BinaryVector -> column.setBinaryVector(all).build();
      case Float16Vector -> column.setFloat16Vector(all).build();
      case BFloat16Vector -> column.setBfloat16Vector(all).build();
      case Int8Vector -> column.setInt8Vector(all).build();
      default -> throw new IllegalArgumentException(field.getDataType() + " is no type of vectors");
    };
  }

  /** One vector as a search sends it. */
  static ByteString bytes(FieldSchema field, JsonNode vector) {
    int dimension = dimension(field);
    DataType type = field.getDataType();
    if (type == DataType.SparseFloatVector) {
      return sparse(vector);
    }
    if (type == DataType.BinaryVector) {
      return exactly(
          dimension / Byte.SIZE, field, vector.isTextual() ? binary(vector) : octets(vector));
    }
    boolean isHalf = type == DataType.Float16Vector || type == DataType.BFloat16Vector;
    if (isHalf && vector.isTextual()) {
      return exactly(dimension * Short.BYTES, field, binary(vector));
    }
    ArrayNode components = components(field, vector);
    ByteBuffer bytes =
        ByteBuffer.allocate(components.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode component : components) {
      switch (type) {
        case FloatVector -> bytes.putFloat(component(component));
        case Float16Vector -> bytes.putShort(Float16.of(component(component)));
        case BFloat16Vector -> bytes.putShort(Bfloat16.of(component(component)));
        case Int8Vector -> bytes.put((byte) within(component, Byte.MIN_VALUE, Byte.MAX_VALUE));
        default -> throw new IllegalArgumentException(type + " is no type of vectors");
      }
    }
    return ByteString.copyFrom(bytes.flip());
  }

  private static ArrayNode components(FieldSchema field, JsonNode vector) {
    if (!(vector instanceof ArrayNode components)) {
      throw new IllegalArgumentException("%s is no list of numbers".formatted(vector));
    }
    if (components.size() != dimension(field)) {
      throw new IllegalArgumentException(
          "a vector of %d components, where the field has dimension %d"
              .formatted(components.size(), dimension(field)));
    }
    return components;
  }

  private static float component(JsonNode component) {
    float value = component.floatValue();
    if (!component.isNumber() || !Float.isFinite(value)) {
      throw new IllegalArgumentException("%s is no component of a vector".formatted(component));
    }
    return value;
  }

  private static long within(JsonNode component, long least, long greatest) {
    long value = JsonScalars.integer(component);
    if (value < least || value > greatest) {
      throw new IllegalArgumentException(
          "%d is not from %d to %d".formatted(value, least, greatest));
    }
    return value;
  }

  private static ByteString binary(JsonNode text) {
    try {
      return UnsafeByteOperations.unsafeWrap(Base64.getDecoder().decode(text.textValue()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(text + " is no base64", e);
    }
  }

  private static ByteString octets(JsonNode list) {
    byte[] bytes = new byte[list.size()];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = (byte) within(list.get(at), 0, 0xff);
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static ByteString exactly(int size, FieldSchema field, ByteString bytes) {
    if (bytes.size() != size) {
      throw new IllegalArgumentException(
          "a vector of %d bytes, where dimension %d of %s takes %d"
              .formatted(bytes.size(), dimension(field), field.getDataType(), size));
    }
    return bytes;
  }

  private static ByteString sparse(JsonNode vector) {
    if (!(vector instanceof ObjectNode object)) {
      throw new IllegalArgumentException(vector + " is no sparse vector: send values by index");
    }
    Map<Long, Float> components = new TreeMap<>();
    if (object.path("indices") instanceof ArrayNode indices
        && object.path("values") instanceof ArrayNode values) {
      if (indices.size() != values.size()) {
        throw new IllegalArgumentException(
            "a sparse vector of %d indices and %d values".formatted(indices.size(), values.size()));
      }
      for (int at = 0; at < indices.size(); at++) {
        add(components, indices.get(at), values.get(at));
      }
    } else {
      object
          .properties()
          .forEach(member -> add(components, object.textNode(member.getKey()), member.getValue()));
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(components.size() * SPARSE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    components.forEach((index, value) -> bytes.putInt(index.intValue()).putFloat(value));
    return ByteString.copyFrom(bytes.flip());
  }

  private static void add(Map<Long, Float> components, JsonNode index, JsonNode value) {
    if (components.put(within(index, 0, MAX_INDEX), component(value)) != null) {
      throw new IllegalArgumentException("a sparse vector has index %s twice".formatted(index));
    }
  }

  /** How many vectors a column has. */
  static int count(DataType type, VectorField column) {
    int dimension = (int) column.getDim();
    return switch (type) {
      case SparseFloatVector -> column.getSparseFloatVector().getContentsCount();
      case FloatVector -> column.getFloatVector().getDataCount() / dimension;
      case Int8Vector -> column.getInt8Vector().size() / dimension;
      case BinaryVector -> column.getBinaryVector().size() * Byte.SIZE / dimension;
      case Float16Vector -> column.getFloat16Vector().size() / (dimension * Short.BYTES);
      case BFloat16Vector -> column.getBfloat16Vector().size() / (dimension * Short.BYTES);
      default -> throw new IllegalArgumentException(type + " is no type of vectors");
    };
  }

  /** One vector of a column. */
  static JsonNode value(DataType type, VectorField column, int at) {
    int dimension = (int) column.getDim();
    return switch (type) {
      case SparseFloatVector -> sparse(column.getSparseFloatVector().getContents(at));
      case FloatVector -> {
        ArrayNode components = Json.list();
        for (int i = at * dimension; i < (at + 1) * dimension; i++) {
          components.add(column.getFloatVector().getData(i));
        }
        yield components;
      }
      case Int8Vector -> {
        ArrayNode components = Json.list();
        for (int i = at * dimension; i < (at + 1) * dimension; i++) {
          components.add(column.getInt8Vector().byteAt(i));
        }
        yield components;
      }
      case BinaryVector -> base64(column.getBinaryVector(), at, dimension / Byte.SIZE);
      case Float16Vector -> base64(column.getFloat16Vector(), at, dimension * Short.BYTES);
      case BFloat16Vector -> base64(column.getBfloat16Vector(), at, dimension * Short.BYTES);
      default -> throw new IllegalArgumentException(type + " is no type of vectors");
    };
  }

  private static JsonNode base64(ByteString all, int at, int size) {
    return BinaryNode.valueOf(all.substring(at * size, (at + 1) * size).toByteArray());
  }

  private static JsonNode sparse(ByteString bytes) {
    ByteBuffer components = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ObjectNode vector = Json.object();
    while (components.remaining() >= SPARSE_BYTES) {
      vector.put(Integer.toUnsignedString(components.getInt()), components.getFloat());
    }
    return vector;
  }
}
