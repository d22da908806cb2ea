package io.cinclus.operators.score;

import io.cinclus.anomaly.ScoringPlan;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How a job scores. The limits decide what scoring costs, never what a score is. Immutable.
 *
 * @param plan what the scores are
 * @param maxBatchEvents events that a subtask scores together
 * @param lingerMillis after which a batch that is not full is scored; 0: every event at once
 * @param maxTenants whose events a subtask keeps in memory; those of the others are read from the
 *     state when they are needed
 * @param uid under which the operators keep their state: another for each scoring of a job, and
 *     never changed
 */
public record ScoringOptions(
    ScoringPlan plan, int maxBatchEvents, long lingerMillis, int maxTenants, String uid)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final ScoringOptions DEFAULT =
      new ScoringOptions(ScoringPlan.DEFAULT, 64, 5, 1000, "cinclus-scoring");

  public ScoringOptions {
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(uid, "uid");
    if (maxBatchEvents < 1 || lingerMillis < 0 || maxTenants < 1) {
      throw new IllegalArgumentException(
          "a batch has at least 1 event, waits 0 ms or longer, and 1 tenant is kept, not %d, %d and %d"
              .formatted(maxBatchEvents, lingerMillis, maxTenants));
    }
  }

  public ScoringOptions withPlan(ScoringPlan newPlan) {
    return new ScoringOptions(newPlan, maxBatchEvents, lingerMillis, maxTenants, uid);
  }

  public ScoringOptions withBatch(int maxEvents, Duration linger) {
    return new ScoringOptions(plan, maxEvents, linger.toMillis(), maxTenants, uid);
  }

  public ScoringOptions withMaxTenants(int tenants) {
    return new ScoringOptions(plan, maxBatchEvents, lingerMillis, tenants, uid);
  }

  public ScoringOptions withUid(String newUid) {
    return new ScoringOptions(plan, maxBatchEvents, lingerMillis, maxTenants, newUid);
  }
}
