package io.cinclus.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.RowBatch;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilterPropertyTest {
  private static final int BATCHES = 20;
  private static final int FILTERS_PER_BATCH = 60;
  private static final int ROWS = 100;
  private static final int DEPTH = 4;

  @Test
  void randomFiltersDecideColumnsAsTheReferenceDecidesRows() {
    long seed = new Random().nextLong();
    System.out.println("FilterPropertyTest seed " + seed);
    RandomFilters random = new RandomFilters(seed);
    int passed = 0;
    for (int i = 0; i < BATCHES; i++) {
      List<Map<String, Object>> rows = IntStream.range(0, ROWS).mapToObj(random::row).toList();
      RowBatch batch = Rows.batch(rows);
      for (int k = 0; k < FILTERS_PER_BATCH; k++) {
        passed += verify(seed, random.condition(DEPTH), rows, batch);
      }
    }
    int decisions = BATCHES * FILTERS_PER_BATCH * ROWS;
    assertThat(passed).as("rows that passed").isBetween(decisions / 10, decisions * 9 / 10);
  }

  @Test
  void aSampleDependsOnTheKeysAndTheSeedOnly() {
    int count = 4000;
    List<Map<String, Object>> rows =
        IntStream.range(0, count).mapToObj(i -> Rows.row("id", (long) i, "n", (long) i)).toList();
    List<Integer> sample = Rows.passing("random_sample(0.25)", rows);

    assertThat(sample).hasSizeBetween(count / 5, count * 3 / 10);
    assertThat(Rows.passing("RANDOM_SAMPLE(0.25, 0)", rows)).isEqualTo(sample);
    assertThat(Rows.passing("random_sample(0.25, 1)", rows)).isNotEqualTo(sample);
    assertThat(Rows.passing("n >= 1000 and (random_sample(0.25))", rows))
        .isEqualTo(sample.stream().filter(row -> row >= 1000).toList());
    assertThat(Rows.passing("random_sample(0.25)", rows.subList(1000, count)))
        .isEqualTo(sample.stream().filter(row -> row >= 1000).map(row -> row - 1000).toList());
  }

  /** Gives the number of rows that pass. */
  private static int verify(
      long seed, RandomFilters.Part filter, List<Map<String, Object>> rows, RowBatch batch) {
    long[] words = new long[Bits.words(ROWS)];
    Filter.compile(filter.text(), Rows.SCHEMA).evaluate(batch, 0, ROWS, words);
    int passed = 0;
    for (int r = 0; r < ROWS; r++) {
      boolean expected = Boolean.TRUE.equals(filter.of(rows.get(r)));
      if (Bits.get(words, r) != expected) {
        throw new AssertionError(
            "seed %d: %s should be %s of row %s"
                .formatted(seed, filter.text(), filter.of(rows.get(r)), rows.get(r)));
      }
      passed += expected ? 1 : 0;
    }
    return passed;
  }
}
