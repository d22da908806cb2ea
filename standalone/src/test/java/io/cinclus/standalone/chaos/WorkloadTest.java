package io.cinclus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import io.cinclus.standalone.chaos.Operation.AskInVain;
import io.cinclus.standalone.chaos.Operation.Change;
import io.cinclus.standalone.chaos.Operation.Create;
import io.cinclus.standalone.chaos.Operation.Delete;
import io.cinclus.standalone.chaos.Operation.Drop;
import io.cinclus.standalone.chaos.Operation.Insert;
import io.cinclus.standalone.chaos.Operation.Load;
import io.cinclus.standalone.chaos.Operation.Release;
import io.cinclus.standalone.chaos.Operation.Through;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  private static final int STEPS = 20_000;
  private static final int WRITERS = 3;
  private static final Duration RUN = Duration.ofSeconds(60);
  private static final Duration START = Duration.ofSeconds(7);

  private static List<Operation> steps(long seed, int writer) {
    Workload workload = new Workload(seed, writer, WRITERS);
    List<Operation> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      steps.add(workload.next());
    }
    return steps;
  }

  @Test
  void theSeedAndTheWriterDetermineTheSteps() {
    assertThat(steps(7, 1)).isEqualTo(steps(7, 1));
    assertThat(steps(7, 1)).isNotEqualTo(steps(8, 1)).isNotEqualTo(steps(7, 0));
  }

  /** How often a writer pauses depends on the answers; what it does must not. */
  @Test
  void pausesDoNotChangeTheSteps() {
    Workload pausing = new Workload(7, 1, WRITERS);
    List<Operation> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      for (int pause = 0; pause < i % 3; pause++) {
        assertThat(pausing.pauseMillis()).isNotNegative();
      }
      steps.add(pausing.next());
    }
    assertThat(steps).isEqualTo(steps(7, 1));
  }

  @Test
  void everyKindOfStepIsTaken() {
    Set<Class<?>> kinds = new HashSet<>();
    steps(1, 0).forEach(step -> kinds.add(step.getClass()));
    assertThat(kinds)
        .hasSize(
            // Change is not a kind of its own.
            Operation.class.getPermittedSubclasses().length
                - 1
                + Change.class.getPermittedSubclasses().length);
  }

  @Test
  void noTwoWritesHaveTheSameVersion() {
    Set<Long> versions = new HashSet<>();
    int count = 0;
    for (int writer = 0; writer < WRITERS; writer++) {
      for (Operation step : steps(1, writer)) {
        if (step instanceof Insert insert) {
          insert.rows().values().forEach(row -> versions.add(row.version()));
          count += insert.rows().size();
        }
      }
    }
    assertThat(versions).hasSize(count);
  }

  @Test
  void eachKeyThatIsNotContendedHasOneWriter() {
    Map<String, Integer> owners = new HashMap<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      for (Operation step : steps(1, writer)) {
        for (int key : written(step)) {
          Integer before = owners.put(step.collection() + "/" + key, writer);
          assertThat(before == null || before == writer).as("%s", step).isTrue();
        }
      }
    }
  }

  private static Set<Integer> written(Operation step) {
    if (step.collection().equals(Workload.CONTENDED.name())) {
      return Set.of();
    }
    if (step instanceof Through through) {
      return written(through.operation());
    }
    if (step instanceof Insert insert) {
      return insert.rows().keySet();
    }
    return step instanceof Delete delete ? delete.keys() : Set.of();
  }

  @Test
  void allWritersWriteTheSameContendedKeys() {
    List<Set<Integer>> byWriter = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      Set<Integer> keys = new HashSet<>();
      for (Operation step : steps(1, writer)) {
        if (step instanceof Insert insert
            && insert.collection().equals(Workload.CONTENDED.name())) {
          keys.addAll(insert.rows().keySet());
        }
      }
      byWriter.add(keys);
    }
    assertThat(byWriter).allMatch(keys -> keys.size() == Workload.CONTENDED.keys());
  }

  @Test
  void aCollectionIsOnlyUsedWhileItIsThereAndOnlyReadWhileItIsLoaded() {
    Set<String> there = new HashSet<>(Set.of(Workload.CONTENDED.name()));
    Workload.STEADY.forEach(shape -> there.add(shape.name()));
    Set<String> released = new HashSet<>();
    for (Operation step : steps(3, 2)) {
      String name = step.collection();
      if (step instanceof Create) {
        assertThat(there.add(name)).isTrue();
      } else if (step instanceof Drop) {
        assertThat(there.remove(name)).isTrue();
      } else if (step instanceof AskInVain inVain) {
        boolean isThere = inVain.expected() != ErrorCode.COLLECTION_NOT_FOUND;
        assertThat(there.contains(name)).as("%s", step).isEqualTo(isThere);
        assertThat(released.contains(name)).as("%s", step).isEqualTo(isThere);
      } else if (step instanceof Release) {
        assertThat(released.add(name)).isTrue();
      } else if (step instanceof Load) {
        assertThat(released.remove(name)).isTrue();
      } else {
        assertThat(there).contains(name);
        boolean isRead = !(step instanceof Insert || step instanceof Delete);
        assertThat(isRead && released.contains(name)).as("%s", step).isFalse();
      }
    }
  }

  @Test
  void processesEndAtAnyTimeAndTheFirstNotAtOnce() {
    KillPlan plan = new KillPlan(5, RUN);
    KillPlan same = new KillPlan(5, RUN);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      KillPlan.End end = plan.next(START);
      assertThat(end).isEqualTo(same.next(START));
      assertThat(end.delayMillis()).isBetween(0, 2 * (int) START.toMillis());
      if (i == 0) {
        assertThat(end.fromReady()).isTrue();
        assertThat(end.delayMillis()).isGreaterThanOrEqualTo(3_000);
      }
      seen.add((end.fromReady() ? "ready" : "start") + (end.isStop() ? ", stop" : ""));
    }
    assertThat(seen).containsExactlyInAnyOrder("start", "ready", "ready, stop");
  }
}
