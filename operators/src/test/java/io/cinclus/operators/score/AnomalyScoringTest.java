package io.cinclus.operators.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.anomaly.AcceptPolicy;
import io.cinclus.anomaly.Decision;
import io.cinclus.anomaly.Observation;
import io.cinclus.anomaly.ScoringListener;
import io.cinclus.anomaly.ScoringPlan;
import io.cinclus.anomaly.StreamScorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

/** Whole jobs. */
@SuppressWarnings("try") // Closing may be interrupted; nothing here interrupts.
class AnomalyScoringTest {
  private static final int EVENTS = 2_000;
  private static final ScoringOptions OPTIONS =
      ScoringOptions.DEFAULT.withBatch(32, Duration.ofMillis(1));
  private static final ScoringPlan BY_VERDICT =
      ScoringPlan.DEFAULT.withPolicy(new AcceptPolicy.OnVerdict(50, 100));
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  private static Event event(long number) {
    Random random = new Random(number);
    float[] values = {(float) random.nextGaussian(), (float) random.nextGaussian(), number % 7};
    return new Event("t" + number % 3, "e" + number, number, values);
  }

  /** Every second event is accepted, 30 ms after it. */
  private static Verdict verdict(long number) {
    Event event = event(number);
    return new Verdict(event.tenant(), event.id(), number + 30, number % 2 == 0);
  }

  private static StreamExecutionEnvironment environment() {
    Configuration options = new Configuration();
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
    options.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    options.set(PipelineOptions.GENERIC_TYPES, false);
    options.set(RestOptions.BIND_PORT, "0");
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    return StreamExecutionEnvironment.createLocalEnvironment(2, options);
  }

  private static DataStream<Event> events(StreamExecutionEnvironment environment) {
    return environment
        .fromSequence(0, EVENTS - 1)
        .setParallelism(1)
        .uid("events-numbers")
        .map(AnomalyScoringTest::event)
        .returns(ScoreTypes.EVENT)
        .setParallelism(1)
        .uid("events")
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Event>forMonotonousTimestamps()
                .withTimestampAssigner((event, before) -> event.timeMillis()))
        .setParallelism(1)
        .uid("events-times");
  }

  private static DataStream<Verdict> verdicts(StreamExecutionEnvironment environment) {
    return environment
        .fromSequence(0, EVENTS - 1)
        .setParallelism(1)
        .uid("verdicts-numbers")
        .map(AnomalyScoringTest::verdict)
        .returns(ScoreTypes.VERDICT)
        .setParallelism(1)
        .uid("verdicts")
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Verdict>forMonotonousTimestamps()
                .withTimestampAssigner((verdict, before) -> verdict.timeMillis()))
        .setParallelism(1)
        .uid("verdicts-times");
  }

  /** Fails once, when most is done. */
  private static final class FailOnce implements MapFunction<ScoredEvent, ScoredEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public ScoredEvent map(ScoredEvent scored) {
      if (scored.timeMillis() > EVENTS * 3 / 4 && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("on purpose");
      }
      return scored;
    }
  }

  @Test
  void aJobThatFailedGivesTheScoresOfTheEventsInTheirOrder() throws Exception {
    FAILED.set(false);
    AnomalyScoring scoring = AnomalyScoring.score(events(environment()), OPTIONS);
    Map<String, ScoredEvent> found =
        collect(scoring.scores().map(new FailOnce()).returns(ScoreTypes.SCORED_EVENT).uid("fail"));
    assertThat(FAILED).isTrue();
    assertThat(found).isEqualTo(expected(ScoringPlan.DEFAULT));
  }

  @Test
  void verdictsCountFromTheirTimesOnWhicheverStreamIsFaster() throws Exception {
    StreamExecutionEnvironment environment = environment();
    AnomalyScoring scoring =
        AnomalyScoring.score(
            events(environment), verdicts(environment), OPTIONS.withPlan(BY_VERDICT));
    assertThat(collect(scoring.scores())).isEqualTo(expected(BY_VERDICT));
  }

  @Test
  void aPolicyAndItsStreamsGoTogether() {
    StreamExecutionEnvironment environment = environment();
    DataStream<Event> events = events(environment);
    assertThatThrownBy(() -> AnomalyScoring.score(events, OPTIONS.withPlan(BY_VERDICT)))
        .hasMessageContaining("needs a stream of verdicts");
    DataStream<Verdict> verdicts = verdicts(environment);
    assertThatThrownBy(() -> AnomalyScoring.score(events, verdicts, OPTIONS))
        .hasMessageStartingWith("verdicts are for policy OnVerdict");
  }

  /** The scores by event; one that comes out twice must be the same. */
  @SuppressWarnings("try") // Closing the results may be interrupted.
  private static Map<String, ScoredEvent> collect(DataStream<ScoredEvent> scores) throws Exception {
    Map<String, ScoredEvent> found = new HashMap<>();
    try (CloseableIterator<ScoredEvent> all = scores.executeAndCollect()) {
      while (all.hasNext()) {
        ScoredEvent scored = all.next();
        ScoredEvent before = found.put(scored.id(), scored);
        assertThat(before == null ? scored : before).isEqualTo(scored);
      }
    }
    return found;
  }

  /** What one thread says that takes everything in the order of its times. */
  private static Map<String, ScoredEvent> expected(ScoringPlan plan) {
    Map<String, StreamScorer> scorers = new HashMap<>();
    Map<String, ScoredEvent> expected = new HashMap<>();
    for (long millis = 0; millis < EVENTS; millis++) {
      Event event = event(millis);
      Remember listener = new Remember(event.tenant(), expected);
      if (plan.equals(BY_VERDICT) && millis >= 30) {
        Verdict verdict = verdict(millis - 30);
        scorers
            .computeIfAbsent(verdict.tenant(), tenant -> new StreamScorer(plan))
            .verdict(verdict.id(), verdict.timeMillis(), verdict.accepted(), listener);
      }
      List<Observation> one = new ArrayList<>();
      one.add(new Observation(event.id(), event.timeMillis(), event.values()));
      scorers
          .computeIfAbsent(event.tenant(), tenant -> new StreamScorer(plan))
          .score(one, listener);
    }
    return expected;
  }

  private record Remember(String tenant, Map<String, ScoredEvent> scores)
      implements ScoringListener {
    @Override
    public void scored(Observation event, double score, Decision decision) {
      scores.put(
          event.id(), new ScoredEvent(tenant, event.id(), event.timeMillis(), score, decision));
    }

    @Override
    public void entered(Observation event) {}

    @Override
    public void left(Observation event) {}
  }
}
