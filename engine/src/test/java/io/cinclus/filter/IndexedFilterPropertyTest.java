package io.cinclus.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.scalar.RowCount;
import io.cinclus.model.RowBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Filters find the same rows whatever indexes a segment has. */
class IndexedFilterPropertyTest {
  private static final int BATCHES = 16;
  private static final int FILTERS_PER_BATCH = 40;
  private static final int DEPTH = 3;

  @Test
  void everyChoiceOfIndexesGivesTheRowsThatNoneGives() {
    long seed = new Random().nextLong();
    System.out.println("IndexedFilterPropertyTest seed " + seed);
    RandomFilters filters = new RandomFilters(seed);
    Random random = new Random(seed);
    List<IndexedField> all = ScalarFiles.all();
    assertThat(all).hasSizeGreaterThan(60);
    int answered = 0;
    for (int i = 0; i < BATCHES; i++) {
      int rows = i % 10 == 0 ? random.nextInt(2) : 1 + random.nextInt(i % 6 == 3 ? 2500 : 150);
      RowBatch batch = Rows.batch(IntStream.range(0, rows).mapToObj(filters::row).toList());
      List<IndexedField> fields = chosen(all, i, random);
      FieldIndexes indexes = ScalarFiles.indexes(fields, batch);
      for (int k = 0; k < FILTERS_PER_BATCH; k++) {
        String text = filters.condition(k % 2 == 0 ? 0 : DEPTH).text();
        try {
          answered += verify(text, batch, indexes) ? 1 : 0;
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError("seed %d: %s with %s".formatted(seed, text, fields), e);
        }
      }
    }
    assertThat(answered).as("filters that indexes decide").isGreaterThan(BATCHES * 7);
  }

  /** All, one, or some. */
  private static List<IndexedField> chosen(List<IndexedField> all, int i, Random random) {
    if (i % 3 == 0) {
      return all;
    }
    List<IndexedField> some = new ArrayList<>(all);
    some.removeIf(field -> random.nextInt(3) > 0);
    return some;
  }

  /** Whether the indexes decided every row. */
  private static boolean verify(String text, RowBatch batch, FieldIndexes indexes) {
    int rows = batch.rowCount();
    Filter plain = Filter.compile(text, Rows.SCHEMA);
    long[] expected = new long[Bits.words(rows)];
    plain.evaluate(batch, 0, rows, expected);

    Filter indexed = plain.using(indexes);
    long[] evaluated = new long[Bits.words(rows)];
    indexed.evaluate(batch, 0, rows, evaluated);
    assertThat(evaluated).isEqualTo(expected);

    long[] known = Bits.not(new long[Bits.words(rows)]);
    boolean decided = indexed.clearKnown(known);
    if (rows % 64 != 0) {
      known[rows >> 6] &= -1L >>> -rows;
    }
    assertThat(Bits.and(known, expected)).as("what is possible").isEqualTo(expected);
    if (decided) {
      assertThat(known).isEqualTo(expected);
    }

    int passing = Arrays.stream(expected).mapToInt(Long::bitCount).sum();
    RowCount count = plain.count(indexes, rows);
    assertThat(passing).isBetween(count.atLeast(), count.atMost());
    return decided;
  }

  @Test
  void textsThatHaveNoUtf8FormAreComparedOneByOne() {
    List<Map<String, Object>> rows = new ArrayList<>();
    List<String> texts = List.of("?", "\\ud800", "a\\udc00b", "\\ud83d\\udc1f", "ab", "\\uffff");
    for (int i = 0; i < 70; i++) {
      rows.add(Rows.row("id", (long) i, "j", "{\"k\": \"" + texts.get(i % 6) + "\"}"));
    }
    RowBatch batch = Rows.batch(rows);
    FieldIndexes indexes = ScalarFiles.indexes(ScalarFiles.all(), batch);
    for (String constant : texts) {
      for (String condition :
          List.of("== \"%s\"", "< \"%s\"", ">= \"%s\"", "in [\"%s\", \"ab\"]", "!= \"%s\"")) {
        verify("j[\"k\"] " + condition.formatted(constant), batch, indexes);
      }
      for (String pattern : List.of("%s", "%s%%", "%%%s", "%%%s%%", "a%%%s%%", "%s_")) {
        verify("j[\"k\"] like \"" + pattern.formatted(constant) + "\"", batch, indexes);
      }
    }
  }
}
