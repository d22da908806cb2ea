package io.cinclus.standalone.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void aPercentileIsTheNearestRank() {
    Percentiles latencies = new Percentiles();
    for (int millis = 200; millis >= 1; millis--) {
      latencies.add(millis * 1_000_000L);
    }
    assertThat(latencies.count()).isEqualTo(200);
    assertThat(latencies.millis(50)).isEqualTo(100);
    assertThat(latencies.millis(99)).isEqualTo(198);
    assertThat(latencies.millis(100)).isEqualTo(200);
  }

  @Test
  void oneMeasurementIsEveryPercentile() {
    Percentiles latencies = new Percentiles();
    latencies.add(2_500_000);
    assertThat(latencies.millis(1)).isEqualTo(2.5);
    assertThat(latencies.millis(99)).isEqualTo(2.5);
  }

  @Test
  void nothingMeasuredIsNotANumber() {
    assertThat(new Percentiles().millis(50)).isNaN();
    assertThat(new Percentiles()).hasToString("-");
  }
}
