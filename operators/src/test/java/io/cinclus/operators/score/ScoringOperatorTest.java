package io.cinclus.operators.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.anomaly.AcceptPolicy;
import io.cinclus.anomaly.Observation;
import io.cinclus.anomaly.ReferenceWindow;
import io.cinclus.anomaly.ScorerType;
import io.cinclus.anomaly.ScoringPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes out, and what a checkpoint holds. */
@SuppressWarnings("try") // Closing may be interrupted; nothing here interrupts.
class ScoringOperatorTest {
  private static final OutputTag<ReferenceChange> CHANGES =
      new OutputTag<>("changes", ScoreTypes.REFERENCE_CHANGE);
  private static final ScoringPlan PLAN =
      ScoringPlan.DEFAULT
          .withNeighbours(5)
          .withWindow(new ReferenceWindow(60, ReferenceWindow.NO_AGE, 20, 20));
  private static final ScoringOptions OPTIONS =
      ScoringOptions.DEFAULT.withPlan(PLAN).withBatch(16, Duration.ofMillis(5));

  /** The operator, which can be ended and started again from a checkpoint. */
  private static final class Scoring implements AutoCloseable {
    private final ScoringOptions options;
    private KeyedOneInputStreamOperatorTestHarness<String, ScoringInput, ScoredEvent> harness;
    private final List<ScoredEvent> scores = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private long checkpointId;

    Scoring(ScoringOptions options) throws Exception {
      this.options = options;
      this.harness = harness(options);
      harness.open();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ScoringInput, ScoredEvent>
        harness(ScoringOptions options) throws Exception {
      return new KeyedOneInputStreamOperatorTestHarness<>(
          new ScoringOperator(options, CHANGES), ScoringInput::tenant, Types.STRING);
    }

    void read(ScoringInput input) throws Exception {
      harness.processElement(input, input.timeMillis());
    }

    void collect() {
      harness.extractOutputValues().forEach(scores::add);
      harness.getOutput().clear();
      Queue<StreamRecord<ReferenceChange>> changed = harness.getSideOutput(CHANGES);
      if (changed != null) {
        changed.forEach(record -> changes.add(text(record.getValue())));
        changed.clear();
      }
    }

    private static String text(ReferenceChange change) {
      Event event = change.event();
      return (change.entered() ? "+" : "-") + event.tenant() + "/" + event.id();
    }

    OperatorSubtaskState checkpoint() throws Exception {
      harness.prepareSnapshotPreBarrier(++checkpointId);
      OperatorSubtaskState state = harness.snapshot(checkpointId, 0);
      collect();
      return state;
    }

    /** How many rows of a tenant are in the state. */
    long storedRows(String tenant) throws Exception {
      ScoringOperator operator = (ScoringOperator) harness.getOperator();
      operator.setCurrentKey(tenant);
      MapState<Long, Observation> rows =
          operator
              .getKeyedStateStore()
              .getMapState(new MapStateDescriptor<>("rows", Types.LONG, ScoreTypes.OBSERVATION));
      long count = 0;
      for (Long number : rows.keys()) {
        count += number >= 0 ? 1 : 0;
      }
      return count;
    }

    /** What comes out after the checkpoint is not seen. */
    void restore(OperatorSubtaskState state) throws Exception {
      harness.close();
      harness = harness(options);
      harness.initializeState(state);
      harness.open();
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }

  private static List<ScoringInput> inputs(long seed, int count, int tenants) {
    Random random = new Random(seed);
    List<ScoringInput> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[4];
      for (int column = 0; column < values.length; column++) {
        values[column] = (float) (random.nextGaussian() * (random.nextInt(15) == 0 ? 6 : 1));
      }
      inputs.add(ScoringInput.of(new Event("t" + random.nextInt(tenants), "e" + i, i, values)));
    }
    return inputs;
  }

  private static Scoring all(List<ScoringInput> inputs, ScoringOptions options) throws Exception {
    Scoring scoring = new Scoring(options);
    for (ScoringInput input : inputs) {
      scoring.read(input);
    }
    scoring.checkpoint();
    scoring.close();
    return scoring;
  }

  private static List<ScoredEvent> of(String tenant, List<ScoredEvent> scores) {
    return scores.stream().filter(score -> score.tenant().equals(tenant)).toList();
  }

