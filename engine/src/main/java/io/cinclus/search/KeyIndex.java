package io.cinclus.search;

import io.cinclus.model.Column;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the rows of a primary key: the newest one, and from each the one before it.
 *
 * <p>One thread adds; lookups by other threads are only safe once nothing is added any more. Rows
 * are numbers from 0, added in order.
 */
abstract sealed class KeyIndex {
  static final int NO_ROW = -1;

  private static final int INITIAL_ROWS = 64;

  private int[] previous = new int[INITIAL_ROWS];
  private int rowCount;

  /** An index of keys of this type, with room for {@code expectedRows} before it must grow. */
  static KeyIndex of(Column keys, int expectedRows) {
    return keys instanceof Column.Longs ? new OfLongs(expectedRows) : new OfTexts(expectedRows);
  }

  /** Adds the key at {@code keys[row]} as the next row. */
  final void add(Column keys, int row) {
    if (rowCount == previous.length) {
      previous = Arrays.copyOf(previous, rowCount * 2);
    }
    previous[rowCount] = replaceNewest(keys, row, rowCount);
    rowCount++;
  }

  /** The newest row of the key at {@code keys[row]}, or {@link #NO_ROW}. */
  abstract int newest(Column keys, int row);

  /** The row of the same key before this one, or {@link #NO_ROW}. */
  final int previous(int row) {
    return previous[row];
  }

  /** Makes {@code added} the newest row of the key; returns the one before it. */
  abstract int replaceNewest(Column keys, int row, int added);

  private static final class OfLongs extends KeyIndex {
    private long[] keys;
    private int[] rows;
    private int size;

    OfLongs(int expectedRows) {
      int capacity = Integer.highestOneBit(Math.max(INITIAL_ROWS, expectedRows) * 2 - 1) << 1;
      keys = new long[capacity];
      rows = new int[capacity];
      Arrays.fill(rows, NO_ROW);
    }

    @Override
    int newest(Column column, int row) {
      return rows[slot(((Column.Longs) column).values()[row])];
    }

    @Override
    int replaceNewest(Column column, int row, int added) {
      long key = ((Column.Longs) column).values()[row];
      int slot = slot(key);
      int before = rows[slot];
      keys[slot] = key;
      rows[slot] = added;
      if (before == NO_ROW && ++size * 2 > keys.length) {
        grow();
      }
      return before;
    }

    private int slot(long key) {
      int mask = keys.length - 1;
      long mixed = key * 0x9E3779B97F4A7C15L;
      int slot = (int) (mixed >>> 32) & mask;
      while (rows[slot] != NO_ROW && keys[slot] != key) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    private void grow() {
      long[] oldKeys = keys;
      int[] oldRows = rows;
      keys = new long[oldKeys.length * 2];
      rows = new int[oldKeys.length * 2];
      Arrays.fill(rows, NO_ROW);
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldRows[i] != NO_ROW) {
          int slot = slot(oldKeys[i]);
          keys[slot] = oldKeys[i];
          rows[slot] = oldRows[i];
        }
      }
    }
  }

  private static final class OfTexts extends KeyIndex {
    private final Map<String, Integer> rows;

    OfTexts(int expectedRows) {
      rows = new HashMap<>(Math.max(INITIAL_ROWS, expectedRows) * 4 / 3);
    }

    @Override
    int newest(Column column, int row) {
      return rows.getOrDefault(((Column.Texts) column).values()[row], NO_ROW);
    }

    @Override
    int replaceNewest(Column column, int row, int added) {
      Integer before = rows.put(((Column.Texts) column).values()[row], added);
      return before == null ? NO_ROW : before;
    }
  }
}
