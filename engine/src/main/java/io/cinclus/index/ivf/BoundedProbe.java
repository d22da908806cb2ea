package io.cinclus.index.ivf;

import io.cinclus.index.rabitq.RabitqBounds;
import io.cinclus.vector.Bits;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.RowScorer;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.TopK;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A walk through lists, the nearest first, that scores exactly those rows whose bounds say that
 * they may be among the best: first it keeps the rows whose upper bounds are not below the lower
 * bounds of as many as are wanted, then it scores them, those with the highest upper bounds first,
 * until these are below the worst of the best scores. Not thread-safe; used for one search.
 */
final class BoundedProbe {
  private static final int FIRST_CAPACITY = 512;

  /** Rows that are scored before it is looked whether more must be. */
  private static final int BATCH_ROWS = 32;

  private final int[] rows;
  private final RabitqBounds bounds;
  private final @Nullable Bits allow;

  /** The lower bounds of as many rows as are wanted. */
  private final TopK floor;

  private float[] upper = new float[FIRST_CAPACITY];
  private long[] candidates = new long[FIRST_CAPACITY];
  private int count;

  /**
   * A walk that scores no fewer rows than {@code wanted}, if there are so many.
   *
   * @param rows the row at each place
   * @param wanted no fewer than the rows to be found
   */
  BoundedProbe(int[] rows, RabitqBounds bounds, int wanted, @Nullable Bits allow) {
    this.rows = rows;
    this.bounds = bounds;
    this.allow = allow;
    this.floor = new TopK(wanted);
  }

  /** Looks through places of the list that the bounds are at. */
  void look(int from, int to) {
    int length = to - from;
    if (length > upper.length) {
      upper = new float[Math.max(length, 2 * upper.length)];
    }
    bounds.upper(from, to, upper);
    float threshold = floor.threshold();
    for (int i = 0; i < length; i++) {
      // A bound that is not a number bounds nothing.
      if (!(upper[i] < threshold)) {
        add(from + i, upper[i]);
        threshold = floor.threshold();
      }
    }
  }

  /** Whether as many rows as are wanted have been found. */
  boolean isFull() {
    return count >= floor.k();
  }

  private void add(int place, float bound) {
    int row = rows[place];
    if (allow != null && !allow.get(row)) {
      return;
    }
    floor.offer(row, bound - bounds.width(place));
    if (count == candidates.length) {
      forget();
      if (2 * count > candidates.length) {
        candidates = Arrays.copyOf(candidates, 2 * count);
      }
    }
    float known = Float.isNaN(bound) ? Float.POSITIVE_INFINITY : bound;
    candidates[count++] = ScoredRow.of(known, row);
  }

  /** Forgets candidates that have turned out not to be among the best. */
  private void forget() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (ScoredRow.score(candidates[i]) >= floor.threshold()) {
        candidates[kept++] = candidates[i];
      }
    }
    count = kept;
  }

  /** Scores the candidates, as far as needed. */
  void score(RowScorer exact, TopK out) {
    forget();
    Arrays.sort(candidates, 0, count);
    int least = Math.min(count, floor.k());
    RowBatch batch = new RowBatch(Math.max(least, BATCH_ROWS));
    int scored = 0;
    while (scored < count
        && (scored < least || ScoredRow.score(candidates[count - 1 - scored]) >= out.threshold())) {
      int end = Math.min(count, scored + BATCH_ROWS);
      batch.clear();
      for (; scored < end; scored++) {
        batch.add(ScoredRow.row(candidates[count - 1 - scored]));
      }
      exact.score(batch);
      for (int i = 0; i < batch.count(); i++) {
        out.offer(batch.ids()[i], batch.scores()[i]);
      }
    }
  }
}
