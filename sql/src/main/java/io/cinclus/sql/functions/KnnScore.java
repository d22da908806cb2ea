package io.cinclus.sql.functions;

import org.apache.flink.table.functions.AggregateFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code KNN_SCORE(score)} over the hits of a row: the mean distance to its k nearest neighbours,
 * an anomaly score (Angiulli and Pizzuti, Fast Outlier Detection in High Dimensional Spaces, 2002).
 * Null without hits. The accumulator takes hits back, so it works in streams.
 */
public final class KnnScore extends AggregateFunction<Double, KnnScore.Sum> {
  private static final long serialVersionUID = 1L;

  /** Distances so far; Flink keeps it as a structured type. */
  public static final class Sum {
    public double sum;
    public long count;
  }

  @Override
  public Sum createAccumulator() {
    return new Sum();
  }

  public void accumulate(Sum sum, @Nullable Double distance) {
    if (distance != null) {
      sum.sum += distance;
      sum.count++;
    }
  }

  public void retract(Sum sum, @Nullable Double distance) {
    if (distance != null) {
      sum.sum -= distance;
      sum.count--;
    }
  }

  public void merge(Sum sum, Iterable<Sum> others) {
    for (Sum other : others) {
      sum.sum += other.sum;
      sum.count += other.count;
    }
  }

  @Override
  public @Nullable Double getValue(Sum sum) {
    return sum.count == 0 ? null : sum.sum / sum.count;
  }
}
