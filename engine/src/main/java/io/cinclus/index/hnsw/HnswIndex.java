package io.cinclus.index.hnsw;

import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.index.VectorIndex;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.InverseNorms;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Approximate search in an HNSW graph (Malkov and Yashunin 2016, algorithm 5). Immutable.
 *
 * <p>With an allow-bitset the search walks through rows that are not allowed and counts only
 * allowed ones, so that recall holds while the cost grows with the inverse of the allowed share.
 * Where few rows are allowed, or the walk turns out to visit as many rows as are allowed, it scans
 * the allowed rows instead, which is exact.
 */
final class HnswIndex implements VectorIndex {
  /**
   * A filtered walk scores about {@code 12 ef rows / allowed} rows, each of which costs about three
   * rows of a scan. So a scan is cheaper while {@code allowed² < 36 ef rows}.
   */
  private static final long SCAN_FACTOR = 36;

  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;
  private final HnswGraph graph;
  private final ExactSearch exact;
  private final float @Nullable [] inverseNorms;
  private final int entry;

  HnswIndex(Kernels kernels, Metric metric, Vectors vectors, HnswGraph graph) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = vectors;
    this.graph = graph;
    this.exact = new ExactSearch(kernels);
    this.inverseNorms = metric == Metric.COSINE ? InverseNorms.of(kernels, vectors) : null;
    int highest = HnswGraph.NONE;
    for (int row = 0; row < graph.rows(); row++) {
      if (highest == HnswGraph.NONE || graph.level(row) > graph.level(highest)) {
        highest = row;
      }
    }
    this.entry = highest;
  }

  @Override
  public int rows() {
    return graph.rows();
  }

  @Override
  public int dim() {
    return vectors.dim();
  }

  @Override
  public IndexType type() {
    return IndexType.HNSW;
  }

  @Override
  public Metric metric() {
    return metric;
  }

  @Override
  public long memoryBytes() {
    return graph.memoryBytes() + (inverseNorms == null ? 0 : 4L * inverseNorms.length);
  }

  @Override
  public void search(float[] query, SearchParams params, @Nullable Bits allow, TopK out) {
    out.clear();
    Scorer scorer = new Scorer(kernels, metric, vectors, inverseNorms);
    scorer.query(query);
    if (allow != null && allow.size() != rows()) {
      throw new IllegalArgumentException(
          "an allow-bitset of " + allow.size() + " bits for " + rows() + " rows");
    }
    int ef = Math.max(params.value(SearchParams.EF), out.k());
    long allowed = allow == null ? rows() : allow.cardinality();
    boolean restricted = allow != null || out.range().upTo() != Float.POSITIVE_INFINITY;
    if (allowed == 0) {
      return;
    }
    if (allow != null && allowed * allowed < SCAN_FACTOR * ef * rows()) {
      exact.search(query, vectors, metric, allow, out);
      return;
    }
    int budget = restricted ? (int) allowed : Integer.MAX_VALUE;
    if (!walk(scorer, ef, allow, out, budget)) {
      out.clear();
      exact.search(query, vectors, metric, allow, out);
    }
  }

  private boolean walk(Scorer scorer, int ef, @Nullable Bits allow, TopK out, int budget) {
    GraphSearch search = new GraphSearch(graph, scorer, Scratch.ofThread());
    long start = ScoredRow.of(scorer.score(entry), entry);
    long nearest = search.descend(start, graph.level(entry), 0);
    Admission admission = new Admission(graph, allow, out);
    return search.searchLayer(0, nearest, Math.min(ef, rows()), admission, budget);
  }
}
