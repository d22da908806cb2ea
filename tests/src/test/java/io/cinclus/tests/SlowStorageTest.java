package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.client.CinclusClient;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SlowStorageTest {
  private static final long UPLOAD_DELAY_MILLIS = 20_000;

  @TempDir private Path folder;

  @AfterEach
  void storageIsFastAgain() {
    SlowFileSystem.DELAY_MILLIS.set(0);
  }

  @Test
  void searchesAndAcknowledgementsGoOnWhileUploadsTakeTwentySeconds() throws Exception {
    StandaloneSettings settings =
        StandaloneSettings.of(folder)
            .withKafkaPort(0)
            .withOptions(Map.of("cinclus.storage.root", "slow://" + folder.resolve("objects")));
    try (Standalone standalone = Standalone.start(settings);
        CinclusClient client = CinclusClient.connect(standalone.log(), "test")) {
      Cluster cluster = new Cluster(standalone.log(), client);
      cluster.createPoints("points", 1);
      cluster.insert("points", 0, 10);
      SlowFileSystem.DELAY_MILLIS.set(UPLOAD_DELAY_MILLIS);
      client.writer().flush(Target.of("points")).join();
      while (SlowFileSystem.WAITING.get() == 0) {
        Thread.sleep(20);
      }
      int next = 10;
      while (SlowFileSystem.WAITING.get() > 0 && next < 60) {
        cluster.insert("points", next, next + 1);
        next++;
        assertThat(cluster.count("points")).isEqualTo(next);
        assertThat(cluster.nearest("points", next - 1, 1)).containsExactly((long) next - 1);
      }
      assertThat(next).as("rows that went in and were found during one upload").isEqualTo(60);
    }
  }
}
