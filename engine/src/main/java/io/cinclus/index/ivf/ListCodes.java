package io.cinclus.index.ivf;

import io.cinclus.index.codes.Codes;
import io.cinclus.index.codes.ResidualCodes;
import io.cinclus.vector.RowScorer;
import java.util.function.IntConsumer;

/** The codes of the rows in inverted lists, in the order of the lists. */
interface ListCodes {

  long memoryBytes();

  ListScorer scorer();

  /**
   * How the rows of one list after another are scored.
   *
   * @param scorer of the rows' places in the lists
   * @param enter told of each list before its places are scored
   */
  record ListScorer(RowScorer scorer, IntConsumer enter) {

    /** One that scores places alike whatever list they are in. */
    static ListScorer of(RowScorer scorer) {
      return new ListScorer(scorer, list -> {});
    }
  }

  /** Of the rows themselves. */
  record OfRows(Codes codes) implements ListCodes {
    @Override
    public long memoryBytes() {
      return codes.memoryBytes();
    }

    @Override
    public ListScorer scorer() {
      return ListScorer.of(codes.scorer());
    }
  }

  /** Of what is left of the rows without the centroids of their lists. */
  record OfResiduals(ResidualCodes codes) implements ListCodes {
    @Override
    public long memoryBytes() {
      return codes.memoryBytes();
    }

    @Override
    public ListScorer scorer() {
      ResidualCodes.ListScorer scorer = codes.scorer();
      return new ListScorer(scorer, scorer::enter);
    }
  }
}
