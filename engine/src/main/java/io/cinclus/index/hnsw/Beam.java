package io.cinclus.index.hnsw;

import io.cinclus.vector.ScoredRow;
import java.util.Arrays;

/**
 * The best {@code ef} rows that a walk has met, sorted, each with a mark once the walk has gone on
 * from it: the results W and the candidates C of the paper in one array, as in DiskANN (Subramanya
 * et al. 2019, where it is the list L). What leaves the array is not gone on from, so that nothing
 * is kept of it. Not thread-safe; reused.
 */
final class Beam {
  private static final long LEFT = 1;
  private static final long ROW_BITS = 0xffffffffL;

  /** {@link ScoredRow}s, the best first, whose lowest bit has made way for the mark. */
  private long[] keys = new long[64];

  private int ef;
  private int size;

  /** All rows before this one are marked. */
  private int next;

  /** Once there are {@code ef} rows, the worst of their scores. */
  private float threshold;

  /** Empties it, for another {@code ef}. */
  void clear(int newEf) {
    if (newEf < 1) {
      throw new IllegalArgumentException("a beam of " + newEf + " rows");
    }
    ef = newEf;
    size = 0;
    next = 0;
    threshold = Float.NEGATIVE_INFINITY;
  }

  /** Takes a row if there is room or it is better than the worst. */
  void offer(float score, int row) {
    if (score > threshold || size < ef) {
      insert(score, row);
    }
  }

  private void insert(float score, int row) {
    long scored = ScoredRow.of(score, row);
    // A row is not negative, so that the highest bit of its complement says nothing.
    long key = (scored & ~ROW_BITS) | ((scored << 1) & ROW_BITS);
    int at = place(key);
    if (size < ef) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, (int) Math.min(2L * size, ef));
      }
      size++;
    }
    System.arraycopy(keys, at, keys, at + 1, size - 1 - at);
    keys[at] = key;
    next = Math.min(next, at);
    if (size == ef) {
      threshold = score(size - 1);
    }
  }

  /** How many keys are larger: a binary search without a branch on what it reads. */
  private int place(long key) {
    int from = 0;
    for (int left = size; left > 0; ) {
      int half = (left + 1) >>> 1;
      from += keys[from + half - 1] > key ? half : 0;
      left -= half;
    }
    return from;
  }

  /** Marks the best row without a mark and returns it, or {@link HnswGraph#NONE}. */
  int next() {
    int row = peek();
    if (row != HnswGraph.NONE) {
      keys[next++] |= LEFT;
    }
    return row;
  }

  /** What {@link #next} would return now. */
  int peek() {
    while (next < size && (keys[next] & LEFT) != 0) {
      next++;
    }
    return next == size ? HnswGraph.NONE : row(next);
  }

  int size() {
    return size;
  }

  /** The row at a rank, 0 for the best. */
  int row(int rank) {
    return ~(int) keys[rank] >>> 1;
  }

  /** The score at a rank, 0 for the best. */
  float score(int rank) {
    return ScoredRow.score(keys[rank]);
  }

  /** The row and the score at a rank, 0 for the best. */
  long scoredRow(int rank) {
    return (keys[rank] & ~ROW_BITS) | (~row(rank) & ROW_BITS);
  }
}
