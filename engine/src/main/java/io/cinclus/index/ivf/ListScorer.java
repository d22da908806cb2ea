package io.cinclus.index.ivf;

import io.cinclus.index.rabitq.RabitqCodes;
import io.cinclus.vector.RowScorer;
import java.util.function.IntConsumer;

/**
 * How the rows of a list are scored by their codes.
 *
 * @param scorer of the rows' places in the lists
 * @param enter told of each list before its places are scored
 */
record ListScorer(RowScorer scorer, IntConsumer enter) {

  static ListScorer of(ListCodes codes) {
    if (codes instanceof ListCodes.Rabitq rabitq) {
      RabitqCodes.ListScorer scorer = rabitq.codes().scorer();
      return new ListScorer(scorer, scorer::enter);
    }
    return new ListScorer(((ListCodes.Scalar) codes).codes().scorer(), list -> {});
  }
}
