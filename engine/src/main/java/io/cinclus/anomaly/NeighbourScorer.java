package io.cinclus.anomaly;

/**
 * The scores of {@link ScorerType} that come from exact nearest neighbours. Not thread-safe.
 *
 * <p>The neighbours' own distances are taken when everything is learned anew, or when a row is
 * appended: then to the rows before it. They are not kept exact in between, where each row appended
 * would change those of its neighbours a little.
 */
final class NeighbourScorer implements AnomalyScorer {
  /** So that an event like its neighbours, which are all alike, has score 0 and not 0 / 0. */
  private static final double LEAST_DISTANCE = 1e-6;

  /** So that an event in the middle of each column still has the score of its distance. */
  private static final double LEAST_TAIL = 0.05;

  private final NeighbourSpace space;
  private final ScorerType type;
  private MarginalTails tails = MarginalTails.NONE;

  NeighbourScorer(NeighbourSpace space, ScorerType type) {
    this.space = space;
    this.type = type;
  }

  private boolean isRelative() {
    return type != ScorerType.DISTANCE;
  }

  @Override
  public void learn(ReferenceSet rows) {
    space.learn(rows, isRelative());
    if (type == ScorerType.BLEND && rows.count() > 0) {
      tails = MarginalTails.learn(rows);
    }
  }

  @Override
  public void append(ReferenceSet rows) {
    space.append(rows.at(rows.count() - 1), isRelative());
  }

  @Override
  public Batch batch(float[][] events) {
    NeighbourSpace.Nearest[] nearest = space.nearest(events);
    return event -> {
      nearest[event].complete();
      return score(nearest[event], events[event]);
    };
  }

  private double score(NeighbourSpace.Nearest nearest, float[] values) {
    double distance = nearest.distance();
    return switch (type) {
      case LOCAL_DENSITY -> distance / (nearest.neighboursDistance() + LEAST_DISTANCE);
      case BLEND ->
          Math.sqrt(
              distance
                  / Math.sqrt(nearest.neighboursDistance() + LEAST_DISTANCE)
                  * (tails.score(values) + LEAST_TAIL));
      default -> distance;
    };
  }
}
