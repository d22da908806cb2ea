package io.cinclus.index.ivf;

import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Parameters;
import io.cinclus.index.SearchParams;
import io.cinclus.index.codes.Refinement;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Approximate search in inverted lists: those of the nearest {@code nprobe} centroids, and then of
 * the next ones until k rows are found or no list is left. Where there are codes, rows are first
 * scored by them, and the best {@code refine_k} times k (or {@code reorder_k}) again by their
 * vectors, and where the codes bound scores, all that may be among the best; a range search, which
 * codes cannot decide, scores all by their vectors. Where fewer rows are allowed than such a search
 * would look at, it scans them instead, which is exact. Immutable.
 */
final class IvfIndex implements DenseIndex {
  /** SCANN: how many times k rows are scored again where it is not said how many. */
  private static final int STANDARD_REORDER_FACTOR = 10;

  private final Kernels kernels;
  private final IndexParams params;
  private final Vectors vectors;
  private final InvertedLists lists;
  private final @Nullable ListCodes codes;

  IvfIndex(
      Kernels kernels,
      IndexParams params,
      Vectors vectors,
      InvertedLists lists,
      @Nullable ListCodes codes) {
    this.kernels = kernels;
    this.params = params;
    this.vectors = params.metric() == Metric.COSINE ? vectors.withInverseNorms(kernels) : vectors;
    this.lists = lists;
    this.codes = codes;
  }

  @Override
  public IndexType type() {
    return params.type();
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
    return params.metric();
  }

  @Override
  public long memoryBytes() {
    return lists.memoryBytes()
        + (codes == null ? 0 : codes.memoryBytes())
        + (metric() == Metric.COSINE ? 4L * rows() : 0);
  }

  @Override
  public void search(float[] query, SearchParams given, @Nullable Bits allow, TopK out) {
    out.clear();
    Scorer exact = new Scorer(kernels, metric(), vectors);
    exact.query(query);
    int nprobe = Math.min(given.value(Parameters.NPROBE), lists.count());
    int allowed = Bits.allowed(allow, rows());
    if (allowed <= (double) rows() * nprobe / lists.count()) {
      ExactSearch.search(exact, allow, out);
      return;
    }
    if (codes == null || !out.range().equals(ScoreRange.ALL)) {
      new Probe(lists, ListCodes.ListScorer.of(exact), false, allow)
          .run(nearestLists(query), nprobe, out);
      return;
    }
    int wanted = candidates(out.k(), given);
    if (codes instanceof BoundedLists bounded) {
      bounded.probe(query, nprobe, wanted, allow).score(exact, out);
    } else if (codes instanceof ListCodes.Scored scored) {
      TopK candidates = new TopK(wanted);
      new Probe(lists, scored.scorer(query), true, allow)
          .run(nearestLists(query), nprobe, candidates);
      Refinement.refine(candidates, exact, out);
    }
  }

  /** How many rows by their codes are wanted for {@code k} exact ones. */
  private int candidates(int k, SearchParams given) {
    if (type() != IndexType.SCANN) {
      return Refinement.candidates(k, given.value(Parameters.REFINE_K));
    }
    int wanted = given.value(Parameters.REORDER_K);
    return Refinement.candidates(k, wanted > 0 ? (double) wanted / k : STANDARD_REORDER_FACTOR);
  }

  private TopK nearestLists(float[] query) {
    return lists.nearest(new ExactSearch(kernels), query, metric(), lists.count());
  }
}
