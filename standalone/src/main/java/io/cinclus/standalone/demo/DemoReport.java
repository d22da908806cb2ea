package io.cinclus.standalone.demo;

import io.cinclus.standalone.text.Percentiles;
import io.cinclus.standalone.text.TextTable;
import java.util.Locale;

/**
 * What the demo measured. Immutable but for its latencies, which nobody adds to any more.
 *
 * @param rows by {@code count(*)}
 * @param growingRows of them, in no sealed segment yet
 * @param look the segments
 * @param recall of searches by index against exact search
 * @param latencies of what was asked
 */
record DemoReport(
    long rows, long growingRows, SegmentWatch.Look look, Recall recall, Latencies latencies) {
  /** Less than this is a fault, on whatever machine. */
  static final double MIN_RECALL = 0.95;

  /**
   * Recall of searches.
   *
   * @param k how many neighbours of each sentence
   * @param sentences asked
   * @param share of the true neighbours that were found, 0 to 1
   */
  record Recall(int k, int sentences, double share) {}

  /**
   * Client to client, over Kafka.
   *
   * @param whileLoading searches while rows were being written
   * @param search at idle, one at a time
   * @param readYourWrite from the acknowledgement of a row to the reply that has it
   */
  record Latencies(Percentiles whileLoading, Percentiles search, Percentiles readYourWrite) {}

  /** A table for people. */
  String table() {
    return new TextTable("", ">", "")
        .row("rows", rows, "count(*), Strong")
        .row("  growing", growingRows, "in the log and in memory")
        .row("segments sealed", look.sealed(), "files on object storage, readable by Arrow")
        .row("  indexed", look.indexed(), "HNSW, cosine")
        .row(
            "  compactions",
            look.compactions(),
            "segments that compactions wrote, looked at once a second")
        .row(
            "recall@" + recall.k(),
            format("%.3f", recall.share()),
            "%,d sentences, against exact search over all rows".formatted(recall.sentences()))
        .row(
            "search p50 / p99",
            latencies.search(),
            "%,d searches at idle, one at a time, Bounded".formatted(latencies.search().count()))
        .row(
            "  while loading",
            latencies.whileLoading(),
            "%,d searches beside the model".formatted(latencies.whileLoading().count()))
        .row(
            "read your write p50 / p99",
            latencies.readYourWrite(),
            "%,d rows: acknowledged, then found by a Strong search"
                .formatted(latencies.readYourWrite().count()))
        .render();
  }

  /** The demo's last line. */
  String lastLine() {
    return format(
        "demo ok: rows=%d sealed=%d indexed=%d recall@10=%.3f search_p50_ms=%.1f"
            + " search_p99_ms=%.1f read_your_write_p99_ms=%.1f",
        rows,
        look.sealed(),
        look.indexed(),
        recall.share(),
        latencies.search().millis(50),
        latencies.search().millis(99),
        latencies.readYourWrite().millis(99));
  }

  /**
   * {@link IllegalStateException} where a number is one that no machine excuses. A small demo may
   * be over before there is anything to compact.
   */
  void check(long expectedRows) {
    if (rows != expectedRows) {
      throw new IllegalStateException(
          format("%d rows were written, but count(*) is %d", expectedRows, rows));
    }
    boolean compacted = look.compactions() > 0 || expectedRows < DemoSettings.DEFAULT_LIMIT;
    if (look.sealed() < 2 || look.indexed() < 2 || !compacted) {
      throw new IllegalStateException(
          "there should be several sealed and indexed segments, and compactions, but: " + look);
    }
    if (recall.share() < MIN_RECALL) {
      throw new IllegalStateException(
          format("recall@%d is %.3f, below %.2f", recall.k(), recall.share(), MIN_RECALL));
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
