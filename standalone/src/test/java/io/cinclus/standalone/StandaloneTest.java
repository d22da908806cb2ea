package io.cinclus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.client.RequestClient;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.kafka.Topics;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void topicsAndHeadersMayHaveOtherNamesAndTheFolderKeepsItsChannels() throws Exception {
    Map<String, String> options =
        Map.of("cinclus.topic-prefix", "dipper", "cinclus.requests.header.correlation-id", "x-id");
    try (Standalone first = Standalone.start(new StandaloneSettings(folder, 0, 3, 1, options))) {
      assertThat(first.log().requestsTopic()).isEqualTo("dipper.requests");
      Request request = Request.newBuilder().setQuery(QueryRequest.getDefaultInstance()).build();
      try (RequestClient client = new RequestClient(first.log(), first.headers())) {
        assertThat(client.ask(request, TIMEOUT).join().getMessage()).isNotEmpty();
      }
    }
    try (Standalone again = Standalone.start(new StandaloneSettings(folder, 0, null, 1, options))) {
      assertThat(channels(again.log())).isEqualTo(3);
    }
  }

  private static int channels(LogConfig log) throws InterruptedException {
    try (Admin admin = Admin.create(log.clientProperties())) {
      return Topics.partitions(admin, log.walTopic()).orElseThrow();
    }
  }

  @Test
  void aStartThatIsStoppedOrFailsLeavesNothingRunning() throws Exception {
    StandaloneSettings settings = StandaloneSettings.of(folder).withKafkaPort(0);
    assertThatThrownBy(() -> Standalone.start(settings, () -> true))
        .isInstanceOf(CancellationException.class);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Standalone.start(settings.withKafkaPort(taken.getLocalPort())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not free");
    }
    FolderLock.acquire(settings.kafkaFolder()).close();
    FolderLock.acquire(settings.flinkFolder()).close();
  }

  @Test
  void aDataFolderThatIsAFileIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> Standalone.start(StandaloneSettings.of(file).withKafkaPort(0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the data folder " + file + " cannot be written")
        .hasMessageContaining("choose another");
  }

  @Test
  void whatIsWrongInTheSettingsIsToldBeforeAnythingStarts() {
    StandaloneSettings settings = StandaloneSettings.of(folder);
    assertThatThrownBy(() -> new StandaloneSettings(folder, 0, 0, 1, Map.of()))
        .hasMessageContaining("channel");
    assertThatThrownBy(() -> new StandaloneSettings(folder, 0, 1, 129, Map.of()))
        .hasMessageContaining("parallelism is 1 to 128");
    assertThatThrownBy(() -> settings.withOptions(Map.of("cinclus.serve.max-waiting", "0")))
        .hasMessageContaining("at least 1");
  }
}
