package io.cinclus.vector;

import io.cinclus.value.SparseVector;
import java.util.Objects;

/**
 * Scores rows of sparse vectors by IP or BM25; one that has no dimension of the query is nowhere
 * near it and scores NaN. A pair's score is the same to the bit in every index, because they all
 * end here. Not thread-safe.
 */
public final class SparseScorer implements BatchScorer {
  private static final Bm25 NO_BM25 = new Bm25(0, 0, 1);

  private final Metric metric;
  private final Bm25 bm25;
  private final SparseVectors vectors;
  private SparseVector query = SparseVector.EMPTY;

  /**
   * Without a query, which must be set before anything is scored.
   *
   * @param bm25 for that metric
   */
  public SparseScorer(Metric metric, Bm25 bm25, SparseVectors vectors) {
    metric.checkFor(VectorKind.SPARSE);
    this.metric = metric;
    this.bm25 = bm25;
    this.vectors = vectors;
  }

  /** Scores by inner product; without a query, which must be set before anything is scored. */
  public SparseScorer(SparseVectors vectors) {
    this(Metric.IP, NO_BM25, vectors);
  }

  /** Makes a row of some vectors the query. */
  public void query(SparseVectors queries, int row) {
    Objects.checkIndex(row, queries.rows());
    query = queries.row(row);
  }

  @Override
  public int rows() {
    return vectors.rows();
  }

  @Override
  public float score(int row) {
    double length = metric == Metric.BM25 ? vectors.sum(row) : 0;
    SparseVector found = vectors.row(row);
    int[] rowDims = found.indices();
    int[] queryDims = query.indices();
    int i = 0;
    int j = 0;
    double score = 0;
    boolean any = false;
    while (i < rowDims.length && j < queryDims.length) {
      int order = Integer.compareUnsigned(rowDims[i], queryDims[j]);
      if (order == 0) {
        float value = found.values()[i++];
        float weight = query.values()[j++];
        any = true;
        score += weight * (metric == Metric.BM25 ? bm25.count(value, length) : value);
      } else if (order < 0) {
        i++;
      } else {
        j++;
      }
    }
    return any ? (float) score : Float.NaN;
  }
}
