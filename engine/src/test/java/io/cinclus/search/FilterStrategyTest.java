package io.cinclus.search;

import static io.cinclus.search.FilterStrategy.When.FILTER_AFTER;
import static io.cinclus.search.FilterStrategy.When.FILTER_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterStrategyTest {
  private static final double NUMBER = 4;
  private static final double JSON = 500;

  private static FilterStrategy strategy(int rows, double decideNanos, int queries, int k) {
    return new FilterStrategy(
        rows, 128, decideNanos, new FilterStrategy.Wanted(queries, k, Math.max(64, k)));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, AFTER, AFTER",
    "0.1, AFTER, AFTER",
    "0.01, BEFORE, AFTER",
    "0.001, BEFORE, BEFORE"
  })
  void dearFiltersAndThoseThatMostRowsPassComeAfter(double share, String cheap, String dear) {
    assertThat(strategy(200_000, NUMBER, 1, 10).choose(share)).hasToString("FILTER_" + cheap);
    assertThat(strategy(200_000, JSON, 1, 10).choose(share)).hasToString("FILTER_" + dear);
  }

  @Test
  void aFilterOfFewRowsComesBefore() {
    assertThat(strategy(FilterStrategy.MIN_ROWS - 1, JSON, 1, 10).choose(1))
        .isEqualTo(FILTER_BEFORE);
    assertThat(strategy(FilterStrategy.MIN_ROWS, JSON, 1, 10).choose(1)).isEqualTo(FILTER_AFTER);
  }

  @Test
  void aFilterThatNothingPassesComesBefore() {
    assertThat(strategy(200_000, JSON, 1, 10).candidates(0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(strategy(200_000, JSON, 1, 10).choose(0)).isEqualTo(FILTER_BEFORE);
  }

  @Test
  void manyQueriesShareAFilterThatComesBefore() {
    assertThat(strategy(200_000, JSON, 1, 10).choose(0.01)).isEqualTo(FILTER_AFTER);
    assertThat(strategy(200_000, JSON, 1000, 10).choose(0.01)).isEqualTo(FILTER_BEFORE);
  }

  @Test
  void moreCandidatesThanThereMayBeAreNotAskedFor() {
    assertThat(strategy(200_000, JSON, 1, 16_384).choose(1)).isEqualTo(FILTER_BEFORE);
    assertThat(strategy(200_000, JSON, 1, 100).candidates(1)).isEqualTo(133);
    assertThat(strategy(200_000, JSON, 1, 100).candidates(0.5)).isEqualTo(266);
  }
}
