package io.cinclus.vector;

import java.util.Objects;

/**
 * Scores rows of sparse vectors by IP or BM25; one that has no dimension of the query is nowhere
 * near it and scores NaN. A pair's score is the same to the bit in every index, because they all
 * end here. Not thread-safe.
 */
public final class SparseScorer implements BatchScorer {
  private final Metric metric;
  private final Bm25 bm25;
  private final SparseVectors vectors;
  private SparseVectors queries;
  private int query;

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
    this.queries = vectors;
  }

  /** Makes a row of some vectors the query. */
  public void query(SparseVectors newQueries, int row) {
    Objects.checkIndex(row, newQueries.rows());
    queries = newQueries;
    query = row;
  }

  @Override
  public int rows() {
    return vectors.rows();
  }

  @Override
  public float score(int row) {
    double length = metric == Metric.BM25 ? vectors.sum(row) : 0;
    int[] rowDims = vectors.dims();
    int[] queryDims = queries.dims();
    int i = vectors.from()[row];
    int j = queries.from()[query];
    int iEnd = vectors.from()[row + 1];
    int jEnd = queries.from()[query + 1];
    double score = 0;
    boolean any = false;
    while (i < iEnd && j < jEnd) {
      int order = Integer.compareUnsigned(rowDims[i], queryDims[j]);
      if (order == 0) {
        float value = vectors.values()[i++];
        float weight = queries.values()[j++];
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
