package io.cinclus.index.graph;

import io.cinclus.vector.RowBatch;
import java.util.Arrays;

/**
 * The rows that one search has seen: a bitset, which stays in the first cache, and a trail of what
 * was set in it, by which it is cleared, so that a search pays for what it visits and not for the
 * size of the graph. Not thread-safe; reused.
 */
public final class VisitedRows {
  private long[] words = {};
  private int[] trail = new int[1024];
  private int count;

  /** Empties it and makes room for rows below {@code rows}. */
  public void clear(int rows) {
    for (int i = 0; i < count; i++) {
      words[trail[i] >>> 6] = 0;
    }
    count = 0;
    int needed = (rows + 63) >>> 6;
    if (needed > words.length) {
      words = new long[needed];
    }
  }

  /** Adds a row; returns whether it was new. */
  public boolean add(int row) {
    long word = words[row >>> 6];
    long with = word | 1L << row;
    if (with == word) {
      return false;
    }
    makeRoom(1);
    words[row >>> 6] = with;
    trail[count++] = row;
    return true;
  }

  /**
   * Adds the first {@code length} rows of a list and replaces what is in a batch by those that were
   * new. Whether a row is new cannot be predicted, so nothing here branches on it.
   */
  public void addNew(int[] list, int length, RowBatch batch) {
    makeRoom(length);
    batch.clear(length);
    long[] into = words;
    int[] ids = batch.ids();
    int fresh = 0;
    for (int i = 0; i < length; i++) {
      int row = list[i];
      long word = into[row >>> 6];
      into[row >>> 6] = word | 1L << row;
      ids[fresh] = row;
      fresh += (int) (~word >>> row) & 1;
    }
    System.arraycopy(ids, 0, trail, count, fresh);
    count += fresh;
    batch.count(fresh);
  }

  private void makeRoom(int rows) {
    if (trail.length - count < rows) {
      trail = Arrays.copyOf(trail, Math.max(2 * trail.length, count + rows));
    }
  }
}
