package io.cinclus.client;

import com.google.protobuf.ByteString;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FixedVectors;
import io.cinclus.v1.FloatVector;
import io.cinclus.v1.QueryVector;
import io.cinclus.value.SparseVector;

/** Vectors to search for, as requests hold them. Stateless. */
public final class QueryVectors {
  private QueryVectors() {}

  /** For a field of dense vectors, whatever a component of it is stored in. */
  public static QueryVector dense(float... components) {
    FloatVector.Builder vector = FloatVector.newBuilder();
    for (float component : components) {
      vector.addValues(component);
    }
    return QueryVector.newBuilder().setDense(vector).build();
  }

  /** For a field of binary vectors: eight bits to a byte. */
  public static QueryVector binary(byte... bits) {
    return QueryVector.newBuilder().setBinary(ByteString.copyFrom(bits)).build();
  }

  /** For a field of sparse vectors. */
  public static QueryVector sparse(SparseVector vector) {
    io.cinclus.v1.SparseVector.Builder message = io.cinclus.v1.SparseVector.newBuilder();
    for (int i = 0; i < vector.size(); i++) {
      message.addIndices(vector.indices()[i]).addValues(vector.values()[i]);
    }
    return QueryVector.newBuilder().setSparse(message).build();
  }

  /** A row of a column of vectors; {@link IllegalArgumentException} where it holds others. */
  public static QueryVector of(Column column, int row) {
    if (column instanceof Column.SparseVectors vectors) {
      return sparse(vectors.values()[row]);
    }
    if (!(column.slice(row, row + 1) instanceof FixedVectors vector)) {
      throw new IllegalArgumentException(column.type() + " values are no vectors");
    }
    if (vector.type() == DataType.BINARY_VECTOR) {
      return binary(((Column.ByteVectors) vector).values());
    }
    float[] components = new float[vector.dimension()];
    for (int i = 0; i < components.length; i++) {
      components[i] = vector.component(i);
    }
    return dense(components);
  }
}
