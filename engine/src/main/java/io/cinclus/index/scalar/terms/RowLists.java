package io.cinclus.index.scalar.terms;

import io.cinclus.index.scalar.RowStates;

/**
 * The rows of all terms in one array. Where no row has two terms, {@link #PREFIXES} bitmaps of the
 * rows before so many evenly spaced places of it answer wide ranges: two of them differ in just the
 * rows between their places, and only what a range has beside those places is set row by row.
 */
final class RowLists implements Postings {
  private static final int PREFIXES = 16;

  private final TermLists lists;

  /** {@code prefixes[i]} has the rows before place {@code i * step}; none where rows repeat. */
  private final long[][] prefixes;

  private final int step;

  RowLists(TermLists lists, int rows, boolean severalTerms) {
    this.lists = lists;
    int count = lists.rows().length;
    this.step = Math.max(RowStates.words(rows), count / PREFIXES + 1);
    this.prefixes = severalTerms ? new long[0][] : prefixes(lists.rows(), step, rows);
  }

  private static long[][] prefixes(int[] sorted, int step, int rows) {
    long[][] prefixes = new long[sorted.length / step + 1][];
    long[] words = new long[RowStates.words(rows)];
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i] = words.clone();
      toggle(sorted, i * step, Math.min(sorted.length, (i + 1) * step), words);
    }
    return prefixes;
  }

  @Override
  public void add(int from, int to, long[] words) {
    int first = lists.starts()[from];
    int last = lists.starts()[to];
    if (prefixes.length == 0) {
      set(lists.rows(), first, last, words);
      return;
    }
    int low = nearest(first);
    int high = nearest(last);
    if (low == high) {
      toggle(lists.rows(), first, last, words);
      return;
    }
    long[] before = prefixes[low];
    long[] until = prefixes[high];
    for (int word = 0; word < words.length; word++) {
      words[word] ^= before[word] ^ until[word];
    }
    toggle(lists.rows(), Math.min(first, low * step), Math.max(first, low * step), words);
    toggle(lists.rows(), Math.min(last, high * step), Math.max(last, high * step), words);
  }

  private int nearest(int place) {
    return Math.min(prefixes.length - 1, (place + step / 2) / step);
  }

  private static void toggle(int[] rows, int from, int to, long[] words) {
    for (int i = from; i < to; i++) {
      words[rows[i] >> 6] ^= 1L << rows[i];
    }
  }

  private static void set(int[] rows, int from, int to, long[] words) {
    for (int i = from; i < to; i++) {
      words[rows[i] >> 6] |= 1L << rows[i];
    }
  }

  @Override
  public int count(int from, int to) {
    return lists.starts()[to] - lists.starts()[from];
  }

  @Override
  public long memoryBytes() {
    long bytes = 4L * (lists.starts().length + lists.rows().length);
    for (long[] prefix : prefixes) {
      bytes += 8L * prefix.length;
    }
    return bytes;
  }
}
