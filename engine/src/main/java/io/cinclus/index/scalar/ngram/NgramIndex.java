package io.cinclus.index.scalar.ngram;

import io.cinclus.index.scalar.Answer;
import io.cinclus.index.scalar.Condition;
import io.cinclus.index.scalar.RowCount;
import io.cinclus.index.scalar.RowStates;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarParams;
import io.cinclus.index.scalar.Utf8Keys;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows in which a pattern may be, and leaves it open whether it is. Immutable and
 * thread-safe.
 */
final class NgramIndex implements ScalarIndex {
  /** Reading a row of another list costs this many times less than looking at a row's text. */
  private static final int LIST_ROWS_PER_TEXT = 16;

  private final ScalarParams params;
  private final RowStates states;
  private final GramLists lists;

  NgramIndex(ScalarParams params, RowStates states, GramLists lists) {
    this.params = params;
    this.states = states;
    this.lists = lists;
  }

  @Override
  public ScalarParams params() {
    return params;
  }

  @Override
  public int rows() {
    return states.rows();
  }

  @Override
  public int missing() {
    return states.missingCount();
  }

  @Override
  public long memoryBytes() {
    return states.memoryBytes() + lists.memoryBytes();
  }

  @Override
  public @Nullable RowCount count(Condition condition) {
    if (condition instanceof Condition.IsNull) {
      return new RowCount(states.nullCount(), states.nullCount());
    }
    int[] grams = grams(condition);
    if (grams == null) {
      return null;
    }
    int fewest = states.rows() - states.missingCount();
    for (int gram : grams) {
      fewest = Math.min(fewest, count(gram) + states.undecidedCount());
    }
    return new RowCount(0, fewest);
  }

  private int count(int gram) {
    return gram == GramLists.NOT_FOUND ? 0 : lists.count(gram);
  }

  @Override
  public @Nullable Answer answer(Condition condition) {
    if (condition instanceof Condition.IsNull) {
      return new Answer(states.nulls(), new long[states.nulls().length], null);
    }
    int[] grams = grams(condition);
    if (grams == null) {
      return null;
    }
    long[] open = states.undecided().clone();
    for (int row : candidates(grams)) {
      open[row >> 6] |= 1L << row;
    }
    return new Answer(new long[open.length], states.missing(), open);
  }

  /** The rows that have all of the grams, or somewhat more than these where that is faster. */
  private int[] candidates(int[] grams) {
    int[] rarestFirst =
        Arrays.stream(grams)
            .distinct()
            .boxed()
            .sorted((a, b) -> Integer.compare(count(a), count(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    if (count(rarestFirst[0]) == 0) {
      return new int[0];
    }
    int[] rows = lists.rows(rarestFirst[0]);
    for (int i = 1; i < rarestFirst.length; i++) {
      if (count(rarestFirst[i]) / LIST_ROWS_PER_TEXT > rows.length) {
        break;
      }
      rows = common(rows, lists.rows(rarestFirst[i]));
    }
    return rows;
  }

  private static int[] common(int[] fewer, int[] more) {
    int[] common = new int[fewer.length];
    int count = 0;
    int at = 0;
    for (int row : fewer) {
      while (at < more.length && more[at] < row) {
        at++;
      }
      if (at < more.length && more[at] == row) {
        common[count++] = row;
      }
    }
    return Arrays.copyOf(common, count);
  }

  /** The grams that a matching text must have, at least one; null where there is none. */
  private int @Nullable [] grams(Condition condition) {
    List<String> literals = condition instanceof Condition.Like like ? like.literals() : List.of();
    Places places = new Places();
    for (String literal : literals) {
      byte[] utf8 = Utf8Keys.encode(literal);
      int characters = utf8 == null ? 0 : Grams.characters(utf8);
      if (utf8 != null && characters >= params.minGram()) {
        int length = Math.min(params.maxGram(), characters);
        Grams.split(utf8, length, length, places);
      }
    }
    return places.count == 0 ? null : Arrays.copyOf(places.places, places.count);
  }

  /** Collects where grams are found. Single-threaded. */
  private final class Places implements Grams.Sink {
    private int[] places = new int[16];
    private int count;

    @Override
    public void gram(long hash) {
      if (count == places.length) {
        places = Arrays.copyOf(places, 2 * count);
      }
      places[count++] = lists.find(hash);
    }
  }
}
