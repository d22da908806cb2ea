package io.cinclus.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {
  private final Series series = new Series("x", new Contender.Built(4, 2, 2, -1, ""));

  @Test
  void theRoundOfMedianRateCounts() {
    series.add(point("10", 0.9, 300));
    series.add(point("16", 0.96, 50));
    series.add(point("10", 0.9, 100));
    series.add(point("16", 0.96, 60));
    series.add(point("10", 0.9, 200));
    assertThat(series.medians()).containsExactly(point("10", 0.9, 200), point("16", 0.96, 50));
  }

  @Test
  void aRecallIsReachedByTheFirstValueThatHasIt() {
    series.add(point("10", 0.9, 300));
    series.add(point("16", 0.95, 200));
    series.add(point("24", 0.98, 100));
    assertThat(series.reaching(0.95)).contains(point("16", 0.95, 200));
    assertThat(series.reaching(0.99)).isEmpty();
  }

  @Test
  void theBuildRateIsThatOfOneThread() {
    assertThat(series.buildRate(800)).isEqualTo(new Contender.Rate(100, 400));
  }

  private static Series.Point point(String value, double recall, double rate) {
    return new Series.Point(value, recall, new Contender.Rate(rate / 2, rate), 1, 2);
  }
}
