package io.cinclus.index.codes;

import io.cinclus.vector.RowScorer;
import io.cinclus.vector.TopK;

/** Scores the best rows by their codes again, exactly. Stateless. */
public final class Refinement {
  /** Candidates that one search may keep, whatever it asks for. */
  private static final int MAX_CANDIDATES = 1 << 20;

  private Refinement() {}

  /** How many rows by their codes are wanted for {@code k} exact ones. */
  public static int candidates(int k, double factor) {
    return (int) Math.max(k, Math.min(MAX_CANDIDATES, Math.ceil(k * factor)));
  }

  /** Offers all candidates with their exact scores. */
  public static void refine(TopK candidates, RowScorer exact, TopK out) {
    candidates.sort();
    for (int rank = 0; rank < candidates.size(); rank++) {
      int row = candidates.row(rank);
      out.offer(row, exact.score(row));
    }
  }
}
