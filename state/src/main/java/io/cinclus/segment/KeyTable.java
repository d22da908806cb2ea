package io.cinclus.segment;

import io.cinclus.model.Column;
import io.cinclus.model.ShardRouter;
import java.util.Arrays;

/**
 * Numbers distinct keys from 0 in the order in which they first occur. Open addressing with linear
 * probing; boxes nothing. Slots are found by hashes that mix all bits of a key: keys of several
 * numbers in one, or of few letters, do not crowd. Immutable once built.
 */
final class KeyTable {
  /** The number of a key that the table was not built with. */
  static final int ABSENT = -1;

  /** Twice as many slots are the largest array that is a power of two. */
  static final int MAX_KEYS = 1 << 29;

  private static final int EMPTY = -1;

  private final int[] slots;
  private final Column keys;
  private final int[] numbers;
  private final int size;

  /** The table of the first {@code count} of {@code keys}, which it keeps. */
  KeyTable(Column keys, int count) {
    if (count > MAX_KEYS) {
      throw new IllegalArgumentException(count + " keys are more than " + MAX_KEYS);
    }
    this.keys = keys;
    // At most half full. A slot holds the first row of its key.
    slots = new int[Integer.highestOneBit(Math.max(1, count - 1)) << 2];
    Arrays.fill(slots, EMPTY);
    numbers = new int[count];
    size = keys instanceof Column.Longs longs ? addLongs(longs) : addTexts((Column.Texts) keys);
  }

  /** How many distinct keys there are. */
  int size() {
    return size;
  }

  /** The number of each key that the table was built with. */
  int[] numbers() {
    return numbers;
  }

  /** The numbers of the first {@code count} of {@code wanted}, or {@link #ABSENT}. */
  int[] find(Column wanted, int count) {
    int[] found = new int[count];
    if (keys instanceof Column.Longs longs) {
      long[] values = ((Column.Longs) wanted).values();
      for (int row = 0; row < count; row++) {
        int first = slots[slotOf(longs.values(), values[row])];
        found[row] = first == EMPTY ? ABSENT : numbers[first];
      }
    } else {
      String[] known = ((Column.Texts) keys).values();
      String[] values = ((Column.Texts) wanted).values();
      for (int row = 0; row < count; row++) {
        int first = slots[slotOf(known, values[row])];
        found[row] = first == EMPTY ? ABSENT : numbers[first];
      }
    }
    return found;
  }

  private int addLongs(Column.Longs longs) {
    long[] values = longs.values();
    int next = 0;
    for (int row = 0; row < numbers.length; row++) {
      int slot = slotOf(values, values[row]);
      if (slots[slot] == EMPTY) {
        slots[slot] = row;
        numbers[row] = next++;
      } else {
        numbers[row] = numbers[slots[slot]];
      }
    }
    return next;
  }

  private int addTexts(Column.Texts texts) {
    String[] values = texts.values();
    int next = 0;
    for (int row = 0; row < numbers.length; row++) {
      int slot = slotOf(values, values[row]);
      if (slots[slot] == EMPTY) {
        slots[slot] = row;
        numbers[row] = next++;
      } else {
        numbers[row] = numbers[slots[slot]];
      }
    }
    return next;
  }

  // The slot of a key, or the empty one where it would go.
  private int slotOf(long[] known, long key) {
    int slot = spread(ShardRouter.hash(key));
    while (slots[slot] != EMPTY && known[slots[slot]] != key) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private int slotOf(String[] known, String key) {
    int slot = spread(ShardRouter.hash(key));
    while (slots[slot] != EMPTY && !known[slots[slot]].equals(key)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  // Fibonacci hashing, for the hashes of a shard's keys have the lowest bits in common.
  private int spread(int hash) {
    return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
  }
}
