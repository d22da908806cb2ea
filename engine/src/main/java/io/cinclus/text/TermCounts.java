package io.cinclus.text;

import io.cinclus.model.ShardRouter;
import io.cinclus.value.SparseVector;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each term is in a text, as a sparse vector: a term's dimension is its hash. Frozen, for
 * rows hold such vectors. Stateless.
 */
public final class TermCounts {
  /** No sparse vector has this dimension. */
  private static final int RESERVED = -1;

  private TermCounts() {}

  /** The counts of a text. */
  public static SparseVector of(TextAnalyzer analyzer, String text) {
    Map<Integer, Integer> counts = new TreeMap<>(Integer::compareUnsigned);
    for (Term term : analyzer.terms(text)) {
      counts.merge(dimension(term.text()), 1, Integer::sum);
    }
    int[] dimensions = new int[counts.size()];
    float[] values = new float[counts.size()];
    int at = 0;
    for (Map.Entry<Integer, Integer> count : counts.entrySet()) {
      dimensions[at] = count.getKey();
      values[at++] = count.getValue();
    }
    return new SparseVector(dimensions, values);
  }

  /** The dimension of a term, which is an unsigned number. */
  public static int dimension(String term) {
    int hash = ShardRouter.hash(term);
    return hash == RESERVED ? RESERVED - 1 : hash;
  }
}
