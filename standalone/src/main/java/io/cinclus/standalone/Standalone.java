package io.cinclus.standalone;

import io.cinclus.client.RequestClient;
import io.cinclus.jobs.indexbuild.IndexBuildJob;
import io.cinclus.jobs.ingest.IngestJob;
import io.cinclus.jobs.queryserving.QueryServingJob;
import io.cinclus.operators.build.BuildOptions;
import io.cinclus.operators.ingest.IngestOptions;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.serve.ServeOptions;
import io.cinclus.standalone.flink.EmbeddedFlink;
import io.cinclus.standalone.flink.FlinkSettings;
import io.cinclus.standalone.flink.JobFailedException;
import io.cinclus.standalone.flink.JobSpec;
import io.cinclus.standalone.kafka.EmbeddedKafka;
import io.cinclus.standalone.kafka.TopicSpec;
import io.cinclus.standalone.kafka.Topics;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Cinclus in one JVM: Kafka, a Flink cluster, the three jobs, and object storage in a folder. All
 * state is in the data folder: started on it again, after a stop or a kill, everything is back.
 *
 * <p>When {@link #start} has returned, requests are answered.
 */
public final class Standalone implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  /** Requests and replies are kept this long. */
  private static final Duration REQUEST_RETENTION = Duration.ofHours(1);

  private final EmbeddedKafka kafka;
  private final EmbeddedFlink flink;
  private final LogConfig log;

  private Standalone(EmbeddedKafka kafka, EmbeddedFlink flink, LogConfig log) {
    this.kafka = kafka;
    this.flink = flink;
    this.log = log;
  }

  /** Starts everything and waits until a request has been answered. */
  public static Standalone start(StandaloneSettings settings)
      throws IOException, InterruptedException {
    Files.createDirectories(settings.objectsFolder());
    CompletableFuture<EmbeddedFlink> flinkStart =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return EmbeddedFlink.start(flinkSettings(settings));
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
    EmbeddedKafka kafka = EmbeddedKafka.start(settings.kafkaFolder(), settings.kafkaPort());
    EmbeddedFlink flink = null;
    try {
      flink = flinkStart.join();
      LogConfig log = LogConfig.of(kafka.bootstrapServers());
      createTopics(log, settings.channels());
      submit(flink, settings, log);
      flink.awaitRunning(START_TIMEOUT);
      Standalone standalone = new Standalone(kafka, flink, log);
      standalone.awaitAnswer();
      return standalone;
    } catch (IOException | InterruptedException | RuntimeException e) {
      closeAfter(e, flink, kafka);
      throw e;
    }
  }

  private static void closeAfter(Exception cause, @Nullable AutoCloseable... resources) {
    for (@Nullable AutoCloseable resource : resources) {
      try {
        if (resource != null) {
          resource.close();
        }
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }

  private static FlinkSettings flinkSettings(StandaloneSettings settings) {
    FlinkSettings defaults = FlinkSettings.of(settings.flinkFolder(), settings.parallelism());
    return new FlinkSettings(
        defaults.folder(),
        defaults.parallelism(),
        defaults.checkpointInterval(),
        defaults.restartFailedJobs(),
        settings.options());
  }

  private static void createTopics(LogConfig log, int channels) throws InterruptedException {
    Map<String, String> kept =
        Map.of(
            TopicConfig.RETENTION_MS_CONFIG, "-1",
            TopicConfig.RETENTION_BYTES_CONFIG, "-1",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(Logs.MAX_RECORD_BYTES),
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    Map<String, String> compacted =
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(Logs.MAX_RECORD_BYTES));
    Map<String, String> passing =
        Map.of(
            TopicConfig.RETENTION_MS_CONFIG, String.valueOf(REQUEST_RETENTION.toMillis()),
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(Logs.MAX_RECORD_BYTES),
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    try (Admin admin = Admin.create(log.clientProperties())) {
      Topics.ensure(
          admin,
          new TopicSpec(log.catalogTopic(), 1, kept),
          new TopicSpec(log.walTopic(), channels, kept),
          new TopicSpec(log.sealsTopic(), channels, kept),
          new TopicSpec(log.manifestsTopic(), channels, compacted),
          new TopicSpec(log.requestsTopic(), 2, passing),
          new TopicSpec(log.repliesTopic(), 2, passing));
    }
  }

  private static void submit(EmbeddedFlink flink, StandaloneSettings settings, LogConfig log)
      throws IOException, InterruptedException {
    Configuration config = settings.configuration();
    config.set(LogConfig.BOOTSTRAP_SERVERS, log.bootstrapServers());
    if (config.getOptional(IngestOptions.STORAGE_ROOT).isEmpty()) {
      config.set(IngestOptions.STORAGE_ROOT, settings.objectsFolder().toUri().toString());
    }
    config.set(BuildOptions.CHANNELS, settings.channels());
    flink.submit(
        new JobSpec(IngestJob.NAME, true, env -> IngestJob.build(env, IngestOptions.from(config))));
    flink.submit(
        new JobSpec(
            IndexBuildJob.NAME, true, env -> IndexBuildJob.build(env, BuildOptions.from(config))));
    flink.submit(
        new JobSpec(
            QueryServingJob.NAME,
            false,
            env -> QueryServingJob.build(env, ServeOptions.from(config))));
  }

  /** Any reply will do: it shows that requests are read, planned, merged and answered. */
  private void awaitAnswer() {
    Request probe = Request.newBuilder().setQuery(QueryRequest.getDefaultInstance()).build();
    long deadlineNanos = System.nanoTime() + START_TIMEOUT.toNanos();
    try (RequestClient client = new RequestClient(log)) {
      while (true) {
        if (flink.failure().isDone()) {
          throw new IllegalStateException(flink.failure().join());
        }
        try {
          client.ask(probe, PROBE_TIMEOUT).join();
          return;
        } catch (CompletionException e) {
          if (System.nanoTime() > deadlineNanos) {
            throw new IllegalStateException(
                "no request is answered within " + START_TIMEOUT, e.getCause());
          }
        }
      }
    }
  }

  /** Where the logs are. */
  public LogConfig log() {
    return log;
  }

  /** Completes when a job has failed for good. */
  public CompletableFuture<JobFailedException> failure() {
    return flink.failure();
  }

  @Override
  public void close() throws IOException {
    try {
      flink.close();
    } finally {
      kafka.close();
    }
  }
}
