package io.cinclus.vector;

import java.util.Arrays;

/**
 * A binary heap of {@link ScoredRow}s with the worst on top; between equal scores a {@link
 * RowOrder} decides. It grows as needed and never shrinks. Not thread-safe.
 */
final class ScoredRowHeap {
  private long[] rows;
  private int size;
  private RowOrder ties = RowOrder.BY_NUMBER;

  ScoredRowHeap(int initialCapacity) {
    rows = new long[Math.max(1, initialCapacity)];
  }

  int size() {
    return size;
  }

  /** Empties it, for rows that are ordered so. */
  void clear(RowOrder newTies) {
    size = 0;
    ties = newTies;
  }

  /** The order of rows with equal scores. */
  RowOrder ties() {
    return ties;
  }

  /** The worst row; undefined if the heap is empty. */
  long top() {
    return rows[0];
  }

  /** Whether one row is worse than another. */
  boolean isWorse(long row, long other) {
    // The natural order is that of the longs, and so is any other where the scores differ.
    if (ties == RowOrder.BY_NUMBER || ((row ^ other) >>> 32) != 0) {
      return row < other;
    }
    return ties.compare(ScoredRow.row(row), ScoredRow.row(other)) > 0;
  }

  void push(long row) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, Math.max(size + 1, (int) Math.min(2L * size, 1 << 30)));
    }
    int child = size++;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (!isWorse(row, rows[parent])) {
        break;
      }
      rows[child] = rows[parent];
      child = parent;
    }
    rows[child] = row;
  }

  /** Puts a row in the place of the worst. */
  void replaceTop(long row) {
    sink(row, size);
  }

  private void sink(long row, int end) {
    int parent = 0;
    int child = 1;
    while (child < end) {
      if (child + 1 < end && isWorse(rows[child + 1], rows[child])) {
        child++;
      }
      if (!isWorse(rows[child], row)) {
        break;
      }
      rows[parent] = rows[child];
      parent = child;
      child = 2 * parent + 1;
    }
    rows[parent] = row;
  }

  /** Sorts the rows from the best to the worst, after which they are no heap. */
  void sort() {
    for (int end = size - 1; end > 0; end--) {
      long worst = rows[0];
      sink(rows[end], end);
      rows[end] = worst;
    }
  }

  /** The row at a place: after {@link #sort}, the {@code i}-th best. */
  long get(int i) {
    return rows[i];
  }
}
