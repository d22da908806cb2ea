package io.cinclus.index.annoy;

import io.cinclus.vector.InverseNorms;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;

/**
 * The space that trees divide, in which rows that score high lie near: for L2 that of the rows, for
 * COSINE that of the rows at length 1. For IP rows have one more coordinate, which gives all the
 * same length, and queries a 0 there (Bachrach et al., RecSys 2014); all is then scaled to length
 * 1. Immutable.
 */
final class Space {
  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;

  /** For IP the greatest squared norm of a row. */
  private final double greatest;

  Space(Kernels kernels, Metric metric, Vectors vectors) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = vectors;
    double most = 0;
    float[] row = new float[vectors.dim()];
    for (int each = 0; each < vectors.rows() && metric == Metric.IP; each++) {
      vectors.copy(each, row, 0);
      double norm = kernels.dot(row, 0, row, 0, row.length);
      most = norm < Double.POSITIVE_INFINITY ? Math.max(most, norm) : most;
    }
    this.greatest = most;
  }

  static int dim(Metric metric, int dim) {
    return metric == Metric.IP ? dim + 1 : dim;
  }

  int dim() {
    return dim(metric, vectors.dim());
  }

  int rows() {
    return vectors.rows();
  }

  /** Whether planes go through 0. */
  boolean isAngular() {
    return metric != Metric.L2;
  }

  /** Where a row lies. */
  void point(int row, float[] target) {
    int dim = vectors.dim();
    vectors.copy(row, target, 0);
    if (metric == Metric.COSINE) {
      scale(target, InverseNorms.of(kernels, target, 0, dim));
    } else if (metric == Metric.IP && greatest > 0) {
      double norm = kernels.dot(target, 0, target, 0, dim);
      target[dim] = (float) Math.sqrt(Math.max(0, greatest - norm));
      scale(target, (float) (1 / Math.sqrt(greatest)));
    }
  }

  static void scale(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}
