package io.cinclus.search;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The position at which each row died. One writer, any number of readers, no locks: a death is
 * written once (or moved to an earlier position while segments are being loaded), and a reader at
 * position P counts only deaths at or below P. All of those were written before the reader was
 * handed P; whatever it sees of later ones is above P and so changes nothing.
 */
final class Deaths {
  private static final VarHandle AT = MethodHandles.arrayElementVarHandle(long[].class);

  /** The row lives. */
  static final long NEVER = Long.MAX_VALUE;

  private final long[] at;
  private volatile int count;

  Deaths(int capacity) {
    at = new long[capacity];
    Arrays.fill(at, NEVER);
  }

  /** The row is dead for readers at or above {@code position}. The writer only. */
  void kill(int row, long position) {
    long before = at[row];
    if (position >= before) {
      return;
    }
    AT.setOpaque(at, row, position);
    if (before == NEVER) {
      setCount(count + 1);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
  private void setCount(int newCount) {
    count = newCount;
  }

  /** Rows that have died, at whatever position. */
  int count() {
    return count;
  }

  /** Whether the row is alive for a reader at {@code position}. */
  boolean isAlive(int row, long position) {
    return (long) AT.getOpaque(at, row) > position;
  }

  /** Clears the bits of the rows in [from, to) that are dead at {@code position}. */
  void clearDead(long[] bits, int from, int to, long position) {
    for (int row = from; row < to; row++) {
      if ((long) AT.getOpaque(at, row) <= position) {
        bits[row >> 6] &= ~(1L << row);
      }
    }
  }
}