  @ParameterizedTest
  @EnumSource(ScorerType.class)
  void aRestoredJobGivesTheScoresOfOneThatDidNotStop(ScorerType type) throws Exception {
    ScoringOptions options = OPTIONS.withPlan(PLAN.withType(type));
    List<ScoringInput> inputs = inputs(4, 400, 1);
    Scoring expected = all(inputs, options);
    assertThat(expected.scores).hasSize(inputs.size());
    try (Scoring scoring = new Scoring(options)) {
      OperatorSubtaskState state = scoring.checkpoint();
      for (int from = 0; from < inputs.size(); from += 80) {
        for (ScoringInput lost : inputs.subList(from, from + 50)) {
          scoring.read(lost);
        }
        scoring.restore(state);
        for (ScoringInput input : inputs.subList(from, from + 80)) {
          scoring.read(input);
        }
        state = scoring.checkpoint();
      }
      assertThat(scoring.scores).isEqualTo(expected.scores);
      assertThat(scoring.changes).isEqualTo(expected.changes);
    }
  }

  @Test
  void tenantsDoNotKnowEachOtherAlsoWhereFewAreInMemory() throws Exception {
    List<ScoringInput> inputs = inputs(7, 900, 5);
    Scoring together = all(inputs, OPTIONS.withMaxTenants(2));
    for (int tenant = 0; tenant < 5; tenant++) {
      String name = "t" + tenant;
      List<ScoringInput> own = inputs.stream().filter(i -> i.tenant().equals(name)).toList();
      assertThat(of(name, together.scores)).isEqualTo(all(own, OPTIONS).scores);
    }
  }

  @Test
  void aBatchEndsWhenItIsFullOrHasWaited() throws Exception {
    List<ScoringInput> inputs = inputs(1, 20, 1);
    try (Scoring scoring = new Scoring(OPTIONS)) {
      for (ScoringInput input : inputs) {
        scoring.read(input);
      }
      scoring.collect();
      assertThat(scoring.scores).hasSize(16);
      scoring.harness.setProcessingTime(4);
      scoring.collect();
      assertThat(scoring.scores).hasSize(16);
      scoring.harness.setProcessingTime(5);
      scoring.collect();
      assertThat(scoring.scores).hasSize(20);
    }
  }

  @Test
  void aWatermarkDoesNotOvertakeAnEvent() throws Exception {
    try (Scoring scoring = new Scoring(OPTIONS)) {
      scoring.read(inputs(1, 1, 1).get(0));
      scoring.harness.processWatermark(5);
      assertThat(scoring.harness.getOutput()).hasSize(2);
      assertThat(scoring.harness.getOutput().iterator().next()).isInstanceOf(StreamRecord.class);
    }
  }

  @Test
  void theStateHasTheRowsOfTheWindowAndNoOthers() throws Exception {
    try (Scoring scoring = new Scoring(OPTIONS)) {
      for (ScoringInput input : inputs(3, 500, 1)) {
        scoring.read(input);
        if (input.timeMillis() % 50 == 0) {
          scoring.checkpoint();
        }
      }
      scoring.checkpoint();
      long entered = scoring.changes.stream().filter(change -> change.startsWith("+")).count();
      long left = scoring.changes.size() - entered;
      assertThat(left).isPositive();
      assertThat(scoring.storedRows("t0")).isEqualTo(entered - left);
    }
  }

  @Test
  void verdictsDecide() throws Exception {
    ScoringOptions options =
        OPTIONS.withPlan(PLAN.withPolicy(new AcceptPolicy.OnVerdict(1_000, 100)));
    try (Scoring scoring = new Scoring(options)) {
      for (ScoringInput input : inputs(1, 3, 1)) {
        scoring.read(input);
      }
      scoring.read(ScoringInput.of(new Verdict("t0", "e1", 4, true)));
      scoring.read(ScoringInput.of(new Verdict("t0", "e2", 4, false)));
      scoring.restore(scoring.checkpoint());
      assertThat(scoring.changes).containsExactly("+t0/e1");
      scoring.read(ScoringInput.of(new Verdict("t0", "e0", 5, true)));
      scoring.checkpoint();
      assertThat(scoring.changes).containsExactly("+t0/e1", "+t0/e0");
    }
  }
}
