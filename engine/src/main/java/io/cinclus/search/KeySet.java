package io.cinclus.search;

import io.cinclus.model.Column;
import io.cinclus.vector.Bits;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of some keys: in a sealed segment through its key index, in growing rows by
 * looking at each. Immutable and thread-safe.
 */
final class KeySet {
  private final Column keys;
  private final int count;
  private final KeyIndex wanted;

  KeySet(Column keys, int count) {
    this.keys = keys;
    this.count = count;
    this.wanted = KeyIndex.of(keys, count);
    for (int row = 0; row < count; row++) {
      wanted.add(keys, row);
    }
  }

  /** The allowed rows of the slice that have one of the keys. */
  Bits of(LiveRows.Slice slice, int keyField, @Nullable Bits allowed) {
    long[] words = new long[(slice.to() + 63) >> 6];
    KeyIndex index = slice.rows().keys();
    if (index == null) {
      Column column = slice.rows().batch().column(keyField);
      for (int row = slice.from(); row < slice.to(); row++) {
        if (wanted.newest(column, row) != KeyIndex.NO_ROW) {
          set(words, row, allowed);
        }
      }
    } else {
      for (int key = 0; key < count; key++) {
        for (int row = index.newest(keys, key); row != KeyIndex.NO_ROW; row = index.previous(row)) {
          set(words, row, allowed);
        }
      }
    }
    return new Bits(words, slice.to());
  }

  private static void set(long[] words, int row, @Nullable Bits allowed) {
    if (allowed == null || allowed.get(row)) {
      words[row >> 6] |= 1L << row;
    }
  }
}
