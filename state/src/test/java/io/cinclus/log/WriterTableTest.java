package io.cinclus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WriterTableTest {
  private final WriterTable table = new WriterTable();

  private boolean take(long writer, long sequence, long offset) {
    return table.take(writer, sequence, offset).isPresent();
  }

  private void fill() {
    for (int writer = 0; writer < WriterTable.MAX_WRITERS; writer++) {
      assertThat(take(writer, 0, writer)).isTrue();
    }
  }

  @Test
  void aRecordIsTakenOnceOfEachWriter() {
    assertThat(take(1, 0, 10)).isTrue();
    assertThat(take(2, 0, 11)).isTrue();
    assertThat(take(1, 0, 12)).isFalse();
    assertThat(take(1, 1, 13)).isTrue();
    assertThat(take(2, 0, 14)).isFalse();
  }

  @Test
  void aRecordThatIsNotTakenChangesNothing() {
    fill();
    List<io.cinclus.v1.WriterWindow> before = stored();
    assertThat(take(WriterTable.MAX_WRITERS, -1, 10_000)).as("of a new writer").isFalse();
    assertThat(take(7, 0, 10_001)).as("a repeat").isFalse();
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void theWriterThatWroteLeastRecentlyIsForgotten() {
    fill();
    assertThat(take(0, 1, 10_000)).isTrue();
    assertThat(table.take(9_999, 0, 10_001).orElseThrow().forgotten()).hasValue(1);
    assertThat(table.windows()).hasSize(WriterTable.MAX_WRITERS);
    assertThat(take(0, 1, 10_002)).as("a repeat of one that is remembered").isFalse();
    assertThat(take(1, 0, 10_003)).as("a repeat of one that is forgotten").isTrue();
  }

  @Test
  void whoIsForgottenDoesNotDependOnTheOrderInTheTable() {
    long seed = System.nanoTime();
    List<io.cinclus.v1.WriterWindow> windows = new ArrayList<>();
    for (long writer = 0; writer < WriterTable.MAX_WRITERS; writer++) {
      // Stored by a release that did not know when each wrote.
      windows.add(
          io.cinclus.v1.WriterWindow.newBuilder()
              .setWriterId(writer * 1_000_003)
              .setLastOffset(-1)
              .build());
    }
    Collections.shuffle(windows, new Random(seed));
    table.restore(windows);
    for (long newer = 0; newer < 100; newer++) {
      assertThat(table.take(-1 - newer, 0, newer).orElseThrow().forgotten())
          .as("seed %d", seed)
          .hasValue(newer * 1_000_003);
    }
  }

  @Test
  void whatIsRestoredDecidesAsBefore() {
    take(1, 0, 10);
    take(1, 2, 11);
    WriterTable restored = new WriterTable();
    restored.take(5, 0, 1);
    restored.restore(stored());
    assertThat(restored.windows()).hasSize(1);
    assertThat(restored.take(1, 2, 12)).isEmpty();
    assertThat(restored.take(1, 1, 13)).isPresent();
  }

  private List<io.cinclus.v1.WriterWindow> stored() {
    return table.windows().stream().map(WriterWindow::toProto).toList();
  }
}
