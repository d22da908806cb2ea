package io.cinclus.standalone.fraud;

import io.cinclus.anomaly.AcceptPolicy;
import io.cinclus.anomaly.Decision;
import io.cinclus.anomaly.Observation;
import io.cinclus.anomaly.ScorerType;
import io.cinclus.anomaly.ScoringListener;
import io.cinclus.anomaly.ScoringPlan;
import io.cinclus.anomaly.StreamScorer;
import io.cinclus.standalone.text.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * All scorers and some policies on labelled events, on one thread without a job: AUC over all
 * events, the mean and the least of several orders, and the time per event. Runs once, on one
 * thread.
 */
public final class AnomalyBench {
  private static final int BATCH_EVENTS = 64;
  private static final Map<String, AcceptPolicy> POLICIES = policies();

  private final PrintWriter out;
  private final int orders;
  private final int limit;

  /**
   * A bench.
   *
   * @param out where the table goes
   * @param orders of the events: that of the file, and shuffles of it with the seeds 1, 2, …
   * @param limit of events that are taken of each order, the first
   */
  public AnomalyBench(PrintWriter out, int orders, int limit) {
    this.out = out;
    this.orders = orders;
    this.limit = limit;
  }

  private static Map<String, AcceptPolicy> policies() {
    Map<String, AcceptPolicy> policies = new LinkedHashMap<>();
    policies.put("always", new AcceptPolicy.Always());
    for (double quantile : new double[] {0.8, 0.9, 0.95}) {
      policies.put(
          "below quantile " + quantile,
          new AcceptPolicy.BelowQuantile(quantile, AcceptPolicy.BelowQuantile.DEFAULT_SCORES));
    }
    return policies;
  }

  /** Measures a file; {@link CsvEvents} says what its label and anomalies are. */
  public void measure(Path file, String label, String anomaly) throws IOException {
    LabelledEvents events = new CsvEvents(label, anomaly).read(file);
    TextTable table =
        new TextTable(events.name(), "policy", ">AUC", ">least", ">µs per event", ">accepted");
    for (ScorerType type : ScorerType.values()) {
      POLICIES.forEach(
          (name, policy) -> {
            ScoringPlan plan = ScoringPlan.DEFAULT.withType(type).withPolicy(policy);
            table.row(cells(events, plan, name));
          });
    }
    out.println(table.render());
    out.flush();
  }

  private Object[] cells(LabelledEvents events, ScoringPlan plan, String policy) {
    double sum = 0;
    double least = 1;
    long nanos = 0;
    long accepted = 0;
    long scored = 0;
    for (int order = 0; order < orders; order++) {
      LabelledEvents ordered = ordered(events, order);
      Listener listener = new Listener();
      long start = System.nanoTime();
      score(ordered, plan, listener);
      nanos += System.nanoTime() - start;
      double auc =
          Auc.of(
              listener.scores.stream().mapToDouble(Double::doubleValue).toArray(),
              ordered.anomalous());
      sum += auc;
      least = Math.min(least, auc);
      accepted += listener.accepted;
      scored += listener.scores.size();
    }
    return new Object[] {
      plan.type(),
      policy,
      "%.4f".formatted(sum / orders),
      "%.4f".formatted(least),
      "%.0f".formatted(nanos / 1e3 / scored),
      "%.2f".formatted((double) accepted / scored)
    };
  }

  private LabelledEvents ordered(LabelledEvents events, int order) {
    List<Integer> numbers = new ArrayList<>();
    for (int event = 0; event < events.count(); event++) {
      numbers.add(event);
    }
    if (order > 0) {
      Collections.shuffle(numbers, new Random(order));
    }
    int count = Math.min(limit, events.count());
    float[][] values = new float[count][];
    boolean[] anomalous = new boolean[count];
    for (int i = 0; i < count; i++) {
      values[i] = events.values()[numbers.get(i)];
      anomalous[i] = events.anomalous()[numbers.get(i)];
    }
    return new LabelledEvents(events.name(), values, anomalous);
  }

  private static void score(LabelledEvents events, ScoringPlan plan, ScoringListener listener) {
    StreamScorer scorer = new StreamScorer(plan);
    Observation[] batch = new Observation[BATCH_EVENTS];
    for (int from = 0; from < events.count(); from += BATCH_EVENTS) {
      int count = Math.min(BATCH_EVENTS, events.count() - from);
      for (int i = 0; i < count; i++) {
        batch[i] = new Observation("", from + i, events.values()[from + i]);
      }
      scorer.score(Arrays.asList(batch).subList(0, count), listener);
    }
  }

  private static final class Listener implements ScoringListener {
    private final List<Double> scores = new ArrayList<>();
    private long accepted;

    @Override
    public void scored(Observation event, double score, Decision decision) {
      scores.add(score);
    }

    @Override
    public void entered(Observation event) {
      accepted++;
    }

    @Override
    public void left(Observation event) {}
  }
}
