package io.cinclus.standalone.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.standalone.FolderLock;
import io.cinclus.standalone.kafka.EmbeddedKafka.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedKafkaTest {

  @TempDir Path folder;

  @Test
  void topicsAndRecordsUpToTheLargestAreThereAfterARestartOnTheSameFolder() throws Exception {
    List<String> values = new ArrayList<>(Records.numbered("v", 100));
    values.add("x".repeat(EmbeddedKafka.MAX_MESSAGE_BYTES - 1024)); // less what surrounds a record
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      ensure(kafka, new TopicSpec("wal", 2, Map.of()));
      Records.append(kafka.bootstrapServers(), "wal", 1, values);
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      ensure(kafka, new TopicSpec("wal", 2, Map.of()));
      assertThat(Records.readAll(kafka.bootstrapServers(), "wal")).isEqualTo(values);
    }
  }

  @Test
  void acknowledgedRecordsAreThereAfterTheProcessWasKilled() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                WriteUntilKilled.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      // The JVM may have something to say first.
      assertThat(out.lines().anyMatch(WriteUntilKilled.READY::equals)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      assertThat(Records.readAll(kafka.bootstrapServers(), "wal"))
          .isEqualTo(Records.numbered("killed", 100));
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedKafka.start(folder, port))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + port + " is not free");
    }
  }

  /** Where Kafka finds a port taken that was free when it was chosen, it ends the process. */
  @Test
  void freePortsAreNotOfThoseThatTheSystemMayGiveAwayMeanwhile() throws IOException {
    for (int i = 0; i < 50; i++) {
      Ports ports = Ports.choose(0);
      assertThat(List.of(ports.broker(), ports.controller()))
          .doesNotHaveDuplicates()
          .allMatch(port -> port >= 16_384 && port < 32_768);
    }
  }

  @Test
  void aFolderThatIsInUseIsNamed() throws IOException {
    FolderLock other = FolderLock.acquire(folder);
    try {
      assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("folder " + folder + " is in use");
    } finally {
      other.close();
    }
  }

  @Test
  void topicsAreEnsuredAgainAndAgainWithTheSettingsOfTheLastTime() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        Admin admin = Records.admin(kafka.bootstrapServers())) {
      Topics.ensure(admin, topic("wal", "1000"), topic("seals", "1000"));
      Topics.ensure(admin, topic("wal", "1000"), topic("seals", "2000"), topic("new", "3000"));
      assertThat(retentionOf(admin, "wal")).isEqualTo("1000");
      assertThat(retentionOf(admin, "seals")).isEqualTo("2000");
      assertThat(retentionOf(admin, "new")).isEqualTo("3000");
      assertThatThrownBy(
              () -> Topics.ensure(admin, topic("other", "1"), new TopicSpec("wal", 3, Map.of())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("topic wal has 2 partitions, but 3 are asked for");
      assertThat(admin.listTopics().names().get()).containsOnly("wal", "seals", "new");
    }
  }

  private static TopicSpec topic(String name, String retentionMillis) {
    return new TopicSpec(name, 2, Map.of(TopicConfig.RETENTION_MS_CONFIG, retentionMillis));
  }

  private static String retentionOf(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config =
        requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource));
    return config.get(TopicConfig.RETENTION_MS_CONFIG).value();
  }

  private static void ensure(EmbeddedKafka kafka, TopicSpec... specs) throws InterruptedException {
    try (Admin admin = Records.admin(kafka.bootstrapServers())) {
      Topics.ensure(admin, specs);
    }
  }
}
