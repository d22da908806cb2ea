package io.cinclus.index.sparse;

import io.cinclus.vector.SparseVectors;
import java.util.Arrays;

/**
 * The dimensions of a query that some row has. Immutable.
 *
 * @param lists of the dimensions
 * @param weights that the query gives them
 */
@SuppressWarnings("ArrayRecordComponent")
record Terms(int[] lists, float[] weights) {

  /** All of a query but a share of its dimensions, those that it gives the least weight. */
  static Terms of(SparseVectors queries, int query, double dropped, Postings postings) {
    int from = queries.from()[query];
    int to = queries.from()[query + 1];
    float[] sorted = Arrays.copyOfRange(queries.values(), from, to);
    Arrays.sort(sorted);
    float least = sorted.length == 0 ? 0 : sorted[(int) (dropped * sorted.length)];
    int[] lists = new int[to - from];
    float[] weights = new float[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      int list = postings.list(queries.dims()[i]);
      if (list >= 0 && queries.values()[i] >= least) {
        lists[count] = list;
        weights[count++] = queries.values()[i];
      }
    }
    return new Terms(Arrays.copyOf(lists, count), Arrays.copyOf(weights, count));
  }

  int count() {
    return lists.length;
  }

  /** Entries of all their lists. */
  long entries(Postings postings) {
    long entries = 0;
    for (int list : lists) {
      entries += postings.from()[list + 1] - postings.from()[list];
    }
    return entries;
  }
}
