package io.cinclus.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.standalone.text.Percentiles;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  private static final long ROWS = DemoSettings.DEFAULT_LIMIT;

  @Test
  void theLastLineIsMadeForMachines() {
    DemoReport.Latencies latencies =
        new DemoReport.Latencies(millis(9), millis(1.25, 3, 7.04), millis(4, 12.96));
    DemoReport report =
        new DemoReport(ROWS, 12, look(6, 5, 2), new DemoReport.Recall(10, 500, 0.98765), latencies);
    assertThat(report.lastLine())
        .isEqualTo(
            "demo ok: rows=40000 sealed=6 indexed=5 recall@10=0.988 search_p50_ms=3.0"
                + " search_p99_ms=7.0 read_your_write_p99_ms=13.0");
  }

  @Test
  void whatIsAsItShouldBePasses() {
    assertThatCode(() -> report(ROWS, look(2, 2, 1), 0.95).check(ROWS)).doesNotThrowAnyException();
  }

  @Test
  void missingRowsFail() {
    assertThatThrownBy(() -> report(ROWS - 1, look(2, 2, 1), 1).check(ROWS))
        .hasMessage("40000 rows were written, but count(*) is 39999");
  }

  @Test
  void thereMustBeSeveralSealedAndIndexedSegments() {
    assertThatThrownBy(() -> report(ROWS, look(1, 1, 1), 1).check(ROWS))
        .hasMessageContaining("several sealed and indexed segments")
        .hasMessageContaining("sealed 1, indexed 1, compactions 1");
    assertThatThrownBy(() -> report(ROWS, look(4, 1, 1), 1).check(ROWS))
        .hasMessageContaining("sealed 4, indexed 1");
  }

  @Test
  void thereMustBeACompactionAtTheDefaultSize() {
    assertThatThrownBy(() -> report(ROWS, look(8, 8, 0), 1).check(ROWS))
        .hasMessageContaining("compactions 0");
    long fewer = DemoSettings.MIN_LIMIT;
    assertThatCode(() -> report(fewer, look(8, 8, 0), 1).check(fewer)).doesNotThrowAnyException();
  }

  @Test
  void recallThatIsTooLowFails() {
    assertThatThrownBy(() -> report(ROWS, look(2, 2, 1), 0.949).check(ROWS))
        .hasMessage("recall@10 is 0.949, below 0.95");
  }

  private static DemoReport report(long rows, SegmentWatch.Look look, double recall) {
    return new DemoReport(
        rows,
        0,
        look,
        new DemoReport.Recall(10, 500, recall),
        new DemoReport.Latencies(millis(1), millis(1), millis(1)));
  }

  private static SegmentWatch.Look look(int sealed, int indexed, int compactions) {
    return new SegmentWatch.Look(sealed, indexed, 0, compactions, 1);
  }

  private static Percentiles millis(double... millis) {
    Percentiles percentiles = new Percentiles();
    for (double one : millis) {
      percentiles.add((long) (one * 1e6));
    }
    return percentiles;
  }
}
