package io.cinclus.search;

import io.cinclus.model.Column;

/**
 * Finds the rows of some keys: in a sealed segment through its key index, in growing rows by
 * looking at each. Immutable and thread-safe.
 */
final class KeySet {
  /** Rows that are looked up at a time. */
  private static final int FOUND_ROWS = 256;

  private final Column keys;
  private final int count;
  private final KeyIndex wanted;

  KeySet(Column keys, int count) {
    this.keys = keys;
    this.count = count;
    this.wanted = KeyIndex.of(keys, count);
  }

  /** The rows of the slice that have one of the keys, dead or alive, as bits over [0, to). */
  long[] of(LiveRows.Slice slice, int keyField) {
    long[] words = new long[(slice.to() + 63) >> 6];
    int[] found = new int[FOUND_ROWS];
    KeyIndex index = slice.rows().keys();
    if (index == null) {
      Column column = slice.rows().batch().column(keyField);
      for (int from = slice.from(); from < slice.to(); from += FOUND_ROWS) {
        int to = Math.min(slice.to(), from + FOUND_ROWS);
        wanted.newest(column, from, to, found);
        for (int row = from; row < to; row++) {
          if (found[row - from] != KeyIndex.NO_ROW) {
            words[row >> 6] |= 1L << row;
          }
        }
      }
      return words;
    }
    for (int from = 0; from < count; from += FOUND_ROWS) {
      int to = Math.min(count, from + FOUND_ROWS);
      index.newest(keys, from, to, found);
      for (int i = 0; i < to - from; i++) {
        for (int row = found[i]; row != KeyIndex.NO_ROW; row = index.previous(row)) {
          words[row >> 6] |= 1L << row;
        }
      }
    }
    return words;
  }
}
