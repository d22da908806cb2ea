package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.standalone.load.AccessLoad;
import io.cinclus.standalone.load.LoadReport;
import io.cinclus.standalone.load.LoadSettings;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short run of {@code cinclus bench access}, which fails with the first wrong answer. */
class AccessLoadTest {
  private static final long SEED = Long.getLong("cinclus.test.seed", System.nanoTime() % 1_000_000);

  @Test
  void clientsBesideEachOtherFindWhatTheyWrote() throws IOException {
    System.out.println("-Dcinclus.test.seed=" + SEED);
    LoadReport report =
        AccessLoad.run(
            new LoadSettings(
                StandaloneProcess.shared().address(),
                SEED,
                8,
                Duration.ofSeconds(5),
                new LoadSettings.Data(0, 8, "FLAT", "Strong")),
            (done, all) -> {},
            done -> {});
    assertThat(report.writes()).isPositive();
    assertThat(report.searches()).isPositive();
  }
}
