package io.cinclus.index.hnsw;

import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexType;
import io.cinclus.index.Parameters;
import io.cinclus.index.SearchParams;
import io.cinclus.index.codes.Codes;
import io.cinclus.index.codes.Refinement;
import io.cinclus.index.pq.ProductCodes;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowScorer;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Approximate search in an HNSW graph (Malkov and Yashunin 2016, algorithm 5). Immutable.
 *
 * <p>Where there are codes it walks by them and scores the best rows again by their vectors; a
 * range search, which codes cannot decide, walks by the vectors.
 *
 * <p>With an allow-bitset the search walks through rows that are not allowed and counts only
 * allowed ones, so that recall holds while the cost grows with the inverse of the allowed share.
 * Where a scan of the allowed rows is cheaper, or the walk turns out to score as many rows as are
 * allowed or to end before it has found enough, it scans them instead, which is exact.
 */
final class HnswIndex implements DenseIndex {
  /**
   * A scan is cheaper while {@code allowed² < 20 ef rows}: a walk scores about {@code 12 ef rows /
   * allowed} rows, each of which costs a little less than two rows of a sparse scan. Measured for
   * ef 32 to 128, 128 and 384 dimensions.
   */
  static final int SCAN_FACTOR = 20;

  /** Queries that are scanned together cost each about a sixteenth, from this many on. */
  static final int FULL_BATCH = 16;

  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;
  private final HnswGraph graph;
  private final @Nullable Codes codes;
  private final int scanFactor;

  /** Walks by the codes, where there are any. */
  HnswIndex(
      Kernels kernels, Metric metric, Vectors vectors, HnswGraph graph, @Nullable Codes codes) {
    this(kernels, metric, vectors, graph, codes, SCAN_FACTOR);
  }

  /** With a {@code scanFactor} of 0 it scans only where a walk gives up. */
  HnswIndex(
      Kernels kernels,
      Metric metric,
      Vectors vectors,
      HnswGraph graph,
      @Nullable Codes codes,
      int scanFactor) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = metric == Metric.COSINE ? vectors.withInverseNorms(kernels) : vectors;
    this.graph = graph;
    this.codes = codes;
    this.scanFactor = scanFactor;
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
    if (codes == null) {
      return IndexType.HNSW;
    }
    return codes instanceof ProductCodes ? IndexType.HNSW_PQ : IndexType.HNSW_SQ;
  }

  @Override
  public Metric metric() {
    return metric;
  }

  @Override
  public long memoryBytes() {
    return graph.memoryBytes()
        + (codes == null ? 0 : codes.memoryBytes())
        + (metric == Metric.COSINE ? 4L * rows() : 0);
  }

  @Override
  public void search(float[] query, SearchParams params, @Nullable Bits allow, TopK out) {
    out.clear();
    Scorer scorer = new Scorer(kernels, metric, vectors);
    scorer.query(query);
    int ef = Math.max(params.value(Parameters.EF), out.k());
    int allowed = Bits.allowed(allow, rows());
    if (allowed == 0) {
      return;
    }
    if (scanIsCheaper(allowed, ef, 1)) {
      ExactSearch.search(scorer, allow, out);
      return;
    }
    RowScorer walking = scorer;
    TopK found = out;
    if (codes != null && out.range().equals(ScoreRange.ALL)) {
      walking = codes.scorer();
      walking.query(query);
      found = new TopK(Refinement.candidates(out.k(), params.value(Parameters.REFINE_K)));
    }
    Admission admission = new Admission(graph, rows(), allow, found);
    int beam = Math.min(rows(), Math.max(ef, found.k()));
    if (!new GraphSearch(graph, walking, Scratch.ofThread())
        .search(graph.entry(), graph.level(graph.entry()), beam, admission, allowed)) {
      out.clear();
      ExactSearch.search(scorer, allow, out);
    } else if (found != out) {
      Refinement.refine(found, scorer, out);
    }
  }

  @Override
  public void search(float[][] queries, SearchParams params, @Nullable Bits allow, TopK[] out) {
    int batch = queries.length < ExactSearch.MIN_BLOCKED_QUERIES ? 1 : queries.length;
    if (scanIsCheaper(
        Bits.allowed(allow, rows()), params.value(Parameters.EF), Math.min(FULL_BATCH, batch))) {
      for (TopK each : out) {
        each.clear();
      }
      new ExactSearch(kernels).search(queries, vectors, metric, allow, out);
    } else {
      DenseIndex.super.search(queries, params, allow, out);
    }
  }

  private boolean scanIsCheaper(long allowed, int ef, int batch) {
    return (double) allowed * allowed < (double) scanFactor * batch * ef * rows();
  }
}
