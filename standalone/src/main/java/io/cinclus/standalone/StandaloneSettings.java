package io.cinclus.standalone;

import io.cinclus.access.AccessLimits;
import io.cinclus.operators.build.BuildOptions;
import io.cinclus.operators.ingest.IngestOptions;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.ServeOptions;
import io.cinclus.operators.standing.StandingOptions;
import io.cinclus.standalone.flink.FlinkSettings;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * How everything in one JVM runs. Immutable.
 *
 * @param dataFolder where all state is
 * @param kafkaPort of the broker on the loopback address; 0: any free one
 * @param channels partitions of the write-ahead log; null: as the folder has them, and {@link
 *     #DEFAULT_CHANNELS} in a new one
 * @param parallelism of the jobs
 * @param options of the jobs, the access layer and Flink, by key, over the defaults
 */
public record StandaloneSettings(
    Path dataFolder,
    int kafkaPort,
    @Nullable Integer channels,
    int parallelism,
    Map<String, String> options) {
  public static final int DEFAULT_KAFKA_PORT = 9092;
  public static final int DEFAULT_CHANNELS = 8;
  public static final int DEFAULT_PARALLELISM = 2;

  private static final int MAX_PORT = 65_535;

  /** Stands for what is known only when Kafka runs, while the other options are checked. */
  private static final String PLACEHOLDER = "unknown";

  public StandaloneSettings {
    dataFolder = dataFolder.toAbsolutePath().normalize();
    options = Map.copyOf(options);
    if (channels != null && channels < 1) {
      throw new IllegalArgumentException("there must be at least 1 channel, not " + channels);
    }
    if (kafkaPort < 0 || kafkaPort > MAX_PORT) {
      throw new IllegalArgumentException(
          "a port is 0 to %d, not %d".formatted(MAX_PORT, kafkaPort));
    }
    FlinkSettings.checkParallelism(parallelism);
    OptionNames.check(options.keySet());
    ServeOptions.from(config(options, PLACEHOLDER, DEFAULT_CHANNELS, PLACEHOLDER));
    IngestOptions.from(config(options, PLACEHOLDER, DEFAULT_CHANNELS, PLACEHOLDER));
    BuildOptions.from(config(options, PLACEHOLDER, DEFAULT_CHANNELS, PLACEHOLDER));
    StandingOptions.from(config(options, PLACEHOLDER, DEFAULT_CHANNELS, PLACEHOLDER));
    AccessLimits.from(Configuration.fromMap(options));
  }

  /** Of a folder, with defaults. */
  public static StandaloneSettings of(Path dataFolder) {
    return new StandaloneSettings(
        dataFolder, DEFAULT_KAFKA_PORT, null, DEFAULT_PARALLELISM, Map.of());
  }

  public StandaloneSettings withKafkaPort(int port) {
    return new StandaloneSettings(dataFolder, port, channels, parallelism, options);
  }

  public StandaloneSettings withOptions(Map<String, String> changed) {
    return new StandaloneSettings(dataFolder, kafkaPort, channels, parallelism, changed);
  }

  Path kafkaFolder() {
    return dataFolder.resolve("kafka");
  }

  Path flinkFolder() {
    return dataFolder.resolve("flink");
  }

  Path objectsFolder() {
    return dataFolder.resolve("objects");
  }

  /** What the access layer takes on, by the options. */
  public AccessLimits accessLimits() {
    return AccessLimits.from(Configuration.fromMap(options));
  }

  /** The options of the jobs, which agree with where Kafka is and what it holds. */
  Configuration configuration(String bootstrapServers, int channelCount) {
    return config(options, bootstrapServers, channelCount, objectsFolder().toUri().toString());
  }

  private static Configuration config(
      Map<String, String> options, String bootstrapServers, int channelCount, String storageRoot) {
    Configuration config = Configuration.fromMap(options);
    config.set(LogConfig.BOOTSTRAP_SERVERS, bootstrapServers);
    config.set(BuildOptions.CHANNELS, channelCount);
    if (config.getOptional(IngestOptions.STORAGE_ROOT).isEmpty()) {
      config.set(IngestOptions.STORAGE_ROOT, storageRoot);
    }
    return config;
  }
}
