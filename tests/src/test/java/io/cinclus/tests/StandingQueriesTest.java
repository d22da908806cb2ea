package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.jobs.standingqueries.StandingQueriesJob;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.standing.StandingOptions;
import io.cinclus.standalone.chaos.StandingChaos;
import io.cinclus.standalone.chaos.StandingHost;
import io.cinclus.standalone.chaos.StandingReport;
import io.cinclus.standalone.chaos.StandingSettings;
import io.cinclus.standalone.flink.EmbeddedFlink;
import io.cinclus.standalone.flink.FlinkSettings;
import io.cinclus.standalone.flink.JobSpec;
import io.cinclus.standalone.kafka.EmbeddedKafka;
import io.cinclus.standalone.kafka.TopicSpec;
import io.cinclus.standalone.kafka.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No match is missed or, on the transactional topic, doubled: the job on a Kafka and a Flink of its
 * own. {@code ./cinclus chaos standing} does the same with whole processes, killed with SIGKILL.
 */
class StandingQueriesTest {
  private static final long SEED = 20;
  private static final int KILLS = 3;

  @TempDir private Path folder;

  @Test
  void threeKillsLoseNoMatchAndDoubleNone() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        JobHost host = new JobHost(kafka.bootstrapServers(), folder.resolve("flink"))) {
      StandingReport report =
          StandingChaos.run(new StandingSettings(SEED, KILLS, Duration.ofSeconds(1)), host);
      assertThat(report.matches()).as("seed %d", SEED).isPositive();
      assertThat(report.queries()).as("seed %d", SEED).isPositive();
    }
  }

  /** The job alone, ended without a last checkpoint. */
  private static final class JobHost implements StandingHost {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
    private static final int CHANNELS = 2;

    private final LogConfig log;
    private final Path folder;
    private @Nullable EmbeddedFlink flink;

    JobHost(String bootstrapServers, Path folder) throws InterruptedException {
      this.log = LogConfig.of(bootstrapServers);
      this.folder = folder;
      try (Admin admin = Admin.create(log.clientProperties())) {
        Topics.ensure(
            admin,
            new TopicSpec(log.catalogTopic(), 1, Map.of()),
            new TopicSpec(log.walTopic(), CHANNELS, Map.of()),
            new TopicSpec(log.manifestsTopic(), CHANNELS, Map.of()),
            new TopicSpec(log.requestsTopic(), 1, Map.of()),
            new TopicSpec(log.repliesTopic(), 1, Map.of()));
      }
    }

    @Override
    public LogConfig start() throws IOException, InterruptedException {
      FlinkSettings settings = new FlinkSettings(folder, 1, Duration.ofMillis(300), true, Map.of());
      EmbeddedFlink started = EmbeddedFlink.start(settings);
      flink = started;
      Configuration config = new Configuration();
      config.set(LogConfig.BOOTSTRAP_SERVERS, log.bootstrapServers());
      started.submit(
          new JobSpec(
              StandingQueriesJob.NAME,
              true,
              env -> StandingQueriesJob.build(env, StandingOptions.from(config))));
      started.awaitRunning(START_TIMEOUT, () -> {});
      return log;
    }

    @Override
    public void kill() throws IOException {
      EmbeddedFlink running = flink;
      if (running != null) {
        running.close();
        flink = null;
      }
    }

    @Override
    public void close() throws IOException {
      kill();
    }
  }
}
