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
  private final HnswGraph graph;
  private final @Nullable Bits allow;
  private final TopK out;
  private final float upTo;

  Admission(HnswGraph graph, @Nullable Bits allow, TopK out) {
    this.graph = graph;
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
    for (int each = row; each != HnswGraph.NONE; each = graph.nextDuplicate(each)) {
      if (allow == null || allow.get(each)) {
        allowed = true;
        if (!out.offer(each, score)) {
          break;
        }
      }
    }
    return allowed;
  }
}
