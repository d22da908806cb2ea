package io.cinclus.index.scalar.terms;

import io.cinclus.index.scalar.Answer;
import io.cinclus.index.scalar.Condition;
import io.cinclus.index.scalar.FloatKeys;
import io.cinclus.index.scalar.RowCount;
import io.cinclus.index.scalar.RowStates;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarParams;
import io.cinclus.index.scalar.ValueKind;
import io.cinclus.index.scalar.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index of sorted values: turns a condition into ranges of terms, and those into rows. Immutable
 * and thread-safe.
 */
final class TermIndex implements ScalarIndex {
  private final ScalarParams params;
  private final RowStates states;
  private final NumberPart integers;
  private final NumberPart floats;
  private final @Nullable TextPart texts;

  TermIndex(
      ScalarParams params,
      RowStates states,
      NumberPart integers,
      NumberPart floats,
      @Nullable TextPart texts) {
    this.params = params;
    this.states = states;
    this.integers = integers;
    this.floats = floats;
    this.texts = texts;
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
    return states.memoryBytes()
        + integers.memoryBytes()
        + floats.memoryBytes()
        + (texts == null ? 0 : texts.memoryBytes());
  }

  @Override
  public @Nullable RowCount count(Condition condition) {
    if (condition instanceof Condition.IsNull) {
      return new RowCount(states.nullCount(), states.nullCount());
    }
    if (condition instanceof Condition.Contains contains) {
      return isAnswered(contains) ? new RowCount(0, possible(mostContaining(contains))) : null;
    }
    List<Selection> bound = bound(condition);
    if (bound == null) {
      return null;
    }
    long count = sum(bound);
    int open = states.undecidedCount();
    int atLeast = TextPart.needsTrying(condition) ? 0 : (int) Math.max(0, count - open);
    return new RowCount(atLeast, possible(count));
  }

  /** A number of rows, those that are undecided added, but no more than there can be. */
  private int possible(long rows) {
    return (int) Math.min(states.rows() - states.missingCount(), rows + states.undecidedCount());
  }

  private static long sum(List<Selection> selections) {
    long sum = 0;
    for (Selection selection : selections) {
      sum += selection.count();
    }
    return sum;
  }

  private long mostContaining(Condition.Contains contains) {
    long fewest = states.rows();
    long sum = 0;
    for (List<Selection> one : each(contains.values())) {
      fewest = Math.min(fewest, sum(one));
      sum += sum(one);
    }
    return contains.all() ? fewest : sum;
  }

  @Override
  public @Nullable Answer answer(Condition condition) {
    if (condition instanceof Condition.IsNull) {
      return new Answer(states.nulls(), new long[states.nulls().length], null);
    }
    if (condition instanceof Condition.Contains contains) {
      return isAnswered(contains) ? answer(containing(contains)) : null;
    }
    List<Selection> selections = bound(condition);
    if (selections == null) {
      return null;
    }
    if (texts != null && condition instanceof Condition.Like like && !like.onlyPrefix()) {
      return answer(rowsOf(List.of(texts.matching(like, selections.get(0)))));
    }
    return answer(rowsOf(selections));
  }

  private Answer answer(long[] yes) {
    return new Answer(yes, states.missing(), states.open());
  }

  private long[] rowsOf(List<Selection> selections) {
    long[] words = new long[RowStates.words(states.rows())];
    for (Selection selection : selections) {
      selection.addTo(words);
    }
    return words;
  }

  private boolean isAnswered(Condition.Contains contains) {
    return params.elements() && contains.values().fit(params.kind());
  }

  private long[] containing(Condition.Contains contains) {
    List<List<Selection>> each = each(contains.values());
    if (!contains.all()) {
      return rowsOf(each.stream().flatMap(List::stream).toList());
    }
    long[] all = states.present();
    for (List<Selection> one : each) {
      long[] having = rowsOf(one);
      for (int word = 0; word < all.length; word++) {
        all[word] &= having[word];
      }
    }
    return all;
  }

  /** The terms of each value by itself: a number may be there as an int64 and as a float64. */
  private List<List<Selection>> each(Values values) {
    List<List<Selection>> each = new ArrayList<>();
    if (texts != null) {
      for (String text : values.texts()) {
        each.add(List.of(new Selection(texts.among(List.of(text)), texts.postings())));
      }
      return each;
    }
    if (params.kind() == ValueKind.BOOLEAN) {
      for (long value : values.booleans()) {
        each.add(List.of(integers.within(value, value)));
      }
      return each;
    }
    for (long value : values.longs()) {
      Selection integer = integers.within(value, value);
      double same = value;
      boolean exact = same != 0x1p63 && (long) same == value;
      each.add(exact ? List.of(integer, floating(same)) : List.of(integer));
    }
    for (double value : values.doubles()) {
      boolean isInteger = value == Math.rint(value) && value >= -0x1p63 && value < 0x1p63;
      if (!isInteger) {
        each.add(List.of(floating(value)));
      }
    }
    return each;
  }

  private Selection floating(double value) {
    long key = FloatKeys.key(value);
    return floats.within(key, key);
  }

  /** The terms outside of which the condition is true of no row; null where it is not answered. */
  private @Nullable List<Selection> bound(Condition condition) {
    boolean otherKind =
        condition instanceof Condition.Among among && !among.values().fit(params.kind());
    if (params.elements() || otherKind) {
      return null;
    }
    if (texts != null) {
      Selection bound = texts.bound(condition);
      return bound == null ? null : List.of(bound);
    }
    if (params.kind() == ValueKind.BOOLEAN) {
      return booleans(condition);
    }
    if (condition instanceof Condition.Among among) {
      long[] keys = Arrays.stream(among.values().doubles()).mapToLong(FloatKeys::key).toArray();
      return List.of(integers.among(among.values().longs()), floats.among(keys));
    }
    if (condition instanceof Condition.Within within) {
      return List.of(
          integers.within(within.low(), within.high()),
          floats.within(FloatKeys.key(within.floor()), FloatKeys.key(within.ceiling())));
    }
    return null;
  }

  private @Nullable List<Selection> booleans(Condition condition) {
    if (condition instanceof Condition.IsTrue) {
      return List.of(integers.within(1, 1));
    }
    return condition instanceof Condition.Among among
        ? List.of(integers.among(among.values().booleans()))
        : null;
  }
}
