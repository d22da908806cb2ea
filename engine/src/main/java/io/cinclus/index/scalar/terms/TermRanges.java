package io.cinclus.index.scalar.terms;

import java.util.Arrays;

/** Ranges of terms, ascending; those that touch become one. Single-threaded. */
final class TermRanges {
  private int[] bounds = new int[2];
  private int size;

  /** The ranges of one. */
  static TermRanges of(int from, int to) {
    TermRanges ranges = new TermRanges();
    ranges.add(from, to);
    return ranges;
  }

  /** Adds [from, to), which may be empty, behind the others. */
  void add(int from, int to) {
    if (from >= to) {
      return;
    }
    if (size > 0 && bounds[size - 1] == from) {
      bounds[size - 1] = to;
      return;
    }
    if (size == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * size);
    }
    bounds[size++] = from;
    bounds[size++] = to;
  }

  /** Hears of ranges. */
  @FunctionalInterface
  interface RangeVisitor {
    void range(int from, int to);
  }

  void forEach(RangeVisitor visitor) {
    for (int i = 0; i < size; i += 2) {
      visitor.range(bounds[i], bounds[i + 1]);
    }
  }

  int count(Postings postings) {
    int count = 0;
    for (int i = 0; i < size; i += 2) {
      count += postings.count(bounds[i], bounds[i + 1]);
    }
    return count;
  }

  void addRows(Postings postings, long[] words) {
    for (int i = 0; i < size; i += 2) {
      postings.add(bounds[i], bounds[i + 1], words);
    }
  }
}
