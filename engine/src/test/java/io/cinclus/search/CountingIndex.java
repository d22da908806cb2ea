package io.cinclus.search;

import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import org.jspecify.annotations.Nullable;

/** An index that counts what it is asked. */
final class CountingIndex implements DenseIndex {
  private final DenseIndex index;
  int queries;
  int allowed;

  CountingIndex(DenseIndex index) {
    this.index = index;
  }

  @Override
  public IndexType type() {
    return index.type();
  }

  @Override
  public int rows() {
    return index.rows();
  }

  @Override
  public int dim() {
    return index.dim();
  }

  @Override
  public Metric metric() {
    return index.metric();
  }

  @Override
  public long memoryBytes() {
    return index.memoryBytes();
  }

  @Override
  public void search(float[] query, SearchParams params, @Nullable Bits allow, TopK out) {
    queries++;
    allowed = allow == null ? rows() : allow.cardinality();
    index.search(query, params, allow, out);
  }
}
