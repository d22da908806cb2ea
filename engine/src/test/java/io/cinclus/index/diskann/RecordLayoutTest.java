package io.cinclus.index.diskann;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordLayoutTest {

  @Test
  void recordsShareAPageOrTakeSeveral() {
    RecordLayout two = new RecordLayout(384, 56);
    assertThat(two.blockBytes()).isEqualTo(4096);
    assertThat(two.recordsPerBlock()).isEqualTo(2);
    assertThat(two.blocks(5)).isEqualTo(3);
    assertThat(two.block(3)).isEqualTo(1);
    assertThat(two.offset(3)).isEqualTo(441);
    RecordLayout large = new RecordLayout(1024, 56);
    assertThat(large.blockBytes()).isEqualTo(8192);
    assertThat(large.recordsPerBlock()).isEqualTo(1);
    assertThat(large.blocks(0)).isZero();
  }

  @Test
  void aRecordThatFillsAPageButForTheChecksumTakesOnePage() {
    assertThat(new RecordLayout(1000, 22).blockBytes()).isEqualTo(4096);
    assertThat(new RecordLayout(1000, 23).blockBytes()).isEqualTo(8192);
  }
}
