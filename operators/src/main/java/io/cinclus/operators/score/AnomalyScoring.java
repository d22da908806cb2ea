package io.cinclus.operators.score;

import io.cinclus.anomaly.AcceptPolicy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SideOutputDataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * Anomaly scores for the events of a stream: each is scored against the events of its tenant that
 * were accepted before it. The scores of a tenant are a function of the order of its events, so a
 * job that reads the same log again gives the same scores to the bit, provided that a tenant's
 * events are in one partition of the log and keep their order up to here, as they do where the
 * parallelism is that of the source.
 *
 * <pre>{@code
 * AnomalyScoring scoring = AnomalyScoring.score(payments, ScoringOptions.DEFAULT);
 * scoring.scores().filter(event -> event.score() > 3).sinkTo(alerts);
 * scoring.changes().sinkTo(new CinclusSink<>(log, target, converter));
 * }</pre>
 *
 * <p>Immutable. At least once: after a failure scores and changes come out again, the same as
 * before, from the last checkpoint on.
 */
public final class AnomalyScoring {
  private static final OutputTag<ReferenceChange> CHANGES =
      new OutputTag<>("reference-changes", ScoreTypes.REFERENCE_CHANGE);

  private final SingleOutputStreamOperator<ScoredEvent> scores;

  private AnomalyScoring(SingleOutputStreamOperator<ScoredEvent> scores) {
    this.scores = scores;
  }

  /**
   * Scores a stream.
   *
   * @throws IllegalArgumentException if the policy asks for verdicts
   */
  public static AnomalyScoring score(DataStream<Event> events, ScoringOptions options) {
    if (options.plan().policy() instanceof AcceptPolicy.OnVerdict) {
      throw new IllegalArgumentException(
          "policy OnVerdict needs a stream of verdicts: pass it as the second stream");
    }
    return of(
        events
            .map(ScoringInput::of)
            .returns(ScoreTypes.SCORING_INPUT)
            .setParallelism(events.getParallelism()) // Another would mix a tenant's events.
            .uid(options.uid() + "-input")
            .name("Scoring input")
            .keyBy(ScoringInput::tenant),
        options);
  }

  /**
   * Scores a stream whose events are accepted by verdicts. Both streams need watermarks: events and
   * verdicts are taken in the order of their times, and one that comes behind the watermark is
   * dropped (metric {@code late}).
   *
   * @throws IllegalArgumentException if the policy does not ask for verdicts
   */
  public static AnomalyScoring score(
      DataStream<Event> events, DataStream<Verdict> verdicts, ScoringOptions options) {
    if (!(options.plan().policy() instanceof AcceptPolicy.OnVerdict)) {
      throw new IllegalArgumentException(
          "verdicts are for policy OnVerdict, not for " + options.plan().policy());
    }
    return of(
        events
            .keyBy(Event::tenant)
            .connect(verdicts.keyBy(Verdict::tenant))
            .process(new OrderByTime())
            .returns(ScoreTypes.SCORING_INPUT)
            .uid(options.uid() + "-order")
            .name("Order by time")
            .keyBy(ScoringInput::tenant),
        options);
  }

  private static AnomalyScoring of(
      KeyedStream<ScoringInput, String> inputs, ScoringOptions options) {
    return new AnomalyScoring(
        inputs
            .transform("Score", ScoreTypes.SCORED_EVENT, new ScoringOperator(options, CHANGES))
            .uid(options.uid())
            .name("Score"));
  }

  /** Every event's score, a tenant's in the order of its events. */
  public SingleOutputStreamOperator<ScoredEvent> scores() {
    return scores;
  }

  /**
   * The events that are accepted, and those that become too old to be scored against, as it
   * happens. Written to a collection they make it the very set that events are scored against, a
   * checkpoint behind at most; without the second kind it is all that were ever accepted.
   */
  public SideOutputDataStream<ReferenceChange> changes() {
    return scores.getSideOutput(CHANGES);
  }
}
