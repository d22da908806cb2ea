package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.DataType;
import io.cinclus.vector.TestVectors;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Inserts, upserts, deletes by key and by filter, seals, compactions, loads and restarts in random
 * order: from the horizon on, a view shows at every position of the past what the log up to there
 * says, to counts, look-ups, filters, searches by score range and by group.
 */
class PointInTimeTest {
  private static final int HISTORIES = 25;
  private static final int STEPS = 80;
  private static final int POSITIONS = 4;

  @ParameterizedTest
  @CsvSource({"INT64, 6, 3", "INT64, 60, 120", "VARCHAR, 12, 8"})
  void fromTheHorizonOnAViewShowsWhatTheLogSaidThen(DataType keyType, int keyCount, int maxRows) {
    Random seeds = new Random(TestVectors.printedSeed());
    ExecutorService builders = Executors.newSingleThreadExecutor();
    Tally tally = new Tally();
    try {
      for (int history = 0; history < HISTORIES; history++) {
        Random random = new Random(seeds.nextLong());
        NaiveShard shard = new NaiveShard(random, keyType, keyCount, maxRows);
        GrowingIndexes growing = new GrowingIndexes(builders, 16, Long.MAX_VALUE, 8);
        Replica replica = new Replica(random, shard, growing);
        for (int step = 0; step < STEPS; step++) {
          replica.step();
          if (replica.view().isResident() && random.nextInt(3) == 0) {
            tally.check(replica.view(), shard, random);
          }
        }
        replica.view().close();
      }
    } finally {
      builders.shutdownNow();
    }
    System.out.println(tally);
    assertThat(tally.positions).isGreaterThan(1000);
    assertThat(tally.sealed).as("at or below what is sealed").isGreaterThan(100);
    assertThat(tally.otherThanNow).as("that show something else than now").isGreaterThan(500);
  }

  /** How many positions were looked at, and which. */
  private static final class Tally {
    private int positions;
    private int sealed;
    private int otherThanNow;

    void check(ShardView view, NaiveShard shard, Random random) {
      ShardSnapshot now = view.snapshot(shard.end());
      for (int i = 0; i < POSITIONS && view.horizon() < shard.end(); i++) {
        // As often as not among the sealed ones, if there are any.
        long last =
            random.nextBoolean() && view.sealedTo() > view.horizon()
                ? view.sealedTo()
                : shard.end();
        long position = random.nextLong(view.horizon(), last + 1);
        var expected = shard.visible(position);
        new Expectation(now.at(position), shard.keyType(), shard.keyCount(), expected)
            .checkSome(random.nextLong());
        positions++;
        sealed += position <= view.sealedTo() ? 1 : 0;
        otherThanNow += expected.equals(shard.visible()) ? 0 : 1;
      }
    }

    @Override
    public String toString() {
      return "%d positions, %d of them sealed, %d that show something else than now"
          .formatted(positions, sealed, otherThanNow);
    }
  }
}
