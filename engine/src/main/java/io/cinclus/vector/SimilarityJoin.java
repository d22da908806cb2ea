package io.cinclus.vector;

/**
 * All pairs of rows and queries that are nearer than the query's threshold, for queries that stay
 * while rows come: the queries are packed once. A pair has the score, to the bit, that a search for
 * the query gives the row, however rows are batched. Exact.
 *
 * <p>Dense rows are multiplied with all queries in register tiles, and only pairs that the products
 * do not rule out are scored; see {@link BlockedScan}. Not thread-safe.
 */
public final class SimilarityJoin {
  private final Kernels kernels;
  private final Metric metric;
  private final VectorData queries;
  private final float[] above;
  private final PackedQueries packed;

  /** Takes what is near enough. */
  @FunctionalInterface
  public interface Pairs {
    void add(int row, int query, float score);
  }

  /**
   * Of some queries.
   *
   * @param above for each query the score that a row must exceed
   * @throws IllegalArgumentException if the metric is not for such vectors, or needs to know more
   *     than them
   */
  public SimilarityJoin(Kernels kernels, Metric metric, VectorData queries, float... above) {
    if (queries.rows() != above.length) {
      throw new IllegalArgumentException(
          queries.rows() + " queries but " + above.length + " thresholds");
    }
    metric.checkFor(queries.kind());
    if (metric == Metric.BM25) {
      throw new IllegalArgumentException(metric + " needs to know more than the vectors");
    }
    this.kernels = kernels;
    this.metric = metric;
    this.queries = queries;
    this.above = above.clone();
    this.packed =
        queries instanceof Vectors dense
            ? pack(dense)
            : new PackedQueries(kernels, new Scorer[0], 0);
  }

  private PackedQueries pack(Vectors dense) {
    Vectors none = Vectors.of(new float[0], dense.dim());
    Scorer[] scorers = new Scorer[dense.rows()];
    for (int i = 0; i < scorers.length; i++) {
      scorers[i] = new Scorer(kernels, metric, none);
      scorers[i].query(dense.copy(i));
    }
    return new PackedQueries(kernels, scorers, dense.dim());
  }

  /**
   * Gives out the pairs that the rows are in, in no order.
   *
   * @throws IllegalArgumentException if the rows are of another kind or dimension than the queries
   */
  public void join(VectorData rows, Pairs out) {
    if (rows.kind() != queries.kind() || rows.dim() != queries.dim()) {
      throw new IllegalArgumentException(
          "%s queries of dim %d against %s rows of dim %d"
              .formatted(queries.kind(), queries.dim(), rows.kind(), rows.dim()));
    }
    if (rows instanceof Vectors dense) {
      joinDense(dense, (Vectors) queries, out);
    } else if (rows instanceof BinaryVectors binary) {
      BinaryScorer scorer = new BinaryScorer(metric, binary);
      for (int query = 0; query < above.length; query++) {
        scorer.query((BinaryVectors) queries, query);
        scan(scorer, query, out);
      }
    } else if (rows instanceof SparseVectors sparse) {
      SparseScorer scorer = new SparseScorer(sparse);
      for (int query = 0; query < above.length; query++) {
        scorer.query((SparseVectors) queries, query);
        scan(scorer, query, out);
      }
    }
  }

  private void joinDense(Vectors rows, Vectors asked, Pairs out) {
    Scorer scorer = new Scorer(kernels, metric, rows);
    BlockedScan.Candidates candidates =
        new BlockedScan.Candidates() {
          @Override
          public float threshold(int query) {
            return Math.nextUp(above[query]);
          }

          @Override
          public boolean offer(int query, int row, float scale) {
            scorer.query(asked.copy(query));
            float score = scorer.score(row, scale);
            if (score > above[query]) {
              out.add(row, query, score);
            }
            return false;
          }
        };
    new BlockedScan(kernels, metric, rows, packed, rows.rows())
        .search(new RowCursor(rows.rows(), null), candidates, () -> {});
  }

  private void scan(BatchScorer scorer, int query, Pairs out) {
    for (int row = 0; row < scorer.rows(); row++) {
      float score = scorer.score(row);
      if (score > above[query]) { // Not where the two have nothing to do with each other: NaN.
        out.add(row, query, score);
      }
    }
  }
}
