package io.cinclus.index.sparse;

import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Parameters;
import io.cinclus.index.SearchParams;
import io.cinclus.index.VectorIndex;
import io.cinclus.index.VectorIndexes;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Bm25;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Metric;
import io.cinclus.vector.SparseScorer;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import org.jspecify.annotations.Nullable;

/**
 * Exact search through the lists of the query's dimensions; approximate only where a share of these
 * is left out. Where it costs less, or where a value or weight is not above zero, which the bounds
 * do not know, all allowed rows are scored. Immutable.
 */
public final class SparseIndex implements VectorIndex {
  private final IndexParams params;
  private final SparseVectors vectors;
  private final Postings postings;
  private final Blocks blocks;

  /** The sum of each row's values for BM25, else empty. */
  private final float[] lengths;

  /** The sum of {@link #lengths}. */
  private final double totalLength;

  private final boolean allAboveZero;

  SparseIndex(IndexParams params, SparseVectors vectors, Postings postings) {
    this.params = params;
    this.vectors = vectors;
    this.postings = postings;
    this.lengths = new float[params.metric() == Metric.BM25 ? vectors.rows() : 0];
    for (int row = 0; row < lengths.length; row++) {
      lengths[row] = (float) vectors.sum(row);
    }
    this.totalLength = sum(lengths);
    this.blocks = new Blocks(postings, lengths);
    this.allAboveZero = areAboveZero(postings.values());
  }

  private static double sum(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      sum += number;
    }
    return sum;
  }

  /**
   * The length of the documents, for BM25.
   *
   * @param allow which of them; null for all
   */
  public double totalLength(@Nullable Bits allow) {
    if (allow == null) {
      return totalLength;
    }
    double sum = 0;
    for (int row = 0; row < lengths.length; row++) {
      sum += allow.get(row) ? lengths[row] : 0;
    }
    return sum;
  }

  /**
   * How many rows have a dimension.
   *
   * @param allow which of them count; null for all
   */
  public long rowsWith(int dimension, @Nullable Bits allow) {
    int list = postings.list(dimension);
    if (list < 0) {
      return 0;
    }
    int from = postings.from()[list];
    int to = postings.from()[list + 1];
    if (allow == null) {
      return (long) to - from;
    }
    long rows = 0;
    for (int at = from; at < to; at++) {
      rows += allow.get(postings.rows()[at]) ? 1 : 0;
    }
    return rows;
  }

  private static boolean areAboveZero(float[] values) {
    for (float value : values) {
      if (!(value > 0)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public IndexType type() {
    return IndexType.SPARSE_INVERTED_INDEX;
  }

  @Override
  public int rows() {
    return vectors.rows();
  }

  @Override
  public int dim() {
    return 0;
  }

  @Override
  public Metric metric() {
    return params.metric();
  }

  @Override
  public long memoryBytes() {
    return postings.memoryBytes() + blocks.memoryBytes() + 4L * lengths.length;
  }

  @Override
  public void search(VectorData queries, SearchParams given, @Nullable Bits allow, TopK[] out) {
    if (!(queries instanceof SparseVectors sparse)) {
      throw VectorIndexes.wrongKind(queries, VectorKind.SPARSE);
    }
    VectorIndexes.checkCount(queries.rows(), out);
    int allowed = Bits.allowed(allow, rows());
    Bm25 bm25 =
        new Bm25(
            params.value(Parameters.BM25_K1),
            params.value(Parameters.BM25_B),
            given.value(Parameters.BM25_AVGDL));
    SparseScorer scorer = new SparseScorer(metric(), bm25, vectors);
    for (int i = 0; i < out.length; i++) {
      out[i].clear();
      scorer.query(sparse, i);
      Terms terms = Terms.of(sparse, i, given.value(Parameters.DROP_RATIO_SEARCH), postings);
      if (scanIsBetter(sparse, i, terms, allowed)) {
        ExactSearch.search(scorer, allow, out[i]);
      } else {
        new BlockMaxSearch(postings, blocks, lengths, metric(), bm25)
            .search(terms, scorer, allow, out[i]);
      }
    }
  }

  /** Scoring a row costs about as many steps as it has entries, a list about its own length. */
  private boolean scanIsBetter(SparseVectors queries, int query, Terms terms, int allowed) {
    if (!allAboveZero || !areAboveZero(queries.row(query).values())) {
      return true;
    }
    double entriesPerRow = (double) postings.rows().length / Math.max(1, rows());
    return allowed < rows() && allowed * entriesPerRow < terms.entries(postings);
  }
}
