package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.DataType;
import io.cinclus.vector.TestVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Inserts, deletes, seals, compactions, loads, swaps, evictions and restarts in random order: every
 * snapshot shows what reading the whole log shows, from any thread, however long it is held, while
 * its growing rows are indexed. So few rows live that an index finds them exactly.
 */
class ShardViewModelTest {
  private static final int STEPS = 300;
  private static final int ROUNDS = 3;

  @ParameterizedTest
  @CsvSource({"INT64, 8, 3", "INT64, 300, 900", "VARCHAR, 40, 20", "VARCHAR, 300, 300"})
  void everySnapshotShowsWhatTheLogSays(DataType keyType, int keyCount, int maxRows)
      throws Exception {
    Random seeds = new Random(TestVectors.printedSeed());
    ExecutorService otherThread = Executors.newSingleThreadExecutor();
    ExecutorService builders = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = new Random(seeds.nextLong());
        NaiveShard shard = new NaiveShard(random, keyType, keyCount, maxRows);
        live(random, shard, builders, otherThread);
      }
    } finally {
      otherThread.shutdownNow();
      builders.shutdownNow();
    }
  }

  private static void live(
      Random random, NaiveShard shard, Executor builders, ExecutorService otherThread)
      throws Exception {
    GrowingIndexes growing = new GrowingIndexes(builders, 16, Long.MAX_VALUE, 8);
    Replica replica = new Replica(random, shard, growing);
    List<Expectation> held = new ArrayList<>();
    List<Future<?>> checks = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      replica.step();
      if (!replica.view().isResident()) {
        assertThatThrownBy(() -> replica.view().snapshot(shard.end()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("evicted");
      } else if (random.nextInt(5) == 0) {
        Expectation now =
            new Expectation(
                replica.view().snapshot(shard.end()),
                shard.keyType(),
                shard.keyCount(),
                shard.visible());
        long seed = random.nextLong();
        now.check(seed);
        held.add(now);
        checks.add(otherThread.submit(() -> now.check(seed)));
      }
    }
    for (Future<?> check : checks) {
      check.get();
    }
    for (Expectation old : held) {
      old.check(random.nextLong());
    }
    replica.view().close();
    assertThat(growing.usedBytes()).isZero();
  }
}
