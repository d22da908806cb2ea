package io.cinclus.index.hnsw;

import io.cinclus.index.graph.VisitedRows;
import io.cinclus.vector.LongHeap;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.RowScorer;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.TopK;

/**
 * SEARCH-LAYER of the paper (algorithm 2) and the greedy descent to it. A row goes on only if it is
 * better than the worst of {@code ef} rows found, not if it equals that one: on a plateau of equal
 * scores a search ends as soon as it does elsewhere. Not thread-safe.
 */
final class GraphSearch {
  /** In a beam of more rows than this, moving the rows costs more than heaps would. */
  private static final int MAX_BEAM = 2048;

  private final Links graph;
  private final RowScorer scorer;
  private final VisitedRows visited;
  private final RowBatch neighbours;
  private final int[] list;
  private final Beam beam;
  private final TopK found;
  private final LongHeap candidates;

  /** Searches for the scorer's query, whatever it is at the time. */
  GraphSearch(Links graph, RowScorer scorer, Scratch scratch) {
    this.graph = graph;
    this.scorer = scorer;
    this.visited = scratch.visited;
    this.neighbours = scratch.neighbours;
    this.list = scratch.list(graph.longest());
    this.beam = scratch.beam;
    this.found = scratch.found;
    this.candidates = scratch.candidates;
  }

  /** What the last {@link #searchLayer} found. */
  Beam beam() {
    return beam;
  }

  /**
   * Finds the rows that count, beginning at the entry (algorithm 5 of the paper).
   *
   * @param level the entry's highest
   * @param admission says which rows count, and keeps those found
   * @param allowed how many rows count, and so may be scored before a scan is better
   * @return false if it scored as many, or ended before it found enough rows
   */
  boolean search(int entry, int level, int ef, Admission admission, int allowed) {
    long start = ScoredRow.of(scorer.score(entry), entry);
    long nearest = descend(start, level, 0);
    if (!admission.admitsAll() || ef > MAX_BEAM) {
      int budget = admission.admitsAll() ? Integer.MAX_VALUE : allowed;
      return searchBase(nearest, ef, admission, budget) && (found.isFull() || admission.isFull());
    }
    searchLayer(0, nearest, ef);
    for (int rank = 0; rank < beam.size() && admission.mayKeep(beam.score(rank)); rank++) {
      admission.admit(beam.row(rank), scored(beam.scoredRow(rank)));
    }
    return beam.size() == ef || admission.isFull();
  }

  /** The score of a row, which may be NaN where the scored row has negative infinity. */
  private float scored(long scoredRow) {
    float score = ScoredRow.score(scoredRow);
    return score == Float.NEGATIVE_INFINITY ? scorer.score(ScoredRow.row(scoredRow)) : score;
  }

  /** Walks greedily from a scored row on level {@code from} down to one on level {@code to + 1}. */
  long descend(long start, int from, int to) {
    long best = start;
    for (int level = from; level > to; level--) {
      for (long last = Long.MIN_VALUE; last != best; ) {
        last = best;
        int count = graph.copy(ScoredRow.row(best), level, list);
        neighbours.clear();
        for (int i = 0; i < count; i++) {
          neighbours.add(list[i]);
        }
        scorer.score(neighbours);
        for (int i = 0; i < neighbours.count(); i++) {
          best = Math.max(best, ScoredRow.of(neighbours.scores()[i], neighbours.ids()[i]));
        }
      }
    }
    return best;
  }

  /**
   * Finds the best {@code ef} rows of a level, beginning at a scored row. Every row counts, so what
   * was found and what is still to be walked from are in one beam.
   */
  Beam searchLayer(int level, long start, int ef) {
    beam.clear(ef);
    visited.clear(graph.rows());
    visited.add(ScoredRow.row(start));
    beam.offer(ScoredRow.score(start), ScoredRow.row(start));
    for (int row = beam.next(); row != HnswGraph.NONE; row = beam.next()) {
      gatherUnvisited(row, level);
      readAhead(level);
      scorer.score(neighbours);
      int[] ids = neighbours.ids();
      float[] scores = neighbours.scores();
      for (int i = 0; i < neighbours.count(); i++) {
        beam.offer(scores[i], ids[i]);
      }
    }
    return beam;
  }

  /**
   * Reads the list that is next unless a better row is met: while the vectors come from memory, so
   * does it.
   */
  private void readAhead(int level) {
    int row = beam.peek();
    if (level == 0 && row != HnswGraph.NONE) {
      list[0] = graph.readAhead(row); // Until a list is copied: see Links.
    }
  }

  /**
   * Finds the best {@code ef} rows of level 0 that count, beginning at a scored row.
   *
   * @param admission says which rows count, and is told of all
   * @param budget how many rows may be scored
   * @return whether the search came to its end within the budget
   */
  private boolean searchBase(long start, int ef, Admission admission, int budget) {
    found.reset(ef, ScoreRange.ALL);
    candidates.clear();
    visited.clear(graph.rows());
    int left = budget;
    visited.add(ScoredRow.row(start));
    meet(ScoredRow.row(start), scored(start), admission);
    while (candidates.size() > 0) {
      long best = ~candidates.pop();
      if (found.isFull() && ScoredRow.score(best) < found.threshold()) {
        return true;
      }
      gatherUnvisited(ScoredRow.row(best), 0);
      left -= neighbours.count();
      if (left < 0) {
        return false;
      }
      scorer.score(neighbours);
      for (int i = 0; i < neighbours.count(); i++) {
        meet(neighbours.ids()[i], neighbours.scores()[i], admission);
      }
    }
    return true;
  }

  private void meet(int row, float score, Admission admission) {
    if (!found.isFull() || score > found.threshold()) {
      candidates.push(~ScoredRow.of(score, row));
      if (admission.admit(row, score)) {
        found.offer(row, score);
      }
    }
  }

  /** Gathers the neighbours not seen before, so that they are scored in one go. */
  private void gatherUnvisited(int row, int level) {
    visited.addNew(list, graph.copy(row, level, list), neighbours);
  }
}
