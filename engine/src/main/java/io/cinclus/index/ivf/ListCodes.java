package io.cinclus.index.ivf;

import io.cinclus.index.codes.Codes;
import io.cinclus.index.codes.ResidualCodes;
import io.cinclus.vector.BatchScorer;
import io.cinclus.vector.RowScorer;
import java.util.function.IntConsumer;

/** The codes of the rows in inverted lists, in the order of the lists. */
sealed interface ListCodes permits BoundedLists, ListCodes.Scored {

  long memoryBytes();

  /** Codes by which rows are scored. */
  sealed interface Scored extends ListCodes {

    /** Scores for a query. */
    ListScorer scorer(float[] query);
  }

  /**
   * How the rows of one list after another are scored.
   *
   * @param scorer of the rows' places in the lists
   * @param enter told of each list before its places are scored
   */
  record ListScorer(BatchScorer scorer, IntConsumer enter) {

    /** One that scores places alike whatever list they are in. */
    static ListScorer of(BatchScorer scorer) {
      return new ListScorer(scorer, list -> {});
    }
  }

  /** Of the rows themselves. */
  record OfRows(Codes codes) implements Scored {
    @Override
    public long memoryBytes() {
      return codes.memoryBytes();
    }

    @Override
    public ListScorer scorer(float[] query) {
      RowScorer scorer = codes.scorer();
      scorer.query(query);
      return ListScorer.of(scorer);
    }
  }

  /** Of what is left of the rows without the centroids of their lists. */
  record OfResiduals(ResidualCodes codes) implements Scored {
    @Override
    public long memoryBytes() {
      return codes.memoryBytes();
    }

    @Override
    public ListScorer scorer(float[] query) {
      ResidualCodes.ListScorer scorer = codes.scorer();
      scorer.query(query);
      return new ListScorer(scorer, scorer::enter);
    }
  }
}
