package io.cinclus.sql.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.v1.Keys;
import io.cinclus.v1.Texts;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScanSplitsTest {
  private final ScanSplits splits = new ScanSplits();

  @Test
  void aSplitComesBackAsItWas() throws IOException {
    Keys last = Keys.newBuilder().setTexts(Texts.newBuilder().addValues("k")).build();
    ScanSplit split = new ScanSplit(7, last, Map.of(0, 1L << 40, 3, 5L));
    assertThat(splits.deserialize(1, splits.serialize(split))).isEqualTo(split);
    assertThat(splits.deserialize(1, splits.serialize(ScanSplit.START))).isEqualTo(ScanSplit.START);
  }

  @Test
  void anUnknownVersionIsRefused() {
    assertThatThrownBy(() -> splits.deserialize(2, new byte[8]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 2");
  }
}
