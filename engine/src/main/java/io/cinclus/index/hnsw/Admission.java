package io.cinclus.index.hnsw;

import io.cinclus.vector.Bits;
import io.cinclus.vector.TopK;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the rows that a search meets are results, and offers them. Rows that are not
 * allowed are walked through but do not count; nor do rows too good for a range search, so that it
 * goes on until it reaches its range.
 */
final class Admission {
  private final Links graph;
  private final int visible;
  private final @Nullable Bits allow;
  private final TopK out;
  private final float upTo;

  /**
   * @param visible only rows below it count
   */
  Admission(Links graph, int visible, @Nullable Bits allow, TopK out) {
    this.graph = graph;
    this.visible = visible;
    this.allow = allow;
    this.out = out;
    this.upTo = out.range().upTo();
  }

  /** Offers a row and its duplicates; returns whether any was allowed. */
  boolean admit(int row, float score) {
    if (score > upTo) {
      return false;
    }
    boolean allowed = false;
    for (int each = row; isVisible(each); each = graph.nextDuplicate(each)) {
      if (allow == null || allow.get(each)) {
        allowed = true;
        if (!out.offer(each, score)) {
          break;
        }
      }
    }
    return allowed;
  }

  /** Of equal rows the lower goes first, so that behind one that is not visible none is. */
  private boolean isVisible(int row) {
    return row != HnswGraph.NONE && row < visible;
  }

  /** Whether every row counts. */
  boolean admitsAll() {
    return allow == null && upTo == Float.POSITIVE_INFINITY && visible >= graph.rows();
  }

  /** Whether a row of this score may be kept. */
  boolean mayKeep(float score) {
    return score >= out.threshold();
  }

  /** Whether as many rows as were asked for have been found. */
  boolean isFull() {
    return out.isFull();
  }
}
