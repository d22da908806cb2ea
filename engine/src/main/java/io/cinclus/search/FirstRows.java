package io.cinclus.search;

import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The first rows in key order of those offered. Holds no more than its limit. Single-threaded. */
final class FirstRows {
  private final int limit;
  private final int keyField;
  private final PriorityQueue<FoundRow> lastOnTop;

  // The key from which on rows are too late; none while there is room.
  private @Nullable Column lastKeys;
  private int lastRow;

  FirstRows(int limit, int keyField) {
    this.limit = limit;
    this.keyField = keyField;
    this.lastOnTop = new PriorityQueue<>(FoundRow.byKey(keyField).reversed());
  }

  /** Offers a row with the key {@code keys[row]}. */
  void offer(RowBatch batch, Column keys, int row) {
    if (lastKeys != null) {
      if (FoundRow.compareKeys(keys, row, lastKeys, lastRow) >= 0) {
        return;
      }
      lastOnTop.remove();
    }
    lastOnTop.add(new FoundRow(batch, row, 0));
    if (lastOnTop.size() == limit) {
      FoundRow last = lastOnTop.element();
      lastKeys = last.batch().column(keyField);
      lastRow = last.row();
    }
  }

  /** The rows in key order. */
  List<FoundRow> sorted() {
    List<FoundRow> rows = new ArrayList<>(lastOnTop);
    rows.sort(FoundRow.byKey(keyField));
    return rows;
  }
}
