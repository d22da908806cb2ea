package io.cinclus.index.binary;

import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.index.VectorIndex;
import io.cinclus.index.VectorIndexes;
import io.cinclus.vector.BinaryScorer;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import org.jspecify.annotations.Nullable;

/** Exact search over all allowed rows. Immutable. */
final class BinaryFlatIndex implements VectorIndex {
  private final Metric metric;
  private final BinaryVectors vectors;

  BinaryFlatIndex(Metric metric, BinaryVectors vectors) {
    this.metric = metric;
    this.vectors = vectors;
  }

  @Override
  public IndexType type() {
    return IndexType.BIN_FLAT;
  }

  @Override
  public int rows() {
    return vectors.rows();
  }

  @Override
  public int dim() {
    return vectors.dim();
  }

  @Override
  public Metric metric() {
    return metric;
  }

  @Override
  public long memoryBytes() {
    return 0;
  }

  @Override
  public void search(VectorData queries, SearchParams params, @Nullable Bits allow, TopK[] out) {
    if (!(queries instanceof BinaryVectors binary)) {
      throw VectorIndexes.wrongKind(queries, VectorKind.BINARY);
    }
    VectorIndexes.checkCount(queries.rows(), out);
    BinaryScorer scorer = new BinaryScorer(metric, vectors);
    for (int query = 0; query < out.length; query++) {
      scorer.query(binary, query);
      out[query].clear();
      ExactSearch.search(scorer, allow, out[query]);
    }
  }
}
