package io.cinclus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.standalone.chaos.Operation.Create;
import io.cinclus.standalone.chaos.Operation.Delete;
import io.cinclus.standalone.chaos.Operation.Drop;
import io.cinclus.standalone.chaos.Operation.Insert;
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

  @Test
  void everyKindOfStepIsTaken() {
    Set<Class<?>> kinds = new HashSet<>();
    steps(1, 0).forEach(step -> kinds.add(step.getClass()));
    assertThat(kinds).hasSize(12);
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
  void eachKeyHasOneWriter() {
    Map<String, Integer> owners = new HashMap<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      for (Operation step : steps(1, writer)) {
        for (int key : written(step)) {
          Integer before = owners.put(step.collection() + "/" + key, writer);
          assertThat(before).as("%s", step).isIn(null, writer);
        }
      }
    }
  }

  private static Set<Integer> written(Operation step) {
    if (step instanceof Insert insert) {
      return insert.rows().keySet();
    }
    return step instanceof Delete delete ? delete.keys() : Set.of();
  }

  @Test
  void aDroppedCollectionIsNotUsedBeforeItIsCreatedAgain() {
    Set<String> there = new HashSet<>();
    Workload.STEADY.forEach(shape -> there.add(shape.name()));
    for (Operation step : steps(3, 2)) {
      if (step instanceof Create create) {
        assertThat(there.add(create.collection())).isTrue();
      } else if (step instanceof Drop drop) {
        assertThat(there.remove(drop.collection())).isTrue();
      } else {
        boolean isThere = there.contains(step.collection());
        assertThat(isThere).as("%s", step).isEqualTo(!(step instanceof Operation.AskInVain));
      }
    }
  }

  @Test
  void aKillEveryFewSecondsComesAlsoDuringStarts() {
    KillPlan plan = new KillPlan(5);
    KillPlan same = new KillPlan(5);
    boolean[] seen = new boolean[2];
    for (int i = 0; i < 50; i++) {
      KillPlan.Kill kill = plan.next();
      assertThat(kill).isEqualTo(same.next());
      assertThat(kill.delayMillis()).isBetween(0, 11_000);
      seen[kill.duringStart() ? 1 : 0] = true;
    }
    assertThat(seen).containsExactly(true, true);
  }
}
