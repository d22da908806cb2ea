package io.cinclus.anomaly;

import com.amazon.randomcutforest.RandomCutForest;
import org.jspecify.annotations.Nullable;

/**
 * The score of a random cut forest (Guha, Mishra, Roy, Schrijvers: Robust random cut forest based
 * anomaly detection on streams, 2016) with its authors' settings: about 1 where nothing is unusual.
 * The forest is grown from the rows whenever everything is learned anew, on their scale of then,
 * with the same seed; so it is a function of the rows as the other scorers are. Not thread-safe.
 */
final class RandomCutForestScorer implements AnomalyScorer {
  private static final int TREES = 50;
  private static final int SAMPLES = 256;
  private static final long SEED = 42;

  private final Normalization normalization;
  private @Nullable Grown grown;

  private record Grown(Scaling scaling, RandomCutForest forest) {
    void add(Observation row) {
      forest.update(scaling.apply(row.values()));
    }
  }

  RandomCutForestScorer(Normalization normalization) {
    this.normalization = normalization;
  }

  @Override
  public void learn(ReferenceSet rows) {
    if (rows.count() == 0) {
      grown = null;
      return;
    }
    grown =
        new Grown(
            Scaling.learn(normalization, rows),
            RandomCutForest.builder()
                .dimensions(rows.at(0).values().length)
                .numberOfTrees(TREES)
                .sampleSize(SAMPLES)
                .outputAfter(1)
                .parallelExecutionEnabled(false)
                .randomSeed(SEED)
                .build());
    // The forest keeps a sample that favours what came last, of ten times its size.
    for (int row = Math.max(0, rows.count() - 10 * SAMPLES); row < rows.count(); row++) {
      grown.add(rows.at(row));
    }
  }

  @Override
  public void append(ReferenceSet rows) {
    if (grown != null) {
      grown.add(rows.at(rows.count() - 1));
    }
  }

  @Override
  public Batch batch(float[][] events) {
    Grown now = grown;
    return event ->
        now == null ? 0 : now.forest().getAnomalyScore(now.scaling().apply(events[event]));
  }
}
