package io.cinclus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cinclus.standalone.chaos.MemoryStore.Fault;
import io.cinclus.standalone.chaos.Operation.Change;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckedStoreTest {
  private static final int LIVES = 20;
  private static final int STEPS_PER_LIFE = 150;
  private static final int SEEDS = 20;

  @Test
  void aStoreWithoutFaultIsNeverAccused() {
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(run(seed, Fault.NONE)).as("seed %d", seed).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aStoreWithAFaultIsCaught(Fault fault) {
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(run(seed, fault)).as("seed %d", seed).isNotNull();
    }
  }

  private static @Nullable Violation run(long seed, Fault fault) {
    MemoryStore store = new MemoryStore(seed, fault);
    Models models = new Models();
    Steps steps = new Steps(store, models);
    Writer writer = new Writer(new Workload(seed, 0, 1), new Tally(), new Availability(), () -> 0);
    return catchThrowableOfType(
        Violation.class,
        () -> {
          for (Change change : Workload.setUp()) {
            insist(() -> steps.run(change));
          }
          for (int life = 1; life <= LIVES; life++) {
            AtomicInteger left = new AtomicInteger(STEPS_PER_LIFE);
            writer.work(steps, life, () -> left.getAndDecrement() == 0, millis -> {});
            store.restart();
            insist(() -> writer.finishChange(steps));
            for (CollectionModel model : models.all()) {
              insist(() -> steps.settle(model));
            }
          }
        });
  }

  /** Something that may have to be tried again. */
  private interface Attempt {
    void run() throws Unavailable;
  }

  private static void insist(Attempt attempt) {
    boolean isDone = false;
    while (!isDone) {
      try {
        attempt.run();
        isDone = true;
      } catch (Unavailable e) {
        assertThat(e).hasMessageContaining("timed out");
      }
    }
  }
}
