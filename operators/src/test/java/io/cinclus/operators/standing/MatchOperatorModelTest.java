package io.cinclus.operators.standing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories with crashes against a model that reads the log once. */
class MatchOperatorModelTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void matchesAreThoseOfTheModelWhateverCrashes(long seed) throws Exception {
    try (MatchHarness harness = new MatchHarness(1 + (int) (seed % 5))) {
      RandomHistory history = new RandomHistory(harness, seed);
      history.run();
      assertThat(history.distinct()).as("seed %d, at least once", seed).isEqualTo(history.model());
      assertThat(history.committed())
          .as("seed %d, exactly once", seed)
          .containsExactlyInAnyOrderElementsOf(history.model());
      assertThat(history.model()).as("seed %d", seed).isNotEmpty();
    }
  }
}
