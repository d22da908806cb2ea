package io.cinclus.standalone;

import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/**
 * How everything in one JVM runs. Immutable.
 *
 * @param dataFolder where all state is
 * @param kafkaPort of the broker on the loopback address; 0: any free one
 * @param channels partitions of the write-ahead log; fixed when the folder is new
 * @param parallelism of the jobs
 * @param options of the jobs and of Flink, by key, over the defaults
 */
public record StandaloneSettings(
    Path dataFolder, int kafkaPort, int channels, int parallelism, Map<String, String> options) {
  public static final int DEFAULT_KAFKA_PORT = 9092;
  public static final int DEFAULT_CHANNELS = 8;
  public static final int DEFAULT_PARALLELISM = 2;

  public StandaloneSettings {
    dataFolder = dataFolder.toAbsolutePath().normalize();
    options = Map.copyOf(options);
    if (channels < 1) {
      throw new IllegalArgumentException("there must be at least 1 channel, not " + channels);
    }
  }

  /** Of a folder, with defaults. */
  public static StandaloneSettings of(Path dataFolder) {
    return new StandaloneSettings(
        dataFolder, DEFAULT_KAFKA_PORT, DEFAULT_CHANNELS, DEFAULT_PARALLELISM, Map.of());
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

  Configuration configuration() {
    return Configuration.fromMap(options);
  }
}
