package io.cinclus.index.sparse;

import io.cinclus.value.SparseVector;
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
    SparseVector asked = queries.row(query);
    float[] sorted = asked.values().clone();
    Arrays.sort(sorted);
    float least = sorted.length == 0 ? 0 : sorted[(int) (dropped * sorted.length)];
    int[] lists = new int[asked.size()];
    float[] weights = new float[asked.size()];
    int count = 0;
    for (int i = 0; i < asked.size(); i++) {
      int list = postings.list(asked.indices()[i]);
      if (list >= 0 && asked.values()[i] >= least) {
        lists[count] = list;
        weights[count++] = asked.values()[i];
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
