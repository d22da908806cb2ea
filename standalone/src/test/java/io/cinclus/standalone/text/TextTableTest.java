package io.cinclus.standalone.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    String text =
        new TextTable("name", ">rows", "indexes")
            .row("glosses", 40_000, "HNSW")
            .row("é", 7L, "")
            .render();
    assertThat(text.lines())
        .containsExactly("name       rows  indexes", "glosses  40,000  HNSW", "é             7");
  }

  @Test
  void aRowWithAMissingCellIsRefused() {
    assertThatThrownBy(() -> new TextTable("a", "b").row("1")).hasMessage("1 cells for 2 columns");
  }

  @Test
  void aLongTextEndsWithAnEllipsis() {
    assertThat(TextTable.shorten(" a dipper\n dives ", 20)).isEqualTo("a dipper dives");
    assertThat(TextTable.shorten("a dipper dives", 9)).isEqualTo("a dipper…");
  }

  @Test
  void bytesComeInTheUnitThatFits() {
    assertThat(TextTable.bytes(1023)).isEqualTo("1023 B");
    assertThat(TextTable.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(TextTable.bytes(5 << 20)).isEqualTo("5.0 MiB");
  }
}
