package io.cinclus.model;

/**
 * Positions of a channel: {@code (log offset << 20) | index in the record}, strictly increasing.
 * Every row and every delete has one.
 */
public final class Position {
  private static final int INDEX_BITS = 20;

  /** Below every position: nothing has been applied. */
  public static final long NONE = -1;

  /** How many mutations one log record may hold. */
  public static final int MAX_MUTATIONS_PER_RECORD = 1 << INDEX_BITS;

  private static final long MAX_OFFSET = Long.MAX_VALUE >> INDEX_BITS;

  private Position() {}

  /** The position of the {@code index}-th mutation of the record at {@code offset}. */
  public static long of(long offset, int index) {
    if (offset < 0 || offset > MAX_OFFSET || index < 0 || index >= MAX_MUTATIONS_PER_RECORD) {
      throw new IllegalArgumentException("no position for offset " + offset + " index " + index);
    }
    return (offset << INDEX_BITS) | index;
  }

  /** The position reached when all records below {@code nextOffset} have been applied. */
  public static long before(long nextOffset) {
    return (nextOffset << INDEX_BITS) - 1;
  }

  /** The log offset of the record that a position lies in; -1 for {@link #NONE}. */
  public static long offset(long position) {
    return position >> INDEX_BITS;
  }

  /** The index in its record. */
  public static int index(long position) {
    return (int) (position & (MAX_MUTATIONS_PER_RECORD - 1));
  }
}
