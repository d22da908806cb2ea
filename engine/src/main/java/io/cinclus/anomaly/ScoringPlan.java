package io.cinclus.anomaly;

import java.io.Serializable;
import java.util.Objects;

/**
 * How a stream is scored. Immutable.
 *
 * @param type of the score
 * @param normalization of values before distances are taken
 * @param neighbours how many nearest ones make a distance
 * @param window of what is scored against
 * @param policy of what is accepted into it
 */
public record ScoringPlan(
    ScorerType type,
    Normalization normalization,
    int neighbours,
    ReferenceWindow window,
    AcceptPolicy policy)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final int MAX_NEIGHBOURS = 1024;

  public static final ScoringPlan DEFAULT =
      new ScoringPlan(
          ScorerType.BLEND,
          Normalization.STANDARD,
          20,
          ReferenceWindow.DEFAULT,
          new AcceptPolicy.BelowQuantile(0.9, AcceptPolicy.BelowQuantile.DEFAULT_SCORES));

  public ScoringPlan {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(normalization, "normalization");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(policy, "policy");
    if (neighbours < 1 || neighbours > MAX_NEIGHBOURS) {
      throw new IllegalArgumentException(
          "1 to %d neighbours, not %d".formatted(MAX_NEIGHBOURS, neighbours));
    }
  }

  public ScoringPlan withType(ScorerType newType) {
    return new ScoringPlan(newType, normalization, neighbours, window, policy);
  }

  public ScoringPlan withNormalization(Normalization newNormalization) {
    return new ScoringPlan(type, newNormalization, neighbours, window, policy);
  }

  public ScoringPlan withNeighbours(int count) {
    return new ScoringPlan(type, normalization, count, window, policy);
  }

  public ScoringPlan withWindow(ReferenceWindow newWindow) {
    return new ScoringPlan(type, normalization, neighbours, newWindow, policy);
  }

  public ScoringPlan withPolicy(AcceptPolicy newPolicy) {
    return new ScoringPlan(type, normalization, neighbours, window, newPolicy);
  }
}
