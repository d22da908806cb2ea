package io.cinclus.tests;

import io.cinclus.standalone.chaos.Chaos;
import io.cinclus.standalone.chaos.ChaosReport;
import io.cinclus.standalone.chaos.ChaosSettings;
import io.cinclus.standalone.chaos.Minimums;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A short run; {@code ./cinclus chaos} runs for as long as one likes. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ChaosTest {
  private static final long SEED = 1;
  private static final Duration DURATION = Duration.ofSeconds(30);
  private static final Minimums MINIMUMS = new Minimums(60, 2, 1, 0, 0);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void noAnswerIsWrongHoweverOftenTheProcessIsKilled() throws Exception {
    ChaosSettings settings =
        new ChaosSettings(
            SEED,
            DURATION,
            folder.resolve("run"),
            ChaosSettings.DEFAULT_WRITERS,
            Map.of(),
            MINIMUMS);
    ChaosReport report = Chaos.run(settings, progress -> {});
    System.out.println("seed " + SEED + ": " + report);
  }
}
