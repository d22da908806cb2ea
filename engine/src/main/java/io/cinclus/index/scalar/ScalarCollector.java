package io.cinclus.index.scalar;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of a range of rows, row by row. Each row is told of in one of three ways: with
 * {@link #present} and its values, with {@link #absent}, or not at all, where it has a value of
 * another kind. Ranges whose ends are multiples of 64 may be collected at once, one thread each.
 */
public final class ScalarCollector {
  /** Of a row and a value: they are held twice while they grow, and again while they are sorted. */
  private static final int ENTRY_BYTES = 48;

  /** Of a row and a box, in the same way. */
  private static final int BOX_BYTES = 96;

  /** Of an array in Java. */
  private static final int ARRAY_BYTES = 24;

  /** Of a term that is known by its text, beside the characters. */
  private static final int KNOWN_TERM_BYTES = 128;

  private final StateBits states;
  private final BuildBudget budget;
  private final Map<String, byte[]> knownTerms = new HashMap<>();
  final LongEntries integers = new LongEntries();
  final LongEntries floats = new LongEntries();
  final TextEntries texts = new TextEntries();
  final BoxEntries boxes = new BoxEntries();

  ScalarCollector(StateBits states, BuildBudget budget) {
    this.states = states;
    this.budget = budget;
  }

  /** The row has as many values of the index' kind as follow: one, or those of an array. */
  public void present(int row) {
    states.setPresent(row);
  }

  /** There is nothing at all in the row: it is null. */
  public void absent(int row) {
    states.setNull(row);
  }

  public void bool(int row, boolean value) {
    integer(row, value ? 1 : 0);
  }

  public void integer(int row, long value) {
    budget.take(ENTRY_BYTES);
    integers.add(row, value);
  }

  /** A NaN, which has no place in any order, leaves the row undecided. */
  public void floating(int row, double value) {
    if (Double.isNaN(value)) {
      states.setUndecided(row);
    } else {
      budget.take(ENTRY_BYTES);
      floats.add(row, FloatKeys.key(value));
    }
  }

  /** A box that is not one, since it ends before it begins or nowhere, leaves the row undecided. */
  public void box(int row, double minX, double minY, double maxX, double maxY) {
    boolean isBox = minX <= maxX && minY <= maxY; // Not where a number is NaN.
    if (!isBox) {
      states.setUndecided(row);
    } else {
      budget.take(BOX_BYTES);
      boxes.add(row, minX, minY, maxX, maxY);
    }
  }

  /** A text that has no UTF-8 form leaves the row undecided. */
  public void text(int row, String value) {
    text(row, encoded(value));
  }

  /** Texts that other rows are likely to have as well: each is held once. */
  public void terms(int row, Set<String> terms) {
    for (String term : terms) {
      byte[] known = knownTerms.get(term);
      if (known == null) {
        known = encoded(term);
        if (known != null) {
          budget.take(KNOWN_TERM_BYTES + (long) Character.BYTES * term.length());
          knownTerms.put(term, known);
        }
      }
      text(row, known);
    }
  }

  private byte @Nullable [] encoded(String value) {
    byte[] utf8 = Utf8Keys.encode(value);
    if (utf8 != null) {
      budget.take(ARRAY_BYTES + utf8.length);
    }
    return utf8;
  }

  private void text(int row, byte @Nullable [] utf8) {
    if (utf8 == null) {
      states.setUndecided(row);
    } else {
      budget.take(ENTRY_BYTES);
      texts.add(row, utf8);
    }
  }
}
