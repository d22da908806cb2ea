package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.client.CinclusClient;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.ShardId;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SlowStorageTest {
  private static final int ROUNDS = 50;

  @TempDir private Path folder;

  @AfterEach
  void openTheGate() {
    SlowFileSystem.gate.countDown();
  }

  @Test
  void searchesAndAcknowledgementsGoOnWhileAnUploadWaits() throws Exception {
    StandaloneSettings settings =
        StandaloneSettings.of(folder)
            .withKafkaPort(0)
            .withOptions(Map.of("cinclus.storage.root", "slow://" + folder.resolve("objects")));
    try (Standalone standalone = Standalone.start(settings);
        CinclusClient client = CinclusClient.connect(standalone.log(), "test")) {
      Cluster cluster = new Cluster(standalone.log(), client);
      cluster.createPoints("points", 1);
      cluster.insert("points", 0, 10);
      SlowFileSystem.gate = new CountDownLatch(1);
      Map<ShardId, Long> markers = client.writer().flush(Target.of("points")).join();
      while (SlowFileSystem.WAITING.get() == 0) {
        Thread.onSpinWait();
      }
      for (int next = 10; next < 10 + ROUNDS; next++) {
        cluster.insert("points", next, next + 1);
        assertThat(cluster.count("points")).isEqualTo(next + 1);
        assertThat(cluster.nearest("points", next, 1)).containsExactly((long) next);
      }
      assertThat(SlowFileSystem.WAITING.get()).as("uploads that still wait").isPositive();
      SlowFileSystem.gate.countDown();
      cluster.awaitSealed("points", markers);
      assertThat(cluster.count("points")).isEqualTo(10 + ROUNDS);
    }
  }
}
