package io.cinclus.standalone;

import static java.util.Objects.requireNonNull;

import io.cinclus.access.Cluster;
import io.cinclus.jobs.indexbuild.IndexBuildJob;
import io.cinclus.jobs.ingest.IngestJob;
import io.cinclus.jobs.queryserving.QueryServingJob;
import io.cinclus.jobs.standingqueries.StandingQueriesJob;
import io.cinclus.operators.build.BuildOptions;
import io.cinclus.operators.ingest.IngestOptions;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.serve.ServeOptions;
import io.cinclus.operators.serve.ServeOptions.Headers;
import io.cinclus.operators.standing.StandingOptions;
import io.cinclus.standalone.flink.EmbeddedFlink;
import io.cinclus.standalone.flink.FlinkSettings;
import io.cinclus.standalone.flink.JobFailedException;
import io.cinclus.standalone.flink.JobSpec;
import io.cinclus.standalone.kafka.EmbeddedKafka;
import io.cinclus.standalone.kafka.TopicSpec;
import io.cinclus.standalone.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Cinclus in one JVM: Kafka, a Flink cluster, the four jobs, and object storage in a folder. All
 * state is in the data folder: started on it again, after a stop or a kill, everything is back.
 *
 * <p>When {@link #start} has returned, requests are answered, those about loaded collections too.
 */
public final class Standalone implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  /** Requests and replies are kept this long. */
  private static final Duration REQUEST_RETENTION = Duration.ofHours(1);

  /** Matches of standing queries that name no other topic are kept this long. */
  private static final Duration MATCH_RETENTION = Duration.ofDays(7);

  private final EmbeddedKafka kafka;
  private final EmbeddedFlink flink;
  private final Cluster cluster;

  private Standalone(EmbeddedKafka kafka, EmbeddedFlink flink, Cluster cluster) {
    this.kafka = kafka;
    this.flink = flink;
    this.cluster = cluster;
  }

  /** Starts everything and waits until requests are answered; nobody can stop the start. */
  public static Standalone start(StandaloneSettings settings)
      throws IOException, InterruptedException {
    return start(settings, () -> false);
  }

  /**
   * Starts everything and waits until requests are answered. A collection that cannot be served is
   * named in a warning.
   *
   * @param stopAsked looked at between the steps
   * @throws CancellationException if a stop was asked for; everything has been closed then
   * @throws JobFailedException if a job fails for good
   */
  public static Standalone start(StandaloneSettings settings, BooleanSupplier stopAsked)
      throws IOException, InterruptedException {
    createFolders(settings);
    CompletableFuture<EmbeddedFlink> flinkStart =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return EmbeddedFlink.start(flinkSettings(settings));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                throw new CompletionException(e);
              }
            });
    EmbeddedKafka kafka = null;
    try {
      kafka = EmbeddedKafka.start(settings.kafkaFolder(), settings.kafkaPort());
      EmbeddedFlink flink = started(flinkStart);
      checkStop(stopAsked);
      Configuration config = createTopics(settings, kafka.bootstrapServers());
      checkStop(stopAsked);
      submit(flink, config);
      flink.awaitRunning(START_TIMEOUT, () -> checkStop(stopAsked));
      Standalone standalone =
          new Standalone(
              kafka,
              flink,
              new Cluster(
                  LogConfig.from(config),
                  Headers.from(config),
                  config.get(IngestOptions.STORAGE_ROOT)));
      new Readiness(standalone, () -> checkStop(stopAsked)).await(START_TIMEOUT);
      return standalone;
    } catch (IOException | InterruptedException | RuntimeException e) {
      closeAfter(
          e,
          () -> flinkStart.exceptionally(failure -> null).thenAccept(Standalone::close).join(),
          kafka);
      throw e;
    }
  }

  private static void createFolders(StandaloneSettings settings) throws IOException {
    try {
      Files.createDirectories(settings.objectsFolder());
    } catch (FileSystemException e) {
      throw new IOException(
          "the data folder %s cannot be written (%s): choose another, or give this user the right to write it"
              .formatted(
                  settings.dataFolder(),
                  e instanceof FileAlreadyExistsException ? "it is a file" : e.toString()),
          e);
    }
  }

  private static EmbeddedFlink started(CompletableFuture<EmbeddedFlink> flinkStart)
      throws IOException {
    try {
      return flinkStart.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException io) {
        throw new IOException(requireNonNull(io.getCause()).getMessage(), io);
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void close(@Nullable EmbeddedFlink flink) {
    try {
      if (flink != null) {
        flink.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkStop(BooleanSupplier stopAsked) {
    if (stopAsked.getAsBoolean()) {
      throw new CancellationException("stopped before everything had started");
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

  /** Makes the topics exist; returns the options of the jobs that read and write them. */
  private static Configuration createTopics(StandaloneSettings settings, String bootstrapServers)
      throws InterruptedException {
    LogConfig log =
        LogConfig.from(
            settings.configuration(bootstrapServers, StandaloneSettings.DEFAULT_CHANNELS));
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
    Map<String, String> matches =
        Map.of(
            TopicConfig.RETENTION_MS_CONFIG, String.valueOf(MATCH_RETENTION.toMillis()),
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(Logs.MAX_RECORD_BYTES));
    try (Admin admin = Admin.create(log.clientProperties())) {
      int channels =
          settings.channels() != null
              ? settings.channels()
              : Topics.partitions(admin, log.walTopic())
                  .orElse(StandaloneSettings.DEFAULT_CHANNELS);
      Topics.ensure(
          admin,
          new TopicSpec(log.catalogTopic(), 1, kept),
          new TopicSpec(log.walTopic(), channels, kept),
          new TopicSpec(log.sealsTopic(), channels, kept),
          new TopicSpec(log.manifestsTopic(), channels, compacted),
          new TopicSpec(log.requestsTopic(), 2, passing),
          new TopicSpec(log.repliesTopic(), 2, passing),
          new TopicSpec(log.matchesTopic(), channels, matches));
      return settings.configuration(bootstrapServers, channels);
    }
  }

  private static void submit(EmbeddedFlink flink, Configuration config)
      throws IOException, InterruptedException {
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
    flink.submit(
        new JobSpec(
            StandingQueriesJob.NAME,
            true,
            env -> StandingQueriesJob.build(env, StandingOptions.from(config))));
  }

  /** What access nodes connect to. */
  public Cluster cluster() {
    return cluster;
  }

  /** Where the logs are. */
  public LogConfig log() {
    return cluster.log();
  }

  /** The names of the headers of requests and replies. */
  public Headers headers() {
    return cluster.headers();
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
