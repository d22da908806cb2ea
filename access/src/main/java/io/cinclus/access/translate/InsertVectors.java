package io.cinclus.access.translate;

import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.VectorField;
import io.cinclus.milvus.grpc.VectorField.DataCase;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FixedVectors;
import io.cinclus.value.SparseVector;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** One field's vectors; {@link ErrorCode#BAD_VECTOR} for those that are none. Stateless. */
final class InsertVectors {
  private InsertVectors() {}

  /** How many vectors were sent. */
  static int count(FieldSchema field, VectorField vectors) {
    DataCase kind = vectors.getDataCase();
    if (kind != DataCase.DATA_NOT_SET && kind != kind(field.type())) {
      throw bad(
          "field '%s' of type %s has vectors of kind %s: send %s"
              .formatted(field.name(), field.type(), kind, kind(field.type())));
    }
    return switch (field.type()) {
      case SPARSE_FLOAT_VECTOR -> vectors.getSparseFloatVector().getContentsCount();
      case FLOAT_VECTOR ->
          count(
              field,
              vectors.getFloatVector().getDataCount(),
              field.limits().dimension(),
              "components");
      default ->
          count(
              field,
              bytes(field.type(), vectors).size(),
              field.type().vectorBytes(field.limits().dimension()),
              "bytes");
    };
  }

  private static int count(FieldSchema field, int sent, int ofVector, String unit) {
    if (sent % ofVector != 0) {
      throw bad(
          "field '%s' has %d %s, which are no vectors of dimension %d: send all components of each"
              .formatted(field.name(), sent, unit, field.limits().dimension()));
    }
    return sent / ofVector;
  }

  private static DataCase kind(DataType type) {
    return switch (type) {
      case BINARY_VECTOR -> DataCase.BINARY_VECTOR;
      case FLOAT_VECTOR -> DataCase.FLOAT_VECTOR;
      case FLOAT16_VECTOR -> DataCase.FLOAT16_VECTOR;
      case BFLOAT16_VECTOR -> DataCase.BFLOAT16_VECTOR;
      case SPARSE_FLOAT_VECTOR -> DataCase.SPARSE_FLOAT_VECTOR;
      case INT8_VECTOR -> DataCase.INT8_VECTOR;
      default -> throw new IllegalArgumentException(type + " values are no vectors");
    };
  }

  private static ByteString bytes(DataType type, VectorField vectors) {
    return switch (type) {
      case BINARY_VECTOR -> vectors.getBinaryVector();
      case FLOAT16_VECTOR -> vectors.getFloat16Vector();
      case BFLOAT16_VECTOR -> vectors.getBfloat16Vector();
      case INT8_VECTOR -> vectors.getInt8Vector();
      default -> throw new IllegalArgumentException(type + " values do not come as bytes");
    };
  }

  /**
   * The column.
   *
   * @param sources where the vector of each row stands; -1: the row is null
   * @param nulls the rows that are null
   */
  static Column column(
      FieldSchema field, VectorField vectors, int[] sources, boolean @Nullable [] nulls) {
    if (field.type() == DataType.SPARSE_FLOAT_VECTOR) {
      return sparse(field, vectors, sources, nulls);
    }
    int dimension = field.limits().dimension();
    if (vectors.getDim() != 0 && vectors.getDim() != dimension) {
      throw bad(
          "field '%s' has dimension %d, the vectors have %d: embed with the collection's model"
              .formatted(field.name(), dimension, vectors.getDim()));
    }
    FixedVectors column = FixedVectors.allocate(field.type(), dimension, sources.length, nulls);
    int row = 0;
    while (row < sources.length) {
      int end = row + 1;
      if (sources[row] >= 0) {
        while (end < sources.length && sources[end] == sources[end - 1] + 1) {
          end++;
        }
        copy(vectors, sources[row], column, row, end - row);
      }
      row = end;
    }
    return column;
  }

  private static void copy(VectorField source, int from, FixedVectors target, int at, int count) {
    if (target instanceof Column.FloatVectors floats) {
      int dimension = floats.dimension();
      for (int i = 0; i < count * dimension; i++) {
        floats.values()[at * dimension + i] = source.getFloatVector().getData(from * dimension + i);
      }
    } else {
      int rowBytes = target.rowBytes();
      target.put(
          at,
          count,
          bytes(target.type(), source)
              .substring(from * rowBytes, (from + count) * rowBytes)
              .asReadOnlyByteBuffer()
              .order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  private static Column sparse(
      FieldSchema field, VectorField vectors, int[] sources, boolean @Nullable [] nulls) {
    SparseVector[] rows = new SparseVector[sources.length];
    for (int row = 0; row < rows.length; row++) {
      try {
        rows[row] =
            sources[row] < 0
                ? SparseVector.EMPTY
                : SparseBytes.decode(vectors.getSparseFloatVector().getContents(sources[row]));
      } catch (IllegalArgumentException e) {
        throw new CinclusException(
            ErrorCode.BAD_VECTOR,
            "row %d of field '%s': %s".formatted(row, field.name(), e.getMessage()),
            e);
      }
    }
    return new Column.SparseVectors(rows, nulls);
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_VECTOR, message);
  }
}
