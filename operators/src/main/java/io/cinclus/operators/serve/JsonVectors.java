package io.cinclus.operators.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.cinclus.client.QueryVectors;
import io.cinclus.model.CinclusException;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FixedVectors;
import io.cinclus.v1.FloatVector;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.SparseVectors;
import io.cinclus.v1.Vectors;
import io.cinclus.value.SparseVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON form of vectors: of dense ones an array of numbers, of binary ones their bytes in
 * Base64, of sparse ones an object of values by index. Stateless.
 */
public final class JsonVectors {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int ENTRY_BYTES = Integer.BYTES + Float.BYTES;

  private JsonVectors() {}

  /** A vector to search for; {@link CinclusException} {@link ErrorCode#BAD_REQUEST}. */
  public static QueryVector query(JsonNode json) {
    if (json.isArray()) {
      FloatVector.Builder vector = FloatVector.newBuilder();
      json.forEach(component -> vector.addValues(number(component)));
      return QueryVector.newBuilder().setDense(vector).build();
    } else if (json.isTextual()) {
      return QueryVector.newBuilder().setBinary(bytes(json)).build();
    } else if (json.isObject()) {
      return QueryVectors.sparse(sparse(json));
    }
    throw bad(
        "a vector must be a JSON array of numbers, a text of bits in Base64, or an object of values by index");
  }

  private static ByteString bytes(JsonNode json) {
    try {
      return ByteString.copyFrom(json.binaryValue());
    } catch (IOException e) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST, "a vector is a text that is no Base64 of bits", e);
    }
  }

  private static SparseVector sparse(JsonNode json) {
    TreeMap<Integer, Float> entries = new TreeMap<>(Integer::compareUnsigned);
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      entries.put(index(entry.getKey()), number(entry.getValue()));
    }
    float[] values = new float[entries.size()];
    int i = 0;
    for (float value : entries.values()) {
      values[i++] = value;
    }
    try {
      return new SparseVector(
          entries.keySet().stream().mapToInt(Integer::intValue).toArray(), values);
    } catch (IllegalArgumentException e) {
      throw new CinclusException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  private static int index(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST,
          "a sparse vector has the index '%s': send whole numbers below 2^32".formatted(text),
          e);
    }
  }

  private static float number(JsonNode json) {
    if (!json.isNumber()) {
      throw bad("a vector must hold numbers");
    }
    return json.floatValue();
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }

  /** A row of a reply's vectors. */
  static JsonNode of(Vectors vectors, int row) {
    DataType type = DataType.ofNumber(vectors.getTypeValue());
    int rowBytes = type.vectorBytes(vectors.getDimension());
    ByteString bytes = vectors.getValues().substring(row * rowBytes, (row + 1) * rowBytes);
    if (type == DataType.BINARY_VECTOR) {
      return NODES.binaryNode(bytes.toByteArray());
    }
    FixedVectors vector = FixedVectors.allocate(type, vectors.getDimension(), 1, null);
    vector.put(0, 1, bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
    ArrayNode json = NODES.arrayNode(vectors.getDimension());
    for (int i = 0; i < vectors.getDimension(); i++) {
      if (type == DataType.INT8_VECTOR) {
        json.add((int) vector.component(i));
      } else {
        json.add(vector.component(i));
      }
    }
    return json;
  }

  /** The entries [from, to) of a reply's sparse vectors. */
  static JsonNode of(SparseVectors vectors, int from, int to) {
    ByteBuffer entries =
        vectors
            .getEntries()
            .substring(from * ENTRY_BYTES, to * ENTRY_BYTES)
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN);
    ObjectNode json = NODES.objectNode();
    while (entries.hasRemaining()) {
      json.put(Integer.toUnsignedString(entries.getInt()), entries.getFloat());
    }
    return json;
  }
}
