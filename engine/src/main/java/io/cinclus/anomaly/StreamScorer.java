package io.cinclus.anomaly;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * Scores the events of one stream: each against those accepted before it, and then decides whether
 * it is accepted itself. Scores and decisions are a function of the events and verdicts and of
 * their order alone: not of how they are batched, and not of whether the scorer was stored and
 * restored between two of them. Until {@link #MIN_ROWS} events are accepted, scores are 0.
 *
 * <p>Not thread-safe. Bits may differ between machines whose kernels differ ({@link
 * io.cinclus.vector.Kernels}).
 */
public final class StreamScorer {
  /** Fewer rows say nothing about an event. */
  public static final int MIN_ROWS = 4;

  private final ScoringPlan plan;
  private final AnomalyScorer scorer;
  private final ReferenceSet rows;
  private final ArrayDeque<Observation> pending;
  private final RunningQuantile recentScores;
  private long learnedTo;

  /** A scorer of a stream that has not begun. */
  public StreamScorer(ScoringPlan plan) {
    this(plan, ScorerSummary.EMPTY, List.of(), List.of());
  }

  /**
   * The scorer that has been stored.
   *
   * @param rows of {@code summary}, by their numbers
   * @param pending events, in the order in which they came
   */
  public StreamScorer(
      ScoringPlan plan,
      ScorerSummary summary,
      List<Observation> rows,
      Collection<Observation> pending) {
    if (rows.size() != summary.endRow() - summary.firstRow()) {
      throw new IllegalStateException(
          "%d rows are stored, but there must be those from %d to below %d"
              .formatted(rows.size(), summary.firstRow(), summary.endRow()));
    }
    this.plan = plan;
    this.scorer = plan.type().create(plan);
    this.rows = new ReferenceSet(summary.firstRow());
    this.pending = new ArrayDeque<>(pending);
    this.recentScores =
        RunningQuantile.of(
            plan.policy() instanceof AcceptPolicy.BelowQuantile below ? below.scores() : 1,
            summary.recentScores());
    for (Observation row : rows) {
      this.rows.append(row);
      if (this.rows.end() == summary.learnedTo()) {
        learn();
      } else if (isLearned()) {
        scorer.append(this.rows);
      }
    }
  }

  /** What has to be stored beside {@link #rows} and {@link #pending}. */
  public ScorerSummary summary() {
    return new ScorerSummary(rows.first(), rows.end(), learnedTo, recentScores.numbers());
  }

  /** The accepted events that are scored against. */
  public ReferenceSet rows() {
    return rows;
  }

  /** The events that have no decision yet, in the order in which they came. */
  public Collection<Observation> pending() {
    return pending;
  }

  /**
   * Scores events that come one after the other. Many at a time cost less each.
   *
   * @throws IllegalArgumentException if an event has another number of values than those before it;
   *     the scorer is then not to be used any more
   */
  public void score(List<Observation> events, ScoringListener listener) {
    AnomalyScorer.Batch batch = null;
    int batchFrom = 0;
    for (int i = 0; i < events.size(); i++) {
      Observation event = events.get(i);
      decidePending(event.timeMillis(), listener);
      if (isLearningDue(event.timeMillis())) {
        removeOld(event.timeMillis(), listener);
        learn();
        batch = null;
      }
      if (batch == null && isLearned()) {
        batch = scorer.batch(values(events, i));
        batchFrom = i;
      }
      double score = batch == null ? 0 : batch.score(i - batchFrom);
      Decision decision = decide(score);
      listener.scored(event, score, decision);
      if (decision == Decision.ACCEPTED) {
        accept(event, listener);
      } else if (decision == Decision.PENDING) {
        pending.add(event);
      }
    }
  }

  /**
   * Applies a verdict to the events of an id that wait for one; if there are none, nothing happens.
   *
   * @param timeMillis when it was given
   */
  public void verdict(String id, long timeMillis, boolean accepted, ScoringListener listener) {
    decidePending(timeMillis, listener);
    Iterator<Observation> waiting = pending.iterator();
    while (waiting.hasNext()) {
      Observation event = waiting.next();
      if (event.id().equals(id)) {
        waiting.remove();
        if (accepted) {
          accept(event, listener);
        }
      }
    }
  }

  private boolean isLearned() {
    return learnedTo > 0;
  }

  private boolean isLearningDue(long nowMillis) {
    if (rows.count() < MIN_ROWS) {
      return false;
    }
    long known = learnedTo - rows.first();
    long step = Math.max(1, Math.min(plan.window().refreshRows(), known / 4));
    return rows.end() - learnedTo >= step || isTooOld(nowMillis, plan.window().maxAgeMillis() / 8);
  }

  /** Whether the oldest row is, by more than this, older than it may be. */
  private boolean isTooOld(long nowMillis, long slackMillis) {
    long maxAgeMillis = plan.window().maxAgeMillis();
    return maxAgeMillis != ReferenceWindow.NO_AGE
        && rows.count() > MIN_ROWS
        && nowMillis - rows.at(0).timeMillis() - slackMillis > maxAgeMillis;
  }

  private void removeOld(long nowMillis, ScoringListener listener) {
    int surplus = Math.max(0, rows.count() - plan.window().maxRows());
    rows.removeFirst(surplus).forEach(listener::left);
    while (isTooOld(nowMillis, 0)) {
      rows.removeFirst(1).forEach(listener::left);
    }
  }

  private void learn() {
    scorer.learn(rows);
    learnedTo = rows.end();
  }

  private float[][] values(List<Observation> events, int from) {
    float[][] values = new float[events.size() - from][];
    for (int i = 0; i < values.length; i++) {
      rows.checkWidth(events.get(from + i));
      values[i] = events.get(from + i).values();
    }
    return values;
  }

  private Decision decide(double score) {
    AcceptPolicy policy = plan.policy();
    if (policy instanceof AcceptPolicy.Delayed || policy instanceof AcceptPolicy.OnVerdict) {
      return Decision.PENDING;
    }
    double threshold = Double.POSITIVE_INFINITY;
    if (policy instanceof AcceptPolicy.Below below) {
      threshold = below.threshold();
    } else if (policy instanceof AcceptPolicy.BelowQuantile below && isLearned()) {
      threshold = recentScores.quantile(below.quantile());
      recentScores.add(score);
    }
    boolean warmUp = rows.end() < plan.window().warmUpRows();
    return warmUp || score <= threshold ? Decision.ACCEPTED : Decision.REJECTED;
  }

  /** Decides on the events that have waited long enough, or are too many. */
  private void decidePending(long nowMillis, ScoringListener listener) {
    if (plan.policy() instanceof AcceptPolicy.Delayed delayed) {
      while (isDue(nowMillis, delayed.delayMillis(), delayed.maxPending())) {
        accept(pending.remove(), listener);
      }
    } else if (plan.policy() instanceof AcceptPolicy.OnVerdict verdict) {
      while (isDue(nowMillis, verdict.waitMillis(), verdict.maxPending())) {
        pending.remove();
      }
    }
  }

  private boolean isDue(long nowMillis, long waitMillis, int maxPending) {
    return !pending.isEmpty()
        && (pending.size() >= maxPending
            || nowMillis - pending.element().timeMillis() >= waitMillis);
  }

  private void accept(Observation event, ScoringListener listener) {
    rows.append(event);
    if (isLearned()) {
      scorer.append(rows);
    }
    listener.entered(event);
  }
}
