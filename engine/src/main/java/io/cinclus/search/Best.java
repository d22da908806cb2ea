package io.cinclus.search;

import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TopK;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The best rows for each query over many slices. Each slice is searched into an empty {@link TopK}
 * of its own rows, then its rows are numbered behind those of the slices before it. Of rows with
 * the same score at the end of the list, those of earlier slices stay. Single-threaded.
 */
final class Best {
  private final ScoreRange range;
  private final TopK[] best;
  private final TopK[] ofSlice;
  private final List<LiveRows.Slice> slices = new ArrayList<>();

  /** The number of each slice's first row. */
  private final List<Integer> firstNumbers = new ArrayList<>();

  private int nextNumber;

  Best(VectorSearch.Spec spec) {
    range = spec.range();
    best = new TopK[spec.queries().length];
    ofSlice = new TopK[best.length];
    for (int i = 0; i < best.length; i++) {
      best[i] = new TopK(spec.k(), range);
      ofSlice[i] = new TopK(spec.k(), range);
    }
  }

  /** Where the next slice's rows go. */
  TopK[] emptied() {
    for (TopK one : ofSlice) {
      one.reset(one.k(), range);
    }
    return ofSlice;
  }

  /** The same, refusing what is worse than all that is known already. */
  TopK[] emptiedForBetter() {
    for (int i = 0; i < ofSlice.length; i++) {
      float above = Math.nextDown(best[i].threshold());
      ofSlice[i].reset(
          ofSlice[i].k(), best[i].isFull() ? new ScoreRange(above, range.upTo()) : range);
    }
    return ofSlice;
  }

  /** Takes over what was found in a slice. */
  void take(LiveRows.Slice slice) {
    for (int i = 0; i < best.length; i++) {
      ofSlice[i].sort();
      for (int rank = 0; rank < ofSlice[i].size(); rank++) {
        best[i].offer(nextNumber + ofSlice[i].row(rank), ofSlice[i].score(rank));
      }
    }
    slices.add(slice);
    firstNumbers.add(nextNumber);
    nextNumber = Math.addExact(nextNumber, slice.to());
  }

  /** The rows for each query, in this order. */
  List<List<FoundRow>> found(Comparator<FoundRow> order) {
    List<List<FoundRow>> found = new ArrayList<>(best.length);
    for (TopK one : best) {
      one.sort();
      List<FoundRow> rows = new ArrayList<>(one.size());
      for (int rank = 0; rank < one.size(); rank++) {
        rows.add(row(one.row(rank), one.score(rank)));
      }
      rows.sort(order);
      found.add(rows);
    }
    return found;
  }

  private FoundRow row(int number, float score) {
    int slice = Collections.binarySearch(firstNumbers, number);
    int at = slice >= 0 ? slice : -slice - 2;
    return new FoundRow(slices.get(at).rows().batch(), number - firstNumbers.get(at), score);
  }
}
