package io.cinclus.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.anomaly.Streams.Transcript;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores depend on the order of the events and on nothing else. */
class StreamScorerTest {
  private static final ReferenceWindow SMALL =
      new ReferenceWindow(120, ReferenceWindow.NO_AGE, 30, 20);
  private static final ScoringPlan PLAN = ScoringPlan.DEFAULT.withNeighbours(7).withWindow(SMALL);

  static Stream<ScoringPlan> plans() {
    ScoringPlan aged = PLAN.withWindow(SMALL.withMaxAge(90_000));
    Stream<ScoringPlan> policies =
        Stream.of(
            aged,
            PLAN.withPolicy(new AcceptPolicy.Always()),
            PLAN.withPolicy(new AcceptPolicy.Below(1.2)),
            PLAN.withPolicy(new AcceptPolicy.Delayed(5_000, 100)),
            PLAN.withPolicy(new AcceptPolicy.Delayed(50_000, 10)),
            aged.withPolicy(new AcceptPolicy.OnVerdict(20_000, 15)),
            PLAN.withNormalization(Normalization.ROBUST),
            PLAN.withNormalization(Normalization.UNIT_LENGTH).withType(ScorerType.DISTANCE));
    return Stream.concat(policies, Stream.of(ScorerType.values()).map(PLAN::withType));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void neitherBatchesNorRestoringChangeAnything(ScoringPlan plan) {
    long seed = 11;
    List<Observation> events = Streams.random(seed, 400);
    List<String> oneByOne = run(plan, events, new Random(seed), 1, false).lines;
    assertThat(oneByOne).hasSizeGreaterThan(events.size());
    assertThat(run(plan, events, new Random(seed), 90, false).lines).isEqualTo(oneByOne);
    assertThat(run(plan, events, new Random(seed), 40, true).lines).isEqualTo(oneByOne);
  }

  /** Scores in random batches, with a verdict on every third event two events later. */
  private static Transcript run(
      ScoringPlan plan, List<Observation> events, Random random, int maxBatch, boolean restore) {
    Transcript transcript = new Transcript();
    StreamScorer scorer = new StreamScorer(plan);
    List<Observation> batch = new ArrayList<>();
    boolean verdicts = plan.policy() instanceof AcceptPolicy.OnVerdict;
    int size = 1;
    for (int i = 0; i < events.size(); i++) {
      batch.add(events.get(i));
      boolean verdict = verdicts && i % 3 == 2;
      if (batch.size() >= size || verdict) {
        scorer.score(batch, transcript);
        batch.clear();
        size = 1 + random.nextInt(maxBatch);
        scorer = restore ? Streams.restored(plan, scorer) : scorer;
      }
      if (verdict) {
        Observation event = events.get(i - 2);
        scorer.verdict(event.id(), events.get(i).timeMillis(), i % 4 != 0, transcript);
      }
    }
    scorer.score(batch, transcript);
    return transcript;
  }

  @ParameterizedTest
  @EnumSource(ScorerType.class)
  void everyScoreIsANumberHoweverOddTheEvents(ScorerType type) {
    List<Observation> events = new ArrayList<>();
    float[][] odd = {
      {0, 0, 0},
      {Float.NaN, Float.NaN, Float.NaN},
      {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE},
      {1, Float.NaN, 1e30f},
      {-0f, 0f, 5}
    };
    for (int i = 0; i < 300; i++) {
      events.add(new Observation("e" + i, i, odd[i < 40 ? 0 : i * 7 % odd.length]));
    }
    for (Normalization normalization : Normalization.values()) {
      Transcript transcript = new Transcript();
      ScoringPlan plan = PLAN.withType(type).withNormalization(normalization);
      new StreamScorer(plan).score(events, transcript);
      assertThat(transcript.scores)
          .as("%s", normalization)
          .hasSize(events.size())
          .allMatch(score -> Double.isFinite(score) && score >= 0);
    }
  }

  @ParameterizedTest
  @EnumSource(ScorerType.class)
  void whatIsFarOutHasAHigherScore(ScorerType type) {
    List<Observation> events = new ArrayList<>(Streams.random(3, 200));
    StreamScorer scorer =
        new StreamScorer(PLAN.withType(type).withPolicy(new AcceptPolicy.Always()));
    scorer.score(events, new Transcript());
    Transcript last = new Transcript();
    float[] usual = {3, 6, 9, 12, 15, 0};
    float[] unusual = {30, -60, 90, -120, 150, 0};
    scorer.score(List.of(new Observation("a", 1, usual), new Observation("b", 1, unusual)), last);
    assertThat(last.scores.get(1)).isGreaterThan(1.5 * last.scores.get(0));
  }

  @Test
  void anomaliesInAClusterAreFoundUnlessEveryEventIsAccepted() {
    Random random = new Random(5);
    List<Observation> events = new ArrayList<>();
    boolean[] anomalous = new boolean[3000];
    for (int i = 0; i < anomalous.length; i++) {
      anomalous[i] = i > 500 && random.nextInt(12) == 0;
      float[] values = new float[4];
      for (int column = 0; column < values.length; column++) {
        values[column] =
            (float) (anomalous[i] ? 6 + 0.05 * random.nextGaussian() : random.nextGaussian());
      }
      events.add(new Observation("e" + i, i, values));
    }
    ScoringPlan distance = ScoringPlan.DEFAULT.withType(ScorerType.DISTANCE);
    assertThat(anomaliesInTheTop(distance, events, anomalous)).isGreaterThan(0.95);
    assertThat(anomaliesInTheTop(distance.withPolicy(new AcceptPolicy.Always()), events, anomalous))
        .isLessThan(0.5);
  }

  /** Which share of the anomalies is among as many events with the highest scores. */
  private static double anomaliesInTheTop(
      ScoringPlan plan, List<Observation> events, boolean[] anomalous) {
    Transcript transcript = new Transcript();
    new StreamScorer(plan).score(events, transcript);
    int anomalies = (int) IntStream.range(0, anomalous.length).filter(i -> anomalous[i]).count();
    return IntStream.range(0, anomalous.length)
            .boxed()
            .sorted((a, b) -> Double.compare(transcript.scores.get(b), transcript.scores.get(a)))
            .limit(anomalies)
            .filter(i -> anomalous[i])
            .count()
        / (double) anomalies;
  }

  @Test
  void theWindowKeepsTheNewestAcceptedEvents() {
    Transcript transcript = new Transcript();
    StreamScorer scorer = new StreamScorer(PLAN);
    scorer.score(Streams.random(1, 1000), transcript);
    assertThat(scorer.rows().count()).isBetween(120, 120 + 30);
    List<String> kept =
        transcript.entered.subList(transcript.left.size(), transcript.entered.size());
    assertThat(transcript.entered.subList(0, transcript.left.size())).isEqualTo(transcript.left);
    assertThat(kept).hasSize(scorer.rows().count());
    assertThat(scorer.rows().row(scorer.rows().first()).id()).isEqualTo(kept.get(0));
    assertThat(transcript.accepted).isBetween(860, 940); // The default is a quantile of 0.9.
  }

  @Test
  void eventsThatAreTooOldLeaveAndTheLastFewStay() {
    Transcript transcript = new Transcript();
    ScoringPlan plan =
        PLAN.withPolicy(new AcceptPolicy.Always()).withWindow(SMALL.withMaxAge(40_000));
    StreamScorer scorer = new StreamScorer(plan);
    scorer.score(Streams.random(1, 100), transcript);
    assertThat(scorer.rows().count()).isBetween(40, 40 + 40 / 8 + 1);
    scorer.score(
        List.of(new Observation("later", 10_000_000, new float[Streams.WIDTH])), transcript);
    assertThat(scorer.rows().count()).isEqualTo(StreamScorer.MIN_ROWS + 1);
  }

  @Test
  void aDelayedEventIsAcceptedWhenAnEventComesThatIsSoMuchLater() {
    Transcript transcript = new Transcript();
    StreamScorer scorer = new StreamScorer(PLAN.withPolicy(new AcceptPolicy.Delayed(3_000, 1_000)));
    scorer.score(Streams.random(1, 10), transcript);
    assertThat(transcript.entered).containsExactly("e0", "e1", "e2", "e3", "e4", "e5", "e6");
    assertThat(scorer.pending()).hasSize(3);
  }

  @Test
  void aVerdictDecidesAndWithoutOneAnEventIsRejected() {
    Transcript transcript = new Transcript();
    StreamScorer scorer =
        new StreamScorer(PLAN.withPolicy(new AcceptPolicy.OnVerdict(5_000, 1_000)));
    scorer.score(Streams.random(1, 4), transcript);
    scorer.verdict("e1", 3_500, true, transcript);
    scorer.verdict("e2", 3_500, false, transcript);
    scorer.verdict("unknown", 3_500, true, transcript);
    assertThat(scorer.pending()).extracting(Observation::id).containsExactly("e0", "e3");
    scorer.verdict("e0", 5_001, true, transcript);
    assertThat(transcript.entered).as("e0 had waited too long").containsExactly("e1");
  }

  @Test
  void anEventOfAnotherWidthIsRefused() {
    StreamScorer scorer = new StreamScorer(PLAN);
    scorer.score(Streams.random(1, 30), new Transcript());
    List<Observation> narrow = List.of(new Observation("narrow", 1, new float[2]));
    assertThatThrownBy(() -> scorer.score(narrow, new Transcript()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("event narrow has 2 values, those before it have 6");
  }

  @Test
  void aRowThatIsMissingFromWhatWasStoredIsNoticed() {
    ScorerSummary summary = new ScorerSummary(3, 5, 0, new double[0]);
    assertThatThrownBy(() -> new StreamScorer(PLAN, summary, List.of(), List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("0 rows are stored, but there must be those from 3 to below 5");
  }
}
