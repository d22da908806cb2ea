package io.cinclus.access.milvus;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.FieldSchema;
import java.util.List;

/** How large rows will be, before one of them is seen. Stateless. */
final class RowEstimate {
  private static final String ALL = "*";

  /** Of texts, arrays, geometries and sparse vectors, whose values say how long they are. */
  private static final int VARIABLE_BYTES = 64;

  private RowEstimate() {}

  /**
   * The bytes of a row, with its key: of vectors and numbers about what they take, of the rest a
   * guess.
   *
   * @param outputs names of fields, or that of all
   */
  static long bytes(List<String> outputs, CollectionSchema schema) {
    long bytes = Long.BYTES;
    for (FieldSchema field : schema.fields()) {
      if (outputs.contains(field.name()) || outputs.contains(ALL)) {
        bytes += bytes(field);
      }
    }
    return bytes;
  }

  private static long bytes(FieldSchema field) {
    return switch (field.type()) {
      case FLOAT_VECTOR -> (long) Float.BYTES * field.limits().dimension();
      case FLOAT16_VECTOR, BFLOAT16_VECTOR -> (long) Short.BYTES * field.limits().dimension();
      case INT8_VECTOR -> field.limits().dimension();
      case BINARY_VECTOR -> field.limits().dimension() / Byte.SIZE;
      case VARCHAR, JSON, ARRAY, GEOMETRY, SPARSE_FLOAT_VECTOR -> VARIABLE_BYTES;
      default -> Long.BYTES;
    };
  }
}
