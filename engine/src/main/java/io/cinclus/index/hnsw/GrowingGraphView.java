package io.cinclus.index.hnsw;

import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexType;
import io.cinclus.index.Parameters;
import io.cinclus.index.SearchParams;
import io.cinclus.index.VectorIndexes;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of a {@link GrowingGraph} as an index, which has these rows and no others however
 * far the graph grows. Immutable.
 */
final class GrowingGraphView implements DenseIndex {
  private final GrowingGraph graph;
  private final Kernels kernels;
  private final Metric metric;
  private final Vectors visible;

  GrowingGraphView(GrowingGraph graph, Kernels kernels, Metric metric, Vectors visible) {
    this.graph = graph;
    this.kernels = kernels;
    this.metric = metric;
    this.visible = visible;
  }

  @Override
  public int rows() {
    return visible.rows();
  }

  @Override
  public int dim() {
    return visible.dim();
  }

  @Override
  public IndexType type() {
    return IndexType.HNSW;
  }

  @Override
  public Metric metric() {
    return metric;
  }

  /** Of the whole graph, with the rows that are not in the view. */
  @Override
  public long memoryBytes() {
    return graph.memoryBytes();
  }

  @Override
  public void search(float[] query, SearchParams params, @Nullable Bits allow, TopK out) {
    graph.search(visible, query, params.value(Parameters.EF), allow, out);
  }

  /** Queries that are asked together scan the rows as long as that is cheaper for each of them. */
  @Override
  public void search(float[][] queries, SearchParams params, @Nullable Bits allow, TopK[] out) {
    VectorIndexes.checkCount(queries.length, out);
    if (queries.length < ExactSearch.MIN_BLOCKED_QUERIES
        || !scanIsCheaper(params.value(Parameters.EF), queries.length, allow)) {
      DenseIndex.super.search(queries, params, allow, out);
      return;
    }
    for (TopK each : out) {
      each.clear();
    }
    new ExactSearch(kernels).search(queries, visible, metric, allow, out);
  }

  private boolean scanIsCheaper(int ef, int queries, @Nullable Bits allow) {
    double allowed = Bits.allowed(allow, rows());
    int batch = Math.min(HnswIndex.FULL_BATCH, queries);
    return allowed * allowed < (double) HnswIndex.SCAN_FACTOR * batch * ef * rows();
  }
}
