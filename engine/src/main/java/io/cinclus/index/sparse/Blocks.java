package io.cinclus.index.sparse;

import io.cinclus.vector.Bm25;
import io.cinclus.vector.Metric;

/**
 * The greatest value in each block of 128 entries of each list, and for BM25 the least length of
 * its documents, from which follows how much an entry of the block can count. Immutable.
 */
final class Blocks {
  private static final int SHIFT = 7;

  /** Where the blocks of each list begin. */
  private final int[] first;

  private final int[] from;
  private final float[] greatest;
  private final float[] shortest;

  /**
   * The blocks of some lists.
   *
   * @param lengths of the rows; empty where they do not matter
   */
  Blocks(Postings postings, float[] lengths) {
    int lists = postings.dims().length;
    this.from = postings.from();
    this.first = new int[lists + 1];
    for (int list = 0; list < lists; list++) {
      first[list + 1] = first[list] + ((from[list + 1] - from[list] - 1) >> SHIFT) + 1;
    }
    this.greatest = new float[first[lists]];
    this.shortest = new float[lengths.length == 0 ? 0 : first[lists]];
    for (int list = 0; list < lists; list++) {
      for (int i = from[list]; i < from[list + 1]; i++) {
        int block = block(list, i);
        boolean isNew = i == begin(list, block);
        float value = postings.values()[i];
        greatest[block] = isNew ? value : Math.max(greatest[block], value);
        if (shortest.length > 0) {
          float length = lengths[postings.rows()[i]];
          shortest[block] = isNew ? length : Math.min(shortest[block], length);
        }
      }
    }
  }

  /** The block of an entry of a list. */
  int block(int list, int entry) {
    return first[list] + ((entry - from[list]) >> SHIFT);
  }

  /** The first entry of a block of a list. */
  int begin(int list, int block) {
    return from[list] + ((block - first[list]) << SHIFT);
  }

  /** Behind the last block of a list. */
  int end(int list) {
    return first[list + 1];
  }

  /** What no entry of the block counts more than. */
  double most(int block, Metric metric, Bm25 bm25) {
    return metric == Metric.BM25 ? bm25.count(greatest[block], shortest[block]) : greatest[block];
  }

  long memoryBytes() {
    return 4L * (first.length + greatest.length + shortest.length);
  }
}
