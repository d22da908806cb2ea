package io.cinclus.operators.ingest;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random logs, checkpoints that complete or not, and crashes. A crash goes back to the newest
 * completed checkpoint or to an older one, and loses any of the events that no completed checkpoint
 * holds. Then files of one name have one content, no progress stands before the seals it covers,
 * and no row is lost or sealed twice.
 */
class GrowFunctionCrashTest {
  @TempDir Path root;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void nothingThatACrashRepeatsIsDifferentAndNothingIsLost(long seed) throws Exception {
    SealPolicy policy = new SealPolicy(6, 1 << 30, 30 * IngestHarness.TICK_MILLIS);
    try (IngestHarness ingest = new IngestHarness(root, policy)) {
      new CrashingIngest(ingest, seed).run();
    }
  }
}
