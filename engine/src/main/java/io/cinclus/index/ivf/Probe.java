package io.cinclus.index.ivf;

import io.cinclus.vector.Bits;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TopK;
import org.jspecify.annotations.Nullable;

/** A walk through lists, the nearest first. Not thread-safe; used for one search. */
final class Probe {
  private static final int BATCH_ROWS = 64;

  private final InvertedLists lists;
  private final ListCodes.ListScorer scorer;
  private final boolean byPlace;
  private final @Nullable Bits allow;
  private final RowBatch batch = new RowBatch(BATCH_ROWS);
  private final RowBatch rows = new RowBatch(BATCH_ROWS);

  /**
   * A walk by a scorer that has its query.
   *
   * @param byPlace whether the scorer knows rows by their places in the lists
   */
  Probe(InvertedLists lists, ListCodes.ListScorer scorer, boolean byPlace, @Nullable Bits allow) {
    this.lists = lists;
    this.scorer = scorer;
    this.byPlace = byPlace;
    this.allow = allow;
  }

  /**
   * Looks through the first {@code nprobe} lists, and then through more until {@code out} is full
   * or, where it keeps a range, a list had nothing for it.
   */
  void run(TopK nearest, int nprobe, TopK out) {
    for (int rank = 0; rank < nearest.size(); rank++) {
      int before = out.size();
      look(nearest.row(rank), out);
      boolean exhausted = !out.range().equals(ScoreRange.ALL) && out.size() == before;
      if (rank + 1 >= nprobe && (out.isFull() || exhausted)) {
        return;
      }
    }
  }

  private void look(int list, TopK out) {
    scorer.enter().accept(list);
    for (int at = lists.from()[list]; at < lists.from()[list + 1]; at++) {
      int row = lists.rows()[at];
      if (allow == null || allow.get(row)) {
        batch.add(byPlace ? at : row);
        rows.add(row);
        if (batch.count() == BATCH_ROWS) {
          offer(out);
        }
      }
    }
    offer(out);
  }

  private void offer(TopK out) {
    scorer.scorer().score(batch);
    float[] scores = batch.scores();
    for (int i = 0; i < batch.count(); i++) {
      if (scores[i] >= out.threshold()) {
        out.offer(rows.ids()[i], scores[i]);
      }
    }
    batch.clear();
    rows.clear();
  }
}
