package io.cinclus.vector;

import java.util.ArrayList;
import java.util.List;

/**
 * Queries as {@link BlockedScan} multiplies them: in wide panels, the last one narrow if that is
 * enough, with their norms. May be used for many scans, of one thread at a time, whose thresholds
 * it holds.
 */
final class PackedQueries {
  private final List<QueryPanel> panels = new ArrayList<>();
  private final double[] norms;

  /** Takes the queries of the scorers, which are of dimension {@code dim}. */
  PackedQueries(Kernels kernels, Scorer[] scorers, int dim) {
    int wide = kernels.panelWidth();
    for (int first = 0; first < scorers.length; first += wide) {
      int width = scorers.length - first <= wide / 2 ? wide / 2 : wide;
      panels.add(new QueryPanel(scorers, dim, first, width));
    }
    norms = new double[scorers.length];
    for (int i = 0; i < scorers.length; i++) {
      float[] query = scorers[i].query();
      int from = scorers[i].queryFrom();
      norms[i] = Math.sqrt(kernels.dot(query, from, query, from, dim));
    }
  }

  List<QueryPanel> panels() {
    return panels;
  }

  /** The norm of a query as it is multiplied: 1 for COSINE. */
  double norm(int query) {
    return norms[query];
  }
}
