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
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

  /** The row lives. */
  static final long NEVER = Long.MAX_VALUE;

  private final long[] at;

  /** Bits of the rows that have died, at whatever position: what readers need not look at. */
  private final long[] dead;

  private volatile int count;

  Deaths(int capacity) {
    at = new long[capacity];
    Arrays.fill(at, NEVER);
    dead = new long[(capacity + 63) >> 6];
  }

  /**
   * The row is dead for readers at or above {@code position}. The writer only.
   *
   * @return false where it was already
   */
  boolean kill(int row, long position) {
    long before = at[row];
    if (position >= before) {
      return false;
    }
    ELEMENT.setOpaque(at, row, position);
    if (before == NEVER) {
      ELEMENT.setOpaque(dead, row >> 6, dead[row >> 6] | 1L << row);
      setCount(count + 1);
    }
    return true;
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
    return (long) ELEMENT.getOpaque(at, row) > position;
  }

  /** Clears those of the first {@code rows} bits whose rows are dead at {@code position}. */
  void clearDead(long[] bits, int rows, long position) {
    for (int word = 0; word << 6 < rows; word++) {
      long rest = bits[word] & (long) ELEMENT.getOpaque(dead, word);
      while (rest != 0) {
        int row = (word << 6) + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        if (!isAlive(row, position)) {
          bits[word] &= ~(1L << row);
        }
      }
    }
  }
}
