package io.cinclus.anomaly;

import io.cinclus.vector.Kernels;

/** Which score an event gets. In all, a higher one is more anomalous, and none is below 0. */
public enum ScorerType {
  /** The mean distance to the nearest neighbours (Angiulli and Pizzuti 2002). */
  DISTANCE,
  /**
   * That distance, divided by the mean of what it is for those neighbours: 1 where an event lies as
   * densely as they do. It is the local outlier factor (Breunig et al. 2000) with distances in
   * place of reachability distances (simplified LOF, Schubert et al. 2014).
   */
  LOCAL_DENSITY,
  /**
   * The geometric mean of two scores that fail on different data: the distance divided by the root
   * of the neighbours', which is halfway between the two above, and {@link MarginalTails}.
   */
  BLEND,
  /** The score of a random cut forest (Guha et al. 2016). */
  RANDOM_CUT_FOREST;

  /** A scorer of this type that has learned nothing yet. */
  AnomalyScorer create(ScoringPlan plan) {
    return switch (this) {
      case DISTANCE, LOCAL_DENSITY, BLEND ->
          new NeighbourScorer(
              new NeighbourSpace(Kernels.fastest(), plan.normalization(), plan.neighbours()), this);
      case RANDOM_CUT_FOREST -> new RandomCutForestScorer(plan.normalization());
    };
  }
}
