package io.cinclus.index.diskann;

/**
 * The rows that one search has seen: a bitset that is cleared by undoing what was set, so that a
 * search pays for what it visits and not for the size of the graph. Not thread-safe; reused.
 */
final class VisitedRows {
  private long[] words = {};
  private int[] touched = {};
  private int count;

  /** Empties it and makes room for rows below {@code rows}. */
  void clear(int rows) {
    for (int i = 0; i < count; i++) {
      words[touched[i]] = 0;
    }
    count = 0;
    int needed = (rows + 63) >>> 6;
    if (needed > words.length) {
      words = new long[needed];
      touched = new int[needed];
    }
  }

  /** Adds a row; returns whether it was new. */
  boolean add(int row) {
    int at = row >>> 6;
    long bit = 1L << row;
    long word = words[at];
    if ((word & bit) != 0) {
      return false;
    }
    if (word == 0) {
      touched[count++] = at;
    }
    words[at] = word | bit;
    return true;
  }
}
