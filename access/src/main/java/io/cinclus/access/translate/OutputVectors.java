package io.cinclus.access.translate;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cinclus.milvus.grpc.FloatArray;
import io.cinclus.milvus.grpc.SparseFloatArray;
import io.cinclus.milvus.grpc.VectorField;
import io.cinclus.model.Column;
import io.cinclus.model.FixedVectors;
import io.cinclus.value.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Vectors as clients read them: those of rows that are not null, one behind the other. Stateless.
 */
final class OutputVectors {
  private OutputVectors() {}

  /** The first {@code rowCount} rows of a column of vectors. */
  static VectorField of(Column column, int rowCount) {
    if (column instanceof Column.SparseVectors vectors) {
      return sparse(vectors, rowCount);
    }
    if (!(column instanceof FixedVectors vectors)) {
      throw new IllegalArgumentException(column.type() + " values are no vectors");
    }
    int count = 0;
    for (int row = 0; row < rowCount; row++) {
      count += vectors.isNull(row) ? 0 : 1;
    }
    return fixed(count == rowCount ? vectors : present(vectors, rowCount, count), count);
  }

  private static FixedVectors present(FixedVectors vectors, int rowCount, int presentCount) {
    FixedVectors present =
        FixedVectors.allocate(vectors.type(), vectors.dimension(), presentCount, null);
    int at = 0;
    for (int row = 0; row < rowCount; row++) {
      if (!vectors.isNull(row)) {
        vectors.copyTo(row, present, at++, 1);
      }
    }
    return present;
  }

  private static VectorField fixed(FixedVectors vectors, int count) {
    VectorField.Builder field = VectorField.newBuilder().setDim(vectors.dimension());
    return switch (vectors.type()) {
      case BINARY_VECTOR -> field.setBinaryVector(bytes(vectors, count)).build();
      case FLOAT16_VECTOR -> field.setFloat16Vector(bytes(vectors, count)).build();
      case BFLOAT16_VECTOR -> field.setBfloat16Vector(bytes(vectors, count)).build();
      case INT8_VECTOR -> field.setInt8Vector(bytes(vectors, count)).build();
      default -> {
        FloatArray.Builder components = FloatArray.newBuilder();
        int end = count * vectors.dimension();
        for (int at = 0; at < end; at++) {
          components.addData(vectors.component(at));
        }
        yield field.setFloatVector(components).build();
      }
    };
  }

  private static ByteString bytes(FixedVectors vectors, int count) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count, vectors.rowBytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    vectors.get(0, count, bytes);
    return UnsafeByteOperations.unsafeWrap(bytes.array());
  }

  /** The dimension is that of the batch: one more than its greatest index. */
  private static VectorField sparse(Column.SparseVectors vectors, int rowCount) {
    SparseFloatArray.Builder contents = SparseFloatArray.newBuilder();
    long dimension = 0;
    for (int row = 0; row < rowCount; row++) {
      if (!vectors.isNull(row)) {
        SparseVector vector = vectors.values()[row];
        contents.addContents(SparseBytes.encode(vector));
        if (vector.size() > 0) {
          int last = vector.indices()[vector.size() - 1];
          dimension = Math.max(dimension, Integer.toUnsignedLong(last) + 1);
        }
      }
    }
    return VectorField.newBuilder()
        .setDim(dimension)
        .setSparseFloatVector(contents.setDim(dimension))
        .build();
  }
}
