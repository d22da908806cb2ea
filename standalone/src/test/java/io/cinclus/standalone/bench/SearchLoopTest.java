package io.cinclus.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchLoopTest {
  private static final int QUERIES = 10;
  private static final int K = 2;

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 4", "3, 1", "3, 4", "2, 100"})
  void eachQueryIsAskedOnceToWarmUpAndOnceToMeasure(int threads, int batch)
      throws InterruptedException {
    AtomicIntegerArray asked = new AtomicIntegerArray(QUERIES);
    SearchLoop.Search search =
        (first, count, found) -> {
          for (int i = 0; i < count; i++) {
            asked.incrementAndGet(first + i);
            found[i * K] = 100 + first + i;
            found[i * K + 1] = Neighbours.NONE;
          }
        };
    Contender.Measured measured = new SearchLoop(search, QUERIES, K, effort(threads, batch)).run();
    for (int query = 0; query < QUERIES; query++) {
      assertThat(asked.get(query)).isEqualTo(2);
      assertThat(measured.found().rows()[query * K]).isEqualTo(100 + query);
    }
    assertThat(measured.rate().perSecond()).isPositive();
    assertThat(measured.p50Micros()).isPositive();
  }

  @Test
  void aFailureOnAnotherThreadEndsIt() {
    SearchLoop.Search search =
        (first, count, found) -> {
          throw new IllegalArgumentException("no");
        };
    assertThatThrownBy(() -> new SearchLoop(search, QUERIES, K, effort(2, 1)).run())
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("no");
  }

  private static Task.Effort effort(int threads, int batch) {
    return new Task.Effort(threads, batch, Duration.ZERO, Duration.ZERO, 1);
  }
}
