package io.cinclus.index.scalar.terms;

import io.cinclus.index.BuildContext;

/** Sorts entries, which are numbered, on several threads. Stable. Stateless. */
final class MergeSort {
  private static final int RUN_ENTRIES = 1 << 15;
  private static final int INSERTION_ENTRIES = 8;

  private MergeSort() {}

  /** Which of two entries goes first, as a Comparator. */
  @FunctionalInterface
  interface EntryOrder {
    int compare(int entry, int other);
  }

  /** The numbers [0, count) in order. */
  static int[] sorted(int count, EntryOrder order, BuildContext context)
      throws InterruptedException {
    int[] entries = new int[count];
    int[] other = new int[count];
    for (int i = 0; i < count; i++) {
      entries[i] = i;
    }
    int[] first = entries;
    int[] second = other;
    context.forEachRange(count, RUN_ENTRIES, (from, to) -> sortRun(first, second, from, to, order));
    for (long run = RUN_ENTRIES; run < count; run *= 2) {
      mergeRuns(entries, other, run, order, context);
      int[] swap = entries;
      entries = other;
      other = swap;
    }
    return entries;
  }

  private static void mergeRuns(
      int[] source, int[] target, long run, EntryOrder order, BuildContext context)
      throws InterruptedException {
    int count = source.length;
    int pairs = (int) ((count - 1) / (2 * run) + 1);
    context.forEachRange(
        pairs,
        1,
        (pair, end) -> {
          int from = (int) (2 * run * pair);
          int middle = (int) Math.min(count, from + run);
          int to = (int) Math.min(count, from + 2 * run);
          merge(source, target, new int[] {from, middle, to}, order);
        });
  }

  private static void sortRun(int[] entries, int[] buffer, int from, int to, EntryOrder order) {
    if (to - from <= INSERTION_ENTRIES) {
      insertionSort(entries, from, to, order);
      return;
    }
    int middle = (from + to) >>> 1;
    sortRun(entries, buffer, from, middle, order);
    sortRun(entries, buffer, middle, to, order);
    if (order.compare(entries[middle - 1], entries[middle]) > 0) {
      System.arraycopy(entries, from, buffer, from, to - from);
      merge(buffer, entries, new int[] {from, middle, to}, order);
    }
  }

  private static void insertionSort(int[] entries, int from, int to, EntryOrder order) {
    for (int i = from + 1; i < to; i++) {
      int entry = entries[i];
      int at = i;
      while (at > from && order.compare(entries[at - 1], entry) > 0) {
        entries[at] = entries[at - 1];
        at--;
      }
      entries[at] = entry;
    }
  }

  /** Merges [bounds[0], bounds[1]) and [bounds[1], bounds[2]) into the same place of the target. */
  private static void merge(int[] source, int[] target, int[] bounds, EntryOrder order) {
    int left = bounds[0];
    int right = bounds[1];
    for (int at = bounds[0]; at < bounds[2]; at++) {
      boolean takeLeft =
          right == bounds[2]
              || (left < bounds[1] && order.compare(source[left], source[right]) <= 0);
      target[at] = takeLeft ? source[left++] : source[right++];
    }
  }
}
