package io.cinclus.vector;

import java.util.Objects;

/**
 * The best {@code k} of the rows offered, whatever their order: larger scores first, and between
 * equal scores the row that goes first in a {@link RowOrder}, by default the lower one. Only scores
 * within the {@link ScoreRange} are kept, and never NaN. Reusable; an offer does not allocate once
 * the heap has grown to {@code k}. Not thread-safe. A row that is offered twice is kept twice.
 */
public final class TopK {
  private static final int INITIAL_CAPACITY = 256;

  private final ScoredRowHeap heap;
  private int k;
  private ScoreRange range = ScoreRange.ALL;
  private float upTo;
  private float threshold;
  private boolean sorted;

  /** Keeps the best {@code k} (at least 1) of any score. */
  public TopK(int k) {
    this(k, ScoreRange.ALL);
  }

  /** Keeps the best {@code k} (at least 1) within a range. */
  public TopK(int k, ScoreRange range) {
    heap = new ScoredRowHeap(Math.min(k, INITIAL_CAPACITY));
    reset(k, range);
  }

  /** Empties it, for another {@code k} and range; of equal scores the lower row goes first. */
  public void reset(int newK, ScoreRange newRange) {
    reset(newK, newRange, RowOrder.BY_NUMBER);
  }

  /** Empties it, for another {@code k}, range and order of rows with equal scores. */
  public void reset(int newK, ScoreRange newRange, RowOrder ties) {
    if (newK < 1) {
      throw new IllegalArgumentException("k must be at least 1: " + newK);
    }
    k = newK;
    range = newRange;
    upTo = newRange.upTo();
    threshold = newRange.lowest();
    sorted = false;
    heap.clear(ties);
  }

  /** Empties it. */
  public void clear() {
    reset(k, range, heap.ties());
  }

  public int k() {
    return k;
  }

  public ScoreRange range() {
    return range;
  }

  /** How many rows are kept, at most {@code k}. */
  public int size() {
    return heap.size();
  }

  public boolean isFull() {
    return heap.size() == k;
  }

  /** A score below this will be refused; one at or above it may be kept. It never decreases. */
  public float threshold() {
    return threshold;
  }

  /** Offers a row; returns whether it was kept. */
  public boolean offer(int row, float score) {
    if (!(score >= threshold) || score > upTo) {
      return false;
    }
    if (sorted) {
      throw new IllegalStateException("an offer after sort(): reset() it first");
    }
    long key = ScoredRow.of(score, row);
    if (heap.size() < k) {
      heap.push(key);
    } else if (heap.isWorse(heap.top(), key)) {
      heap.replaceTop(key);
    } else {
      return false;
    }
    if (heap.size() == k) {
      threshold = ScoredRow.score(heap.top());
    }
    return true;
  }

  /** Ends the offers; from now on {@link #row} and {@link #score} go from the best to the worst. */
  public void sort() {
    if (!sorted) {
      heap.sort();
      sorted = true;
    }
  }

  /** The row at a rank, 0 for the best. Only after {@link #sort}. */
  public int row(int rank) {
    return ScoredRow.row(at(rank));
  }

  /** The score at a rank, 0 for the best. Only after {@link #sort}. */
  public float score(int rank) {
    return ScoredRow.score(at(rank));
  }

  private long at(int rank) {
    if (!sorted) {
      throw new IllegalStateException("results are read after sort()");
    }
    Objects.checkIndex(rank, heap.size());
    return heap.get(rank);
  }
}
