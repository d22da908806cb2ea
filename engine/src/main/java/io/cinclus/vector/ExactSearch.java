package io.cinclus.vector;

import org.jspecify.annotations.Nullable;

/**
 * Exact nearest neighbours: every allowed row is offered to every query's {@link TopK}, so the
 * result is the true top k within its range, independent of how queries are batched and rows are
 * chunked. Thread-safe where what it runs between blocks is.
 *
 * <p>Several queries at once cost much less than one after another: the data are read once, and the
 * arithmetic runs on register tiles. That pass only finds candidates; see {@link BlockedScan}.
 */
public final class ExactSearch {
  /** From this many queries on, they share the work; fewer leave too much of a panel empty. */
  public static final int MIN_BLOCKED_QUERIES = 5;

  /** Rows that are scored before their scores are looked at. */
  private static final int SCAN_ROWS = 64;

  /** Batches of a scan between two calls of what is run between blocks. */
  private static final int BLOCK_BATCHES = 16;

  private final Kernels kernels;
  private final Runnable betweenBlocks;

  public ExactSearch(Kernels kernels) {
    this(kernels, () -> {});
  }

  /**
   * A search that can be given up.
   *
   * @param betweenBlocks run before each block of at most 1024 rows; what it throws ends the search
   */
  public ExactSearch(Kernels kernels, Runnable betweenBlocks) {
    this.kernels = kernels;
    this.betweenBlocks = betweenBlocks;
  }

  /**
   * Offers the allowed rows to {@code out}, which is not sorted.
   *
   * @param allow the rows to consider, of size {@code vectors.rows()}; null for all
   */
  public void search(
      float[] query, Vectors vectors, Metric metric, @Nullable Bits allow, TopK out) {
    search(new float[][] {query}, vectors, metric, allow, new TopK[] {out});
  }

  /** As the other, for several queries; {@code out[i]} is for {@code queries[i]}. */
  public void search(
      float[][] queries, Vectors vectors, Metric metric, @Nullable Bits allow, TopK[] out) {
    if (queries.length != out.length) {
      throw new IllegalArgumentException(
          queries.length + " queries but " + out.length + " results");
    }
    RowCursor rows = new RowCursor(vectors.rows(), allow);
    Scorer[] scorers = new Scorer[queries.length];
    for (int i = 0; i < queries.length; i++) {
      scorers[i] = new Scorer(kernels, metric, vectors);
      scorers[i].query(queries[i]);
    }
    if (queries.length >= MIN_BLOCKED_QUERIES) {
      PackedQueries packed = new PackedQueries(kernels, scorers, vectors.dim());
      new BlockedScan(kernels, metric, vectors, packed, rows.count())
          .search(rows, candidates(scorers, out), betweenBlocks);
    } else {
      scan(scorers, rows, out, betweenBlocks);
    }
  }

  private static BlockedScan.Candidates candidates(Scorer[] scorers, TopK[] out) {
    return new BlockedScan.Candidates() {
      @Override
      public float threshold(int query) {
        return out[query].threshold();
      }

      @Override
      public boolean offer(int query, int row, float scale) {
        return out[query].offer(row, scorers[query].score(row, scale));
      }
    };
  }

  /**
   * As the others, of vectors of any kind; {@code out[i]} is for row i of the queries.
   *
   * @throws IllegalArgumentException if the kinds differ, or are not compared by the metric alone
   */
  public void search(
      VectorData queries, VectorData vectors, Metric metric, @Nullable Bits allow, TopK[] out) {
    if (vectors instanceof Vectors dense && queries instanceof Vectors asked) {
      search(asked.copies(), dense, metric, allow, out);
      return;
    }
    BatchScorer[] scorers = new BatchScorer[out.length];
    for (int i = 0; i < scorers.length; i++) {
      scorers[i] = scorer(queries, i, vectors, metric);
    }
    scan(scorers, new RowCursor(vectors.rows(), allow), out, betweenBlocks);
  }

  private static BatchScorer scorer(
      VectorData queries, int query, VectorData vectors, Metric metric) {
    if (vectors instanceof BinaryVectors binary && queries instanceof BinaryVectors asked) {
      BinaryScorer scorer = new BinaryScorer(metric, binary);
      scorer.query(asked, query);
      return scorer;
    }
    if (vectors instanceof SparseVectors sparse && queries instanceof SparseVectors asked) {
      if (metric != Metric.IP) {
        throw new IllegalArgumentException(metric + " needs to know more than the vectors");
      }
      SparseScorer scorer = new SparseScorer(sparse);
      scorer.query(asked, query);
      return scorer;
    }
    throw new IllegalArgumentException(
        queries.kind() + " vectors asked for among " + vectors.kind() + " vectors");
  }

  /** As the others, of vectors of any kind, for one query that a scorer already has. */
  public static void search(BatchScorer scorer, @Nullable Bits allow, TopK out) {
    scan(
        new BatchScorer[] {scorer},
        new RowCursor(scorer.rows(), allow),
        new TopK[] {out},
        () -> {});
  }

  private static void scan(
      BatchScorer[] scorers, RowCursor rows, TopK[] out, Runnable betweenBlocks) {
    RowBatch batch = new RowBatch(Math.min(SCAN_ROWS, rows.count()));
    for (int batches = 0; batch.fill(rows); batches++) {
      if (batches % BLOCK_BATCHES == 0) {
        betweenBlocks.run();
      }
      for (int query = 0; query < scorers.length; query++) {
        scorers[query].score(batch);
        offer(batch, out[query]);
      }
    }
  }

  private static void offer(RowBatch batch, TopK out) {
    float[] scores = batch.scores();
    for (int i = 0; i < batch.count(); i++) {
      if (scores[i] >= out.threshold()) {
        out.offer(batch.ids()[i], scores[i]);
      }
    }
  }
}
