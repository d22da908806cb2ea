package io.cinclus.index.diskann;

import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.VectorKind;
import io.cinclus.vector.Vectors;

/**
 * The Euclidean space that the graph is built in, where a row's nearest neighbours are those that
 * score best. For L2 it is the rows' own, for COSINE that of the rows scaled to length 1. For IP
 * each row has one more coordinate, its lift, with which all are as long as the longest; a query
 * has none, so that its nearest row is the one with the largest product. Immutable.
 */
final class Space {
  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;

  /** For IP the lift of each row, else empty. */
  private final float[] lifts;

  /** For IP the squared length of all rows. */
  private final float squaredLength;

  private Space(
      Kernels kernels, Metric metric, Vectors vectors, float[] lifts, float squaredLength) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = vectors;
    this.lifts = lifts;
    this.squaredLength = squaredLength;
  }

  static Space of(Kernels kernels, Metric metric, Vectors vectors) {
    return switch (metric) {
      case L2 -> new Space(kernels, metric, vectors, new float[0], 0);
      case COSINE -> new Space(kernels, metric, vectors.withInverseNorms(kernels), new float[0], 1);
      case IP -> lifted(kernels, vectors);
      default -> throw metric.notFor(VectorKind.DENSE);
    };
  }

  private static Space lifted(Kernels kernels, Vectors vectors) {
    float[] lifts = new float[vectors.rows()];
    float longest = 0;
    Scorer scorer = new Scorer(kernels, Metric.IP, vectors);
    for (int row = 0; row < lifts.length; row++) {
      scorer.query(row);
      lifts[row] = scorer.score(row);
      longest = Float.isFinite(lifts[row]) ? Math.max(longest, lifts[row]) : longest;
    }
    for (int row = 0; row < lifts.length; row++) {
      float missing = longest - lifts[row];
      lifts[row] = missing > 0 ? (float) Math.sqrt(missing) : 0;
    }
    return new Space(kernels, Metric.IP, vectors, lifts, longest);
  }

  int rows() {
    return vectors.rows();
  }

  Distances distances() {
    return new Distances();
  }

  /** Squared distances from one row at a time, negated: larger is nearer. Not thread-safe. */
  final class Distances {
    private final Scorer scorer = new Scorer(kernels, metric, vectors);
    private int pivot;

    /** Sets the row to measure from. */
    void from(int row) {
      pivot = row;
      scorer.query(row);
    }

    float score(int row) {
      return negated(row, scorer.score(row));
    }

    void score(RowBatch batch) {
      scorer.score(batch);
      if (metric != Metric.L2) {
        int[] ids = batch.ids();
        float[] scores = batch.scores();
        for (int i = 0; i < batch.count(); i++) {
          scores[i] = negated(ids[i], scores[i]);
        }
      }
    }

    private float negated(int row, float score) {
      return switch (metric) {
        case L2 -> score;
        case COSINE -> 2 * score - 2;
        case IP -> Math.min(0, 2 * (score + lifts[pivot] * lifts[row] - squaredLength));
        default -> throw metric.notFor(VectorKind.DENSE);
      };
    }
  }
}
