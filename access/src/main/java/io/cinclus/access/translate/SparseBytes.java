package io.cinclus.access.translate;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cinclus.value.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sparse vectors as Milvus' messages hold them: of each component the index (uint32) and the value
 * (float32), little-endian, with rising indices. Stateless.
 */
final class SparseBytes {
  private static final int COMPONENT_BYTES = Integer.BYTES + Float.BYTES;

  private SparseBytes() {}

  /** The vector; {@link IllegalArgumentException} that says why the bytes are none. */
  static SparseVector decode(ByteString bytes) {
    if (bytes.size() % COMPONENT_BYTES != 0) {
      throw new IllegalArgumentException(
          "a sparse vector has %d bytes: send eight for each component".formatted(bytes.size()));
    }
    ByteBuffer components = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int[] indices = new int[bytes.size() / COMPONENT_BYTES];
    float[] values = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = components.getInt();
      values[i] = components.getFloat();
    }
    return new SparseVector(indices, values);
  }

  /** The bytes that {@link #decode} takes. */
  static ByteString encode(SparseVector vector) {
    ByteBuffer components =
        ByteBuffer.allocate(Math.multiplyExact(vector.size(), COMPONENT_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < vector.size(); i++) {
      components.putInt(vector.indices()[i]).putFloat(vector.values()[i]);
    }
    return UnsafeByteOperations.unsafeWrap(components.array());
  }
}
