package io.cinclus.standalone.bench;

import java.util.HashSet;
import java.util.Set;

/**
 * The rows that are nearest to each query, best first: {@code width} of them each, {@link #NONE}
 * where there are fewer. Not copied: whoever shares it must not change it.
 */
final class Neighbours {
  static final int NONE = -1;

  private final int[] rows;
  private final int width;

  /** The rows of the first query, then those of the second, and so on. */
  Neighbours(int[] rows, int width) {
    if (width < 1 || rows.length % width != 0) {
      throw new IllegalArgumentException(
          "%d rows are no lists of %d".formatted(rows.length, width));
    }
    this.rows = rows;
    this.width = width;
  }

  int[] rows() {
    return rows;
  }

  int width() {
    return width;
  }

  int queries() {
    return rows.length / width;
  }

  /**
   * The share of the first {@code k} of the truth that is among the first {@code k} found, 0 to 1.
   */
  static double recall(Neighbours truth, Neighbours found, int k) {
    if (truth.queries() != found.queries() || truth.width < k || found.width < k) {
      throw new IllegalArgumentException(
          "%d lists of %d cannot be compared with %d lists of %d for the first %d"
              .formatted(found.queries(), found.width, truth.queries(), truth.width, k));
    }
    long hits = 0;
    long all = 0;
    for (int query = 0; query < truth.queries(); query++) {
      Set<Integer> wanted = truth.first(query, k);
      all += wanted.size();
      wanted.retainAll(found.first(query, k));
      hits += wanted.size();
    }
    return all == 0 ? 1 : (double) hits / all;
  }

  private Set<Integer> first(int query, int k) {
    Set<Integer> first = new HashSet<>();
    for (int i = query * width; i < query * width + k; i++) {
      if (rows[i] != NONE) {
        first.add(rows[i]);
      }
    }
    return first;
  }
}
