package io.cinclus.index.scalar.terms;

import io.cinclus.index.scalar.RowStates;
import java.util.Arrays;

/**
 * The rows of a term as a bitmap where that is smaller than their list, which is where more than
 * one row in 32 has the term; so no column makes them larger than its lists.
 */
final class RowBitmaps implements Postings {
  private static final long[] NO_BITMAP = {};

  private final int[] starts;

  /** Of each term; empty where its rows are in {@code rows}, from {@code listStarts[term]}. */
  private final long[][] bitmaps;

  private final int[] listStarts;
  private final int[] rows;

  RowBitmaps(TermLists lists, int rowCount) {
    starts = lists.starts();
    bitmaps = new long[lists.terms()][];
    listStarts = new int[lists.terms() + 1];
    int[] sparse = new int[lists.rows().length];
    for (int term = 0; term < bitmaps.length; term++) {
      int count = starts[term + 1] - starts[term];
      boolean dense = count > 2 * RowStates.words(rowCount);
      listStarts[term + 1] = listStarts[term];
      bitmaps[term] = NO_BITMAP;
      if (dense) {
        bitmaps[term] = bitmap(lists.rows(), starts[term], starts[term + 1], rowCount);
      } else {
        System.arraycopy(lists.rows(), starts[term], sparse, listStarts[term], count);
        listStarts[term + 1] += count;
      }
    }
    rows = Arrays.copyOf(sparse, listStarts[bitmaps.length]);
  }

  private static long[] bitmap(int[] rows, int from, int to, int rowCount) {
    long[] words = new long[RowStates.words(rowCount)];
    for (int i = from; i < to; i++) {
      words[rows[i] >> 6] |= 1L << rows[i];
    }
    return words;
  }

  @Override
  public void add(int from, int to, long[] words) {
    for (int i = listStarts[from]; i < listStarts[to]; i++) {
      words[rows[i] >> 6] |= 1L << rows[i];
    }
    for (int term = from; term < to; term++) {
      long[] bitmap = bitmaps[term];
      for (int word = 0; word < bitmap.length; word++) {
        words[word] |= bitmap[word];
      }
    }
  }

  @Override
  public int count(int from, int to) {
    return starts[to] - starts[from];
  }

  @Override
  public long memoryBytes() {
    long bytes = 4L * (starts.length + listStarts.length + rows.length + bitmaps.length);
    for (long[] bitmap : bitmaps) {
      bytes += 8L * bitmap.length;
    }
    return bytes;
  }
}
