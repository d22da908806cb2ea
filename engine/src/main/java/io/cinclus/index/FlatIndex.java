package io.cinclus.index;

import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import org.jspecify.annotations.Nullable;

/** Exact search as an index. Immutable. */
final class FlatIndex implements DenseIndex {
  private final ExactSearch exact;
  private final Metric metric;
  private final Vectors vectors;

  FlatIndex(Kernels kernels, Metric metric, Vectors vectors) {
    this.exact = new ExactSearch(kernels);
    this.metric = metric;
    this.vectors = vectors;
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
  public IndexType type() {
    return IndexType.FLAT;
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
  public void search(float[] query, SearchParams params, @Nullable Bits allow, TopK out) {
    search(new float[][] {query}, params, allow, new TopK[] {out});
  }

  @Override
  public void search(float[][] queries, SearchParams params, @Nullable Bits allow, TopK[] out) {
    for (TopK one : out) {
      one.clear();
    }
    exact.search(queries, vectors, metric, allow, out);
  }
}
