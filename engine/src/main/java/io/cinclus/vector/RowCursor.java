package io.cinclus.vector;

import org.jspecify.annotations.Nullable;

/** Walks the allowed rows in ascending order. Not thread-safe. */
final class RowCursor {
  private final int rows;
  private final int count;
  private final @Nullable Bits allow;
  private int next;

  RowCursor(int rows, @Nullable Bits allow) {
    this.count = Bits.allowed(allow, rows);
    this.rows = rows;
    this.allow = allow;
  }

  /** How many rows it will give in all. */
  int count() {
    return count;
  }

  /** The next row, or −1 after the last. */
  int next() {
    int row = allow == null ? next : allow.next(next);
    if (row >= rows) {
      return -1;
    }
    next = row + 1;
    return row;
  }

  /** Fills {@code ids} with the next rows and returns how many, 0 after the last. */
  int fill(int[] ids) {
    int count = 0;
    while (count < ids.length) {
      int row = next();
      if (row < 0) {
        break;
      }
      ids[count++] = row;
    }
    return count;
  }
}
