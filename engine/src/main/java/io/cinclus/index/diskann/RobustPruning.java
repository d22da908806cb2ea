package io.cinclus.index.diskann;

import io.cinclus.vector.ScoredRow;

/**
 * RobustPrune of the paper (algorithm 2): a candidate is taken unless one already taken is nearer
 * to it than the row that chooses, by the factor {@link #ALPHA}. Not thread-safe.
 */
final class RobustPruning {
  /**
   * The paper's α; as in its authors' program it is a factor of squared distances, with which fewer
   * rows are taken than with one of distances, and those are more diverse.
   */
  static final float ALPHA = 1.2f;

  private final Space.Distances distances;

  RobustPruning(Space.Distances distances) {
    this.distances = distances;
  }

  /**
   * Moves the chosen ones of the first {@code count} candidates to the front.
   *
   * @param candidates rows with their negated squared distances, the nearest first
   * @return how many were chosen, at most {@code most}
   */
  int choose(long[] candidates, int count, int most) {
    int chosen = 0;
    for (int i = 0; i < count && chosen < most; i++) {
      if (!isCovered(candidates[i], candidates, chosen)) {
        candidates[chosen++] = candidates[i];
      }
    }
    return chosen;
  }

  private boolean isCovered(long candidate, long[] taken, int count) {
    float limit = ScoredRow.score(candidate);
    distances.from(ScoredRow.row(candidate));
    for (int i = 0; i < count; i++) {
      if (ALPHA * distances.score(ScoredRow.row(taken[i])) >= limit) {
        return true;
      }
    }
    return false;
  }
}
