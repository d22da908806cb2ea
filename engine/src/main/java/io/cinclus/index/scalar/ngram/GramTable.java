package io.cinclus.index.scalar.ngram;

import java.util.Arrays;

/** Numbers the grams that it is asked for, from 0 on. Open addressing; single-threaded. */
final class GramTable {
  private long[] slots = new long[1 << 10];
  private int[] numbers = new int[1 << 10];
  private long[] grams = new long[1 << 9];
  private int size;

  int size() {
    return size;
  }

  /** The number of a gram, which is not 0. */
  int number(long gram) {
    int slot = slot(gram);
    if (slots[slot] == gram) {
      return numbers[slot];
    }
    if (size == grams.length) {
      grow();
      slot = slot(gram);
    }
    slots[slot] = gram;
    numbers[slot] = size;
    grams[size] = gram;
    return size++;
  }

  private int slot(long gram) {
    int slot = (int) gram & (slots.length - 1);
    while (slots[slot] != gram && slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void grow() {
    grams = Arrays.copyOf(grams, Math.multiplyExact(2, size));
    slots = new long[Math.multiplyExact(2, slots.length)];
    numbers = new int[slots.length];
    for (int i = 0; i < size; i++) {
      int slot = slot(grams[i]);
      slots[slot] = grams[i];
      numbers[slot] = i;
    }
  }

  /** The grams, ascending; a new array. */
  long[] sorted() {
    long[] sorted = Arrays.copyOf(grams, size);
    Arrays.sort(sorted);
    return sorted;
  }
}
