package io.cinclus.search;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the rows of a primary key: the newest one, and from each the one before it. Rows are
 * numbers from 0, added in order; their keys lie in chunks of columns, which the index refers to
 * and does not copy. Open addressing with linear probing, at most half full; boxes nothing.
 *
 * <p>One thread adds; lookups by other threads are only safe once nothing is added any more.
 */
abstract sealed class KeyIndex {
  static final int NO_ROW = -1;

  private static final int MIN_ROWS = 64;

  /** Twice as many slots are the largest array that is a power of two. */
  private static final int MAX_ROWS = 1 << 29;

  private final int chunkShift;
  private final int chunkMask;
  private int[] previous;
  private int rowCount;

  /** The hash of a key (upper half), and its newest row plus one; 0: empty. */
  private long[] slots;

  private KeyIndex(int chunkRows, int expectedRows) {
    chunkShift = Integer.numberOfTrailingZeros(chunkRows);
    chunkMask = chunkRows - 1;
    previous = new int[Math.max(MIN_ROWS, expectedRows)];
    slots = new long[slotCount(previous.length)];
  }

  /**
   * An index of keys that will be added.
   *
   * @param chunkRows rows of each chunk, a power of two
   * @param expectedRows rows that it has room for before it must grow
   */
  static KeyIndex empty(DataType keyType, int chunkRows, int expectedRows) {
    return keyType.isInteger()
        ? new OfLongs(chunkRows, expectedRows)
        : new OfTexts(chunkRows, expectedRows);
  }

  /** An index of the first {@code count} of {@code keys}. */
  static KeyIndex of(Column keys, int count) {
    int oneChunk = Integer.highestOneBit(Math.max(1, count)) << 1;
    KeyIndex index = empty(keys.type(), oneChunk, count);
    index.addChunk(keys);
    index.add(count, new int[count]);
    return index;
  }

  /** The keys of the next rows lie in this column, which has room for a chunk or is the last. */
  abstract void addChunk(Column keys);

  /**
   * Adds the next rows, whose keys are in the chunks already.
   *
   * @param before for each the row of the same key before it, or {@link #NO_ROW}
   */
  final void add(int count, int[] before) {
    int end = Math.addExact(rowCount, count);
    if (end > previous.length) {
      grow(end);
    }
    link(rowCount, end, before);
    System.arraycopy(before, 0, previous, rowCount, count);
    rowCount = end;
  }

  private void grow(int wanted) {
    if (wanted > MAX_ROWS) {
      throw new IllegalStateException(wanted + " rows are more than " + MAX_ROWS);
    }
    int capacity = Math.min(MAX_ROWS, Math.max(wanted, previous.length * 2));
    previous = Arrays.copyOf(previous, capacity);
    long[] old = slots;
    slots = new long[slotCount(capacity)];
    for (long entry : old) {
      if (entry != 0) {
        int slot = firstSlot(slots, (int) (entry >>> 32));
        while (slots[slot] != 0) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry;
      }
    }
  }

  private static int slotCount(int rows) {
    return Integer.highestOneBit(Math.max(1, rows - 1)) << 2;
  }

  /** The row of the same key before this one, or {@link #NO_ROW}. */
  final int previous(int row) {
    return previous[row];
  }

  /** Finds the newest row of each of the keys in [from, to), or {@link #NO_ROW}. */
  abstract void newest(Column keys, int from, int to, int[] rows);

  /** Makes the rows in [from, to) the newest of their keys, and tells those before them. */
  abstract void link(int from, int to, int[] before);

  final long[] slots() {
    return slots;
  }

  final int chunk(int row) {
    return row >>> chunkShift;
  }

  final int indexInChunk(int row) {
    return row & chunkMask;
  }

  /** The highest bits of a hash, which depend on all bits of the key. */
  static int firstSlot(long[] slots, int hash) {
    return hash >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
  }

  static long entry(int hash, int row) {
    return (long) hash << 32 | (row + 1);
  }

  /** The row of an entry, or {@link #NO_ROW} of an empty one. */
  static int row(long entry) {
    return (int) entry - 1;
  }

  static boolean hasHash(long entry, int hash) {
    return (int) (entry >>> 32) == hash;
  }

  private static final class OfLongs extends KeyIndex {
    private final List<long[]> chunks = new ArrayList<>();

    OfLongs(int chunkRows, int expectedRows) {
      super(chunkRows, expectedRows);
    }

    @Override
    void addChunk(Column keys) {
      chunks.add(((Column.Longs) keys).values());
    }

    @Override
    void newest(Column keys, int from, int to, int[] rows) {
      long[] values = ((Column.Longs) keys).values();
      long[] entries = slots();
      for (int row = from; row < to; row++) {
        int hash = hash(values[row]);
        rows[row - from] = row(entries[slotOf(entries, values[row], hash)]);
      }
    }

    @Override
    void link(int from, int to, int[] before) {
      long[] entries = slots();
      for (int row = from; row < to; row++) {
        long key = key(row);
        int hash = hash(key);
        int slot = slotOf(entries, key, hash);
        before[row - from] = row(entries[slot]);
        entries[slot] = entry(hash, row);
      }
    }

    private long key(int row) {
      return chunks.get(chunk(row))[indexInChunk(row)];
    }

    /** Fibonacci hashing; keys may differ in one half only. */
    private static int hash(long key) {
      return (int) (((key ^ (key >>> 32)) * 0x9E3779B97F4A7C15L) >>> 32);
    }

    /** The slot of a key, or the empty one where it belongs. */
    private int slotOf(long[] entries, long key, int hash) {
      int slot = firstSlot(entries, hash);
      while (entries[slot] != 0
          && !(hasHash(entries[slot], hash) && key(row(entries[slot])) == key)) {
        slot = (slot + 1) & (entries.length - 1);
      }
      return slot;
    }
  }

  private static final class OfTexts extends KeyIndex {
    private final List<String[]> chunks = new ArrayList<>();

    OfTexts(int chunkRows, int expectedRows) {
      super(chunkRows, expectedRows);
    }

    @Override
    void addChunk(Column keys) {
      chunks.add(((Column.Texts) keys).values());
    }

    @Override
    void newest(Column keys, int from, int to, int[] rows) {
      String[] values = ((Column.Texts) keys).values();
      long[] entries = slots();
      for (int row = from; row < to; row++) {
        int hash = hash(values[row]);
        rows[row - from] = row(entries[slotOf(entries, values[row], hash)]);
      }
    }

    @Override
    void link(int from, int to, int[] before) {
      long[] entries = slots();
      for (int row = from; row < to; row++) {
        String key = key(row);
        int hash = hash(key);
        int slot = slotOf(entries, key, hash);
        before[row - from] = row(entries[slot]);
        entries[slot] = entry(hash, row);
      }
    }

    private String key(int row) {
      return chunks.get(chunk(row))[indexInChunk(row)];
    }

    /** Texts that differ in their last characters have hashes that differ in few bits. */
    private static int hash(String key) {
      return key.hashCode() * 0x9E3779B9;
    }

    /** The slot of a key, or the empty one where it belongs. */
    private int slotOf(long[] entries, String key, int hash) {
      int slot = firstSlot(entries, hash);
      while (entries[slot] != 0
          && !(hasHash(entries[slot], hash) && key(row(entries[slot])).equals(key))) {
        slot = (slot + 1) & (entries.length - 1);
      }
      return slot;
    }
  }
}
