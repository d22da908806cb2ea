package io.cinclus.filter;

import java.util.Arrays;

/** An immutable set of int64 with open addressing: a lookup neither boxes nor calls. */
final class LongSet {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final long[] sorted;
  private final long[] table;
  private final int shift;
  private final boolean hasZero;

  LongSet(long[] values) {
    sorted = Arrays.stream(values).sorted().distinct().toArray();
    int bits = 64 - Long.numberOfLeadingZeros(sorted.length * 2L + 1);
    table = new long[1 << bits];
    shift = 64 - bits;
    boolean zero = false;
    for (long value : sorted) {
      zero |= value == 0;
      int slot = (int) ((value * MIX) >>> shift);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = value;
    }
    hasZero = zero;
  }

  boolean contains(long value) {
    if (value == 0) {
      return hasZero;
    }
    int slot = (int) ((value * MIX) >>> shift);
    while (table[slot] != value) {
      if (table[slot] == 0) {
        return false;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return true;
  }

  int size() {
    return sorted.length;
  }

  boolean isEmpty() {
    return sorted.length == 0;
  }

  /** The values, ascending; a new array. */
  long[] toArray() {
    return sorted.clone();
  }
}
