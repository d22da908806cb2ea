package io.cinclus.vector;

import java.util.Arrays;
import java.util.Objects;

/**
 * Row numbers, and a score for each once they have been scored: rows are scored in batches because
 * a kernel's call costs as much as a short vector. Grows as needed. Not thread-safe; reused.
 */
public final class RowBatch {
  private int[] ids;
  private float[] scores;
  private int count;

  public RowBatch(int initialCapacity) {
    ids = new int[initialCapacity];
    scores = new float[initialCapacity];
  }

  public void clear() {
    count = 0;
  }

  /** Empties it and makes room for so many rows in {@link #ids}, to be written there. */
  public void clear(int capacity) {
    count = 0;
    if (capacity > ids.length) {
      ids = new int[Math.max(capacity, 2 * ids.length)];
      scores = new float[ids.length];
    }
  }

  /** Says how many rows have been written to {@link #ids}. */
  public void count(int rows) {
    count = Objects.checkIndex(rows, ids.length + 1);
  }

  public void add(int row) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, Math.max(8, 2 * count));
      scores = new float[ids.length];
    }
    ids[count++] = row;
  }

  /** Replaces the rows by the next of the cursor, as many as have room; returns whether any. */
  boolean fill(RowCursor cursor) {
    count = cursor.fill(ids);
    return count > 0;
  }

  /** How many rows there are. */
  public int count() {
    return count;
  }

  /** The rows: the first {@link #count} are valid. */
  public int[] ids() {
    return ids;
  }

  /** Where the rows' scores go: the first {@link #count} are valid. */
  public float[] scores() {
    return scores;
  }
}
