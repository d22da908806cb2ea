package io.cinclus.index;

import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;

/** What the indexes of all kinds check alike. Stateless. */
public final class VectorIndexes {
  private VectorIndexes() {}

  /** Throws {@link IllegalArgumentException} unless there is a result for each query. */
  public static void checkCount(int queries, TopK[] out) {
    if (queries != out.length) {
      throw new IllegalArgumentException(queries + " queries but " + out.length + " results");
    }
  }

  /** What to throw where vectors are of another kind than an index takes. */
  public static IllegalArgumentException wrongKind(VectorData vectors, VectorKind expected) {
    return new IllegalArgumentException(
        vectors.kind() + " vectors for an index of " + expected + " vectors");
  }
}
