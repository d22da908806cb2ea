package io.cinclus.index.diskann;

import io.cinclus.index.graph.VisitedRows;
import io.cinclus.vector.LongHeap;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.TopK;
import java.util.Arrays;

/** GreedySearch of the paper (algorithm 1) in a graph in memory. Not thread-safe; reused. */
final class GreedySearch {
  private final VamanaGraph graph;
  private final Space.Distances distances;
  private final VisitedRows visited = new VisitedRows();
  private final RowBatch neighbours;
  private final TopK found = new TopK(1);

  /** Rows to go on from, complemented so that the nearest is on top. */
  private final LongHeap candidates = new LongHeap(1024);

  private long[] expanded = new long[256];
  private int expandedCount;

  GreedySearch(VamanaGraph graph, Space.Distances distances) {
    this.graph = graph;
    this.distances = distances;
    this.neighbours = new RowBatch(graph.capacity());
  }

  /**
   * Searches for the row that distances are measured from, keeping the {@code list} nearest.
   *
   * @param entries of which the first {@code count} are where the walk begins
   */
  void search(int[] entries, int count, int list) {
    found.reset(list, ScoreRange.ALL);
    candidates.clear();
    visited.clear(graph.rows());
    expandedCount = 0;
    neighbours.clear();
    for (int i = 0; i < count; i++) {
      visited.add(entries[i]);
      neighbours.add(entries[i]);
    }
    meetNeighbours();
    while (candidates.size() > 0) {
      long best = ~candidates.pop();
      if (found.isFull() && ScoredRow.score(best) < found.threshold()) {
        return;
      }
      keep(best);
      gatherUnvisited(ScoredRow.row(best));
      meetNeighbours();
    }
  }

  private void meetNeighbours() {
    distances.score(neighbours);
    for (int i = 0; i < neighbours.count(); i++) {
      int row = neighbours.ids()[i];
      float score = neighbours.scores()[i];
      if (!found.isFull() || score > found.threshold()) {
        candidates.push(~ScoredRow.of(score, row));
        found.offer(row, Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score);
      }
    }
  }

  private void keep(long row) {
    if (expandedCount == expanded.length) {
      expanded = Arrays.copyOf(expanded, 2 * expandedCount);
    }
    expanded[expandedCount++] = row;
  }

  private void gatherUnvisited(int row) {
    neighbours.clear();
    int degree = graph.degree(row);
    for (int i = 0; i < degree; i++) {
      int to = graph.link(row, i);
      if (visited.add(to)) {
        neighbours.add(to);
      }
    }
  }

  /** The nearest rows that the last search found, unsorted. */
  TopK found() {
    return found;
  }

  /** How many rows the last search looked at the links of. */
  int expandedCount() {
    return expandedCount;
  }

  /** Those rows with their negated squared distances, in no order: the first are valid. */
  long[] expanded() {
    return expanded;
  }
}
