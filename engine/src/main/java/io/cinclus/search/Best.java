package io.cinclus.search;

import io.cinclus.model.Column;
import io.cinclus.vector.RowOrder;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TopK;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The best rows for each query over many slices; of equal scores, those with the lower keys. So
 * where every slice is searched exactly the rows found do not depend on how they are cut into
 * slices. Each slice is searched into an empty {@link TopK} of its own rows, then its rows are
 * numbered behind those of the slices before it. Single-threaded.
 */
final class Best {
  private final ScoreRange range;
  private final int keyField;
  private final TopK[] best;
  private final TopK[] ofSlice;
  private final List<LiveRows.Slice> slices = new ArrayList<>();

  /** The number of each slice's first row. */
  private final List<Integer> firstNumbers = new ArrayList<>();

  private int nextNumber;

  Best(VectorSearch.Spec spec, int keyField) {
    this.range = spec.range();
    this.keyField = keyField;
    this.best = new TopK[spec.queries().rows()];
    this.ofSlice = new TopK[best.length];
    for (int i = 0; i < best.length; i++) {
      best[i] = new TopK(spec.k(), range);
      best[i].reset(spec.k(), range, this::compareKeys);
      ofSlice[i] = new TopK(spec.k(), range);
    }
  }

  private int compareKeys(int number, int otherNumber) {
    int slice = sliceOf(number);
    int otherSlice = sliceOf(otherNumber);
    return FoundRow.compareKeys(
        keys(slices.get(slice)),
        number - firstNumbers.get(slice),
        keys(slices.get(otherSlice)),
        otherNumber - firstNumbers.get(otherSlice));
  }

  private Column keys(LiveRows.Slice slice) {
    return slice.rows().batch().column(keyField);
  }

  private RowOrder keyOrder(IndexedRows rows) {
    if (rows.slices().size() > 1) {
      return (row, other) ->
          FoundRow.compareKeys(
              keys(rows.slice(row)), rows.row(row), keys(rows.slice(other)), rows.row(other));
    }
    Column keys = keys(rows.slices().get(0));
    int first = rows.first();
    return (row, other) -> FoundRow.compareKeys(keys, row - first, keys, other - first);
  }

  /** Where the numbers of the next rows go. */
  TopK[] emptied(IndexedRows rows) {
    RowOrder order = keyOrder(rows);
    for (TopK one : ofSlice) {
      one.reset(one.k(), range, order);
    }
    return ofSlice;
  }

  /** The same, refusing what is worse than all that is known already. */
  TopK[] emptiedForBetter(IndexedRows rows) {
    RowOrder order = keyOrder(rows);
    for (int i = 0; i < ofSlice.length; i++) {
      float above = Math.nextDown(best[i].threshold());
      ScoreRange better = best[i].isFull() ? new ScoreRange(above, range.upTo()) : range;
      ofSlice[i].reset(ofSlice[i].k(), better, order);
    }
    return ofSlice;
  }

  /** Takes over what was found among some rows. */
  void take(IndexedRows rows) {
    for (int block = 0; block < rows.slices().size(); block++) {
      slices.add(rows.slices().get(block));
      firstNumbers.add(nextNumber + block * rows.blockRows());
    }
    int base = nextNumber - rows.first();
    for (int i = 0; i < best.length; i++) {
      ofSlice[i].sort();
      for (int rank = 0; rank < ofSlice[i].size(); rank++) {
        best[i].offer(base + ofSlice[i].row(rank), ofSlice[i].score(rank));
      }
    }
    nextNumber = Math.addExact(nextNumber, rows.size());
  }

  /** The rows for each query, best first; of equal scores, the lower key first. */
  List<List<FoundRow>> found() {
    List<List<FoundRow>> found = new ArrayList<>(best.length);
    for (TopK one : best) {
      one.sort();
      List<FoundRow> rows = new ArrayList<>(one.size());
      for (int rank = 0; rank < one.size(); rank++) {
        rows.add(row(one.row(rank), one.score(rank)));
      }
      found.add(rows);
    }
    return found;
  }

  private FoundRow row(int number, float score) {
    int slice = sliceOf(number);
    return new FoundRow(slices.get(slice).rows().batch(), number - firstNumbers.get(slice), score);
  }

  private int sliceOf(int number) {
    int slice = Collections.binarySearch(firstNumbers, number);
    return slice >= 0 ? slice : -slice - 2;
  }
}
