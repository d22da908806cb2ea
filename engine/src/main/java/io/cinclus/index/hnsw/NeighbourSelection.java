package io.cinclus.index.hnsw;

import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.Scorer;
import java.util.Arrays;

/**
 * SELECT-NEIGHBORS-HEURISTIC of the paper (algorithm 4), without extending: a candidate is taken
 * unless one already taken is closer to it than the row that chooses. Not thread-safe.
 */
final class NeighbourSelection {
  private final Scorer scorer;

  NeighbourSelection(Scorer scorer) {
    this.scorer = scorer;
  }

  /**
   * Moves the selected ones of the first {@code count} candidates to the front.
   *
   * @param candidates scored rows, the best first
   * @return how many were selected, at most {@code most}
   */
  int select(long[] candidates, int count, int most) {
    int selected = 0;
    for (int i = 0; i < count && selected < most; i++) {
      if (isDiverse(candidates[i], candidates, selected)) {
        candidates[selected++] = candidates[i];
      }
    }
    return selected;
  }

  /**
   * Moves the selected ones of the first {@code count} candidates to the front, and behind them the
   * best of the others, as many as fit.
   *
   * @return how many there are now, at most {@code most}
   */
  int selectAndFill(long[] candidates, int count, int most) {
    long[] all = Arrays.copyOf(candidates, count);
    int selected = select(candidates, count, most);
    int passed = 0;
    int end = selected;
    for (int i = 0; i < count && end < most; i++) {
      if (passed < selected && all[i] == candidates[passed]) {
        passed++;
      } else {
        candidates[end++] = all[i];
      }
    }
    return end;
  }

  private boolean isDiverse(long candidate, long[] taken, int count) {
    float score = ScoredRow.score(candidate);
    scorer.query(ScoredRow.row(candidate));
    for (int i = 0; i < count; i++) {
      if (scorer.score(ScoredRow.row(taken[i])) > score) {
        return false;
      }
    }
    return true;
  }
}
