package io.cinclus.vector;

/**
 * Scores rows against one query at a time. A pair's score is the same to the bit in every index and
 * every batch, because they all end here. Not thread-safe.
 *
 * <p>For COSINE the query is scaled to length 1 before it is multiplied and the product by the
 * row's inverse norm after, so that vectors whose product leaves the range of a float are scored as
 * well as others; a score never leaves [−1, 1].
 */
public final class Scorer implements RowScorer {
  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;

  /** The scaled query of COSINE, or a row that is the query and not of floats. */
  private final float[] ownQuery;

  /** A row that is not of floats, in floats; empty where all are. */
  private final float[] decoded;

  private float[] query;
  private int queryFrom;

  /** For COSINE, {@code vectors} should have their inverse norms if many queries are to come. */
  public Scorer(Kernels kernels, Metric metric, Vectors vectors) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = vectors;
    boolean direct = vectors.isFloat32();
    metric.checkFor(VectorKind.DENSE);
    this.ownQuery = new float[metric == Metric.COSINE || !direct ? vectors.dim() : 0];
    this.decoded = new float[direct ? 0 : vectors.dim()];
    this.query = ownQuery;
  }

  @Override
  public void query(float[] newQuery) {
    if (newQuery.length != vectors.dim()) {
      throw new IllegalArgumentException(
          "a query of dim " + newQuery.length + " against vectors of dim " + vectors.dim());
    }
    if (metric == Metric.COSINE) {
      scale(newQuery, 0, InverseNorms.of(kernels, newQuery, 0, vectors.dim()));
    } else {
      query = newQuery;
      queryFrom = 0;
    }
  }

  /** Makes a row the query. */
  public void query(int row) {
    if (vectors.isFloat32()) {
      query = vectors.array(row);
      queryFrom = vectors.offset(row);
    } else {
      vectors.copy(kernels, row, ownQuery, 0);
      query = ownQuery;
      queryFrom = 0;
    }
    if (metric == Metric.COSINE) {
      scale(query, queryFrom, scale(row));
    }
  }

  private void scale(float[] values, int from, float scale) {
    for (int i = 0; i < ownQuery.length; i++) {
      ownQuery[i] = values[from + i] * scale;
    }
    query = ownQuery;
    queryFrom = 0;
  }

  @Override
  public int rows() {
    return vectors.rows();
  }

  /** The array that holds the query as it is multiplied: scaled to length 1 for COSINE. */
  float[] query() {
    return query;
  }

  /** Where the query begins in {@link #query}. */
  int queryFrom() {
    return queryFrom;
  }

  /** What a row is multiplied by: its inverse norm for COSINE, else 1. */
  float scale(int row) {
    if (metric != Metric.COSINE) {
      return 1;
    }
    return vectors.hasInverseNorms()
        ? vectors.inverseNorm(row)
        : InverseNorms.of(kernels, values(row), from(row), vectors.dim());
  }

  /** An array that holds the row in floats, until the next call. */
  private float[] values(int row) {
    if (vectors.isFloat32()) {
      return vectors.array(row);
    }
    vectors.copy(kernels, row, decoded, 0);
    return decoded;
  }

  /** Where the row begins in its {@link #values}. */
  private int from(int row) {
    return vectors.isFloat32() ? vectors.offset(row) : 0;
  }

  @Override
  public float score(int row) {
    return score(row, scale(row));
  }

  /** The score of a row whose {@link #scale} is known. */
  float score(int row, float scale) {
    float[] values = values(row);
    int from = from(row);
    int dim = vectors.dim();
    return switch (metric) {
      case L2 -> -kernels.squaredL2(query, queryFrom, values, from, dim);
      case IP -> kernels.dot(query, queryFrom, values, from, dim);
      case COSINE -> cosine(kernels.dot(query, queryFrom, values, from, dim) * scale);
      default -> throw metric.notFor(VectorKind.DENSE);
    };
  }

  /** Without what rounding adds beyond a cosine. */
  private static float cosine(float product) {
    return Math.max(-1, Math.min(1, product));
  }

  @Override
  public void score(RowBatch batch) {
    int[] ids = batch.ids();
    float[] scores = batch.scores();
    if (!vectors.isFloat32()) {
      for (int i = 0; i < batch.count(); i++) {
        scores[i] = score(ids[i]);
      }
      return;
    }
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
          scores[i] = cosine(scores[i] * scale(ids[i]));
        }
      }
      default -> throw metric.notFor(VectorKind.DENSE);
    }
  }
}
