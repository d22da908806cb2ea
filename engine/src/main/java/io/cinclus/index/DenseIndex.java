package io.cinclus.index;

import io.cinclus.vector.Bits;
import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import io.cinclus.vector.Vectors;
import org.jspecify.annotations.Nullable;

/** An index of dense vectors, whose queries are float32 whatever its rows are. */
public interface DenseIndex extends VectorIndex {

  /** {@link #search(VectorData, SearchParams, Bits, TopK[])} for one query. */
  void search(float[] query, SearchParams params, @Nullable Bits allow, TopK out);

  /** The same for several queries, {@code out[i]} for {@code queries[i]}. */
  default void search(float[][] queries, SearchParams params, @Nullable Bits allow, TopK[] out) {
    VectorIndexes.checkCount(queries.length, out);
    for (int i = 0; i < queries.length; i++) {
      search(queries[i], params, allow, out[i]);
    }
  }

  @Override
  default void search(VectorData queries, SearchParams params, @Nullable Bits allow, TopK[] out) {
    if (!(queries instanceof Vectors dense)) {
      throw VectorIndexes.wrongKind(queries, VectorKind.DENSE);
    }
    search(dense.copies(), params, allow, out);
  }
}
