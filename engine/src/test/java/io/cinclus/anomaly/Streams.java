package io.cinclus.anomaly;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Streams of events for tests, and what scorers say of them. */
final class Streams {
  static final int WIDTH = 6;

  private Streams() {}

  /** Events about two centers, a few of them far out, some values missing, some events repeated. */
  static List<Observation> random(long seed, int count) {
    Random random = new Random(seed);
    List<Observation> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[WIDTH];
      double center = random.nextBoolean() ? 3 : -3;
      double spread = random.nextInt(20) == 0 ? 8 : 1;
      for (int column = 0; column < WIDTH - 1; column++) {
        values[column] = (float) (center + spread * random.nextGaussian()) * (column + 1);
      }
      if (random.nextInt(30) == 0) {
        values[random.nextInt(WIDTH)] = Float.NaN;
      }
      if (i > 0 && random.nextInt(10) == 0) {
        values = events.get(random.nextInt(i)).values();
      }
      events.add(new Observation("e" + i, 1000L * i, values));
    }
    return events;
  }

  /** All that a scorer says, one line each. */
  static final class Transcript implements ScoringListener {
    final List<String> lines = new ArrayList<>();
    final List<Double> scores = new ArrayList<>();
    final List<String> entered = new ArrayList<>();
    final List<String> left = new ArrayList<>();
    int accepted;

    @Override
    public void scored(Observation event, double score, Decision decision) {
      lines.add(event.id() + " " + Double.doubleToRawLongBits(score) + " " + decision);
      scores.add(score);
      accepted += decision == Decision.ACCEPTED ? 1 : 0;
    }

    @Override
    public void entered(Observation event) {
      lines.add("+" + event.id());
      entered.add(event.id());
    }

    @Override
    public void left(Observation event) {
      lines.add("-" + event.id());
      left.add(event.id());
    }
  }

  /** A scorer as it is after it has been stored and restored. */
  static StreamScorer restored(ScoringPlan plan, StreamScorer scorer) {
    List<Observation> rows = new ArrayList<>();
    for (long number = scorer.rows().first(); number < scorer.rows().end(); number++) {
      rows.add(scorer.rows().row(number));
    }
    return new StreamScorer(plan, scorer.summary(), rows, List.copyOf(scorer.pending()));
  }
}
