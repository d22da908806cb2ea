package io.cinclus.vector;

import org.jspecify.annotations.Nullable;

/**
 * Scores rows against one query at a time. A pair's score is the same to the bit in every index and
 * every batch, because they all end here. Not thread-safe.
 */
public final class Scorer {
  private static final float[] NO_QUERY = {};

  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;
  private final float @Nullable [] inverseNorms;
  private float[] query = NO_QUERY;
  private int queryFrom;
  private float queryScale = 1;

  /**
   * @param inverseNorms of all rows, or null to compute them as they are needed; only COSINE uses
   *     them
   */
  public Scorer(Kernels kernels, Metric metric, Vectors vectors, float @Nullable [] inverseNorms) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = vectors;
    this.inverseNorms = inverseNorms;
  }

  /** Sets the query, which must have the rows' dimension and is not copied. */
  public void query(float[] newQuery) {
    if (newQuery.length != vectors.dim()) {
      throw new IllegalArgumentException(
          "a query of dim " + newQuery.length + " against vectors of dim " + vectors.dim());
    }
    query = newQuery;
    queryFrom = 0;
    queryScale = metric == Metric.COSINE ? InverseNorms.of(kernels, query, 0, vectors.dim()) : 1;
  }

  /** Makes a row the query. */
  public void query(int row) {
    query = vectors.array(row);
    queryFrom = vectors.offset(row);
    queryScale = scale(row);
  }

  /** How many rows there are to score. */
  int rows() {
    return vectors.rows();
  }

  /** What the query is multiplied by: its inverse norm for COSINE, else 1. */
  float queryScale() {
    return queryScale;
  }

  /** What a row is multiplied by: its inverse norm for COSINE, else 1. */
  float scale(int row) {
    if (metric != Metric.COSINE) {
      return 1;
    }
    return inverseNorms != null
        ? inverseNorms[row]
        : InverseNorms.of(kernels, vectors.array(row), vectors.offset(row), vectors.dim());
  }

  /** The score of a row. */
  public float score(int row) {
    return score(row, scale(row));
  }

  /** The score of a row whose {@link #scale} is known. */
  float score(int row, float scale) {
    float[] values = vectors.array(row);
    int from = vectors.offset(row);
    int dim = vectors.dim();
    return switch (metric) {
      case L2 -> -kernels.squaredL2(query, queryFrom, values, from, dim);
      case IP -> kernels.dot(query, queryFrom, values, from, dim);
      case COSINE -> kernels.dot(query, queryFrom, values, from, dim) * queryScale * scale;
    };
  }

  /** Scores all rows of a batch. */
  public void score(RowBatch batch) {
    float[] scores = batch.scores();
    switch (metric) {
      case L2 -> {
        kernels.squaredL2s(query, queryFrom, vectors, batch);
        for (int i = 0; i < batch.count(); i++) {
          scores[i] = -scores[i];
        }
      }
      case IP -> kernels.dots(query, queryFrom, vectors, batch);
      case COSINE -> {
        kernels.dots(query, queryFrom, vectors, batch);
        for (int i = 0; i < batch.count(); i++) {
          scores[i] = scores[i] * queryScale * scale(batch.ids()[i]);
        }
      }
    }
  }
}
