package io.cinclus.search;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.ElementType;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import io.cinclus.vector.Vectors;

/** The vectors of a column, as they are indexed and searched. Stateless. */
public final class ColumnVectors {
  private ColumnVectors() {}

  /** The kind of vectors of a type; {@link IllegalArgumentException} where it has none. */
  public static VectorKind kind(DataType type) {
    return switch (type) {
      case FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR -> VectorKind.DENSE;
      case BINARY_VECTOR -> VectorKind.BINARY;
      case SPARSE_FLOAT_VECTOR -> VectorKind.SPARSE;
      default -> throw new IllegalArgumentException(type + " values are no vectors");
    };
  }

  /** The first rows of a column of vectors, whose arrays they share; a null row is zero. */
  public static VectorData of(Column column, int rows) {
    int chunkRows = Math.max(1, Integer.highestOneBit(rows) << 1);
    if (column instanceof Column.FloatVectors floats) {
      float[][] chunk = {floats.values()};
      return Vectors.ofChunks(chunk, chunkRows, floats.dimension(), rows);
    } else if (column instanceof Column.HalfVectors halves) {
      ElementType type =
          halves.type() == DataType.FLOAT16_VECTOR ? ElementType.FLOAT16 : ElementType.BFLOAT16;
      short[][] chunk = {halves.values()};
      return Vectors.ofChunks(type, chunk, chunkRows, halves.dimension(), rows);
    } else if (column instanceof Column.ByteVectors bytes) {
      byte[][] chunk = {bytes.values()};
      return bytes.type() == DataType.BINARY_VECTOR
          ? BinaryVectors.of(bytes.values(), bytes.dimension()).first(rows)
          : Vectors.ofChunks(chunk, chunkRows, bytes.dimension(), rows);
    } else if (column instanceof Column.SparseVectors sparse) {
      return SparseVectors.of(sparse.values(), rows);
    }
    throw new IllegalArgumentException(column.type() + " values are no vectors");
  }
}
