package io.cinclus.vector;

import org.jspecify.annotations.Nullable;

/**
 * Exact nearest neighbours: every allowed row is offered to every query's {@link TopK}, so the
 * result is the true top k within its range, independent of how queries are batched and rows are
 * chunked. Thread-safe.
 *
 * <p>Several queries at once cost much less than one after another: the data are read once, and the
 * arithmetic runs on register tiles. That pass only finds candidates; see {@link BlockedScan}.
 */
public final class ExactSearch {
  /** From this many queries on, they share the work; fewer leave too much of a panel empty. */
  public static final int MIN_BLOCKED_QUERIES = 5;

  /** Rows that are scored before their scores are looked at. */
  private static final int SCAN_ROWS = 64;

  private final Kernels kernels;

  public ExactSearch(Kernels kernels) {
    this.kernels = kernels;
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
      new BlockedScan(kernels, metric, vectors, scorers, rows.count()).search(rows, out);
    } else {
      scan(scorers, rows, out);
    }
  }

  /** As the others, for one query that a scorer already has. */
  public static void search(Scorer scorer, @Nullable Bits allow, TopK out) {
    scan(new Scorer[] {scorer}, new RowCursor(scorer.rows(), allow), new TopK[] {out});
  }

  private static void scan(Scorer[] scorers, RowCursor rows, TopK[] out) {
    RowBatch batch = new RowBatch(Math.min(SCAN_ROWS, rows.count()));
    while (batch.fill(rows)) {
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
