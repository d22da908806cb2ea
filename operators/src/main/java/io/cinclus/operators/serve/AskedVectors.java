package io.cinclus.operators.serve;

import io.cinclus.model.CinclusException;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.v1.FloatVector;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.QueryVector.KindCase;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.Vectors;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** The vectors that a request searches for. Stateless. */
public final class AskedVectors {
  private AskedVectors() {}

  /**
   * Returns where all of them can be asked of a field.
   *
   * @throws CinclusException {@link ErrorCode#BAD_VECTOR}
   */
  public static void check(List<QueryVector> vectors, FieldSchema field) {
    for (int i = 0; i < vectors.size(); i++) {
      check(vectors.get(i), i, field);
    }
  }

  private static void check(QueryVector vector, int number, FieldSchema field) {
    KindCase kind = kind(field.type());
    if (vector.getKindCase() != kind) {
      throw bad(
          "vector %d is of kind %s, field '%s' of type %s: send one of kind %s"
              .formatted(number, vector.getKindCase(), field.name(), field.type(), kind));
    }
    switch (kind) {
      case DENSE -> {
        checkDimension(vector.getDense().getValuesCount(), number, field);
        checkFinite(vector.getDense(), number);
      }
      case BINARY -> checkDimension(vector.getBinary().size() * Byte.SIZE, number, field);
      default -> {
        try {
          sparse(vector);
        } catch (IllegalArgumentException e) {
          throw new CinclusException(
              ErrorCode.BAD_VECTOR, "vector %d: %s".formatted(number, e.getMessage()), e);
        }
      }
    }
  }

  private static KindCase kind(DataType type) {
    return switch (type) {
      case BINARY_VECTOR -> KindCase.BINARY;
      case SPARSE_FLOAT_VECTOR -> KindCase.SPARSE;
      default -> KindCase.DENSE;
    };
  }

  private static void checkDimension(int given, int number, FieldSchema field) {
    int dimension = field.limits().dimension();
    if (given != dimension) {
      throw bad(
          "vector %d has dimension %d, field '%s' has %d: embed with the collection's model"
              .formatted(number, given, field.name(), dimension));
    }
  }

  private static void checkFinite(FloatVector vector, int number) {
    for (int at = 0; at < vector.getValuesCount(); at++) {
      if (!Float.isFinite(vector.getValues(at))) {
        throw bad(
            "component %d of vector %d is %s: send finite numbers"
                .formatted(at, number, vector.getValues(at)));
      }
    }
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_VECTOR, message);
  }

  /**
   * The vectors as rows, at least one.
   *
   * @throws IllegalArgumentException where they differ in kind or dimension
   */
  public static VectorData rows(List<QueryVector> vectors) {
    return switch (vectors.get(0).getKindCase()) {
      case BINARY -> binary(vectors);
      case SPARSE ->
          SparseVectors.of(vectors.stream().map(AskedVectors::sparse).toArray(SparseVector[]::new));
      default -> dense(vectors);
    };
  }

  private static Vectors dense(List<QueryVector> vectors) {
    float[][] rows = new float[vectors.size()][];
    for (int i = 0; i < rows.length; i++) {
      FloatVector vector = vectors.get(i).getDense();
      rows[i] = new float[vector.getValuesCount()];
      for (int at = 0; at < rows[i].length; at++) {
        rows[i][at] = vector.getValues(at);
      }
    }
    return Vectors.copyOf(rows);
  }

  private static BinaryVectors binary(List<QueryVector> vectors) {
    int rowBytes = vectors.get(0).getBinary().size();
    ByteArrayOutputStream bits = new ByteArrayOutputStream(rowBytes * vectors.size());
    for (QueryVector vector : vectors) {
      if (vector.getBinary().size() != rowBytes) {
        throw new IllegalArgumentException("vectors of different dimensions");
      }
      bits.writeBytes(vector.getBinary().toByteArray());
    }
    return BinaryVectors.of(bits.toByteArray(), rowBytes * Byte.SIZE);
  }

  private static SparseVector sparse(QueryVector vector) {
    io.cinclus.v1.SparseVector message = vector.getSparse();
    int[] indices = message.getIndicesList().stream().mapToInt(Integer::intValue).toArray();
    float[] values = new float[message.getValuesCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = message.getValues(i);
    }
    return new SparseVector(indices, values);
  }
}
