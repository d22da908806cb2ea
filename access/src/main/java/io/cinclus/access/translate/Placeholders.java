package io.cinclus.access.translate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.client.QueryVectors;
import io.cinclus.milvus.grpc.PlaceholderGroup;
import io.cinclus.milvus.grpc.PlaceholderValue;
import io.cinclus.model.CinclusException;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FixedVectors;
import io.cinclus.v1.QueryVector;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The vectors of a search as clients pack them: bytes for each, of a type whose number is that of
 * the field's type; or texts, for a field that a function fills. Stateless.
 */
public final class Placeholders {
  private Placeholders() {}

  /**
   * The query vectors in order, dense ones as floats; {@link ErrorCode#BAD_VECTOR} for what is
   * none. Whether they fit the field is for the planner of the search.
   */
  public static List<QueryVector> vectors(ByteString placeholderGroup) {
    PlaceholderValue placeholder = placeholder(placeholderGroup);
    if (placeholder.getTypeValue() == DataType.VARCHAR.number()) {
      return placeholder.getValuesList().stream()
          .map(text -> QueryVector.newBuilder().setText(text.toStringUtf8()).build())
          .toList();
    }
    DataType type = type(placeholder);
    List<QueryVector> vectors = new ArrayList<>(placeholder.getValuesCount());
    for (ByteString bytes : placeholder.getValuesList()) {
      int number = vectors.size();
      vectors.add(
          type == DataType.SPARSE_FLOAT_VECTOR
              ? sparse(bytes, number)
              : fixed(type, bytes, number));
    }
    return vectors;
  }

  private static PlaceholderValue placeholder(ByteString placeholderGroup) {
    try {
      PlaceholderGroup group = PlaceholderGroup.parseFrom(placeholderGroup);
      if (group.getPlaceholdersCount() != 1) {
        throw bad(
            "the search has %d groups of query vectors: send one"
                .formatted(group.getPlaceholdersCount()));
      }
      return group.getPlaceholders(0);
    } catch (InvalidProtocolBufferException e) {
      throw new CinclusException(
          ErrorCode.BAD_VECTOR, "the query vectors cannot be read: " + e.getMessage(), e);
    }
  }

  private static DataType type(PlaceholderValue placeholder) {
    List<DataType> types = Arrays.stream(DataType.values()).filter(DataType::isVector).toList();
    return types.stream()
        .filter(type -> type.number() == placeholder.getTypeValue())
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    "query vectors of type %s are not built yet: send one of %s"
                        .formatted(placeholder.getType(), types)));
  }

  private static QueryVector fixed(DataType type, ByteString bytes, int number) {
    int dimension = (int) ((long) bytes.size() * Byte.SIZE / type.vectorBytes(Byte.SIZE));
    if (dimension == 0 || type.vectorBytes(dimension) != bytes.size()) {
      throw bad(
          "query vector %d has %d bytes, which are no %s: send all of its components"
              .formatted(number, bytes.size(), type));
    }
    FixedVectors vector = FixedVectors.allocate(type, dimension, 1, null);
    vector.put(0, 1, bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
    return QueryVectors.of(vector, 0);
  }

  private static QueryVector sparse(ByteString bytes, int number) {
    try {
      return QueryVectors.sparse(SparseBytes.decode(bytes));
    } catch (IllegalArgumentException e) {
      throw new CinclusException(
          ErrorCode.BAD_VECTOR, "query vector %d: %s".formatted(number, e.getMessage()), e);
    }
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_VECTOR, message);
  }
}
