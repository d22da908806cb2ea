package io.cinclus.access.translate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.milvus.grpc.PlaceholderGroup;
import io.cinclus.milvus.grpc.PlaceholderType;
import io.cinclus.milvus.grpc.PlaceholderValue;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.FloatVector;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** The vectors of a search as clients pack them. Stateless. */
public final class QueryVectors {
  private QueryVectors() {}

  /** The query vectors in order; {@link ErrorCode#BAD_VECTOR} for what is none. */
  public static List<FloatVector> of(ByteString placeholderGroup) {
    PlaceholderValue placeholder = placeholder(placeholderGroup);
    if (placeholder.getType() != PlaceholderType.FloatVector) {
      throw bad(
          "query vectors of type %s are not built yet: send float vectors"
              .formatted(placeholder.getType()));
    }
    List<FloatVector> vectors = new ArrayList<>(placeholder.getValuesCount());
    for (ByteString bytes : placeholder.getValuesList()) {
      if (bytes.size() % Float.BYTES != 0) {
        throw bad(
            "query vector %d has %d bytes: send four for each component"
                .formatted(vectors.size(), bytes.size()));
      }
      FloatBuffer components =
          bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      FloatVector.Builder vector = FloatVector.newBuilder();
      while (components.hasRemaining()) {
        vector.addValues(components.get());
      }
      vectors.add(vector.build());
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

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_VECTOR, message);
  }
}
