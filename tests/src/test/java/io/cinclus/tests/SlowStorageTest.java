package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.client.CinclusClient;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.ShardId;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowStorageTest {
  private static final int ROUNDS = 50;

  @TempDir private Path folder;

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
      Map<ShardId, Long> markers;
      try (SlowFileSystem.Gate gate = SlowFileSystem.shutGate()) {
        markers = client.writer().flush(Target.of("points")).join();
        gate.awaitArrival();
        for (int next = 10; next < 10 + ROUNDS; next++) {
          cluster.insert("points", next, next + 1);
          assertThat(cluster.count("points")).isEqualTo(next + 1);
          assertThat(cluster.nearest("points", next, 1)).containsExactly((long) next);
        }
        assertThat(gate.waiting()).as("uploads that still wait").isPositive();
      }
      cluster.awaitSealed("points", markers);
      assertThat(cluster.count("points")).isEqualTo(10 + ROUNDS);
    }
  }
}
