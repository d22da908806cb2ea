package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.access.AccessServer;
import io.cinclus.access.AccessSettings;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.load.AccessLoad;
import io.cinclus.standalone.load.Latencies.Kind;
import io.cinclus.standalone.load.LoadReport;
import io.cinclus.standalone.load.LoadSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run; {@code ./cinclus bench access} runs for as long as one likes. */
class AccessLoadTest {
  private static final long SEED = 7;
  private static final int CLIENTS = 8;

  @TempDir private Path folder;

  @Test
  void noAnswerIsWrongHoweverManyClientsThereAre() throws Exception {
    System.out.println("seed " + SEED);
    try (Standalone standalone = Standalone.start(StandaloneSettings.of(folder).withKafkaPort(0));
        AccessServer access =
            AccessServer.start(standalone.log(), standalone.headers(), AccessSettings.local(0))) {
      LoadReport report =
          AccessLoad.run(
              new LoadSettings(
                  "127.0.0.1:" + access.port(), CLIENTS, Duration.ofSeconds(10), 8, SEED),
              calls -> {});
      for (Kind kind : Kind.values()) {
        assertThat(report.latencies().of(kind).count()).as(kind.name()).isPositive();
      }
    }
  }
}
