package io.cinclus.operators.ingest;

import io.cinclus.operators.log.LogConfig;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the ingest job is told.
 *
 * @param log where the logs are
 * @param storageRoot of object storage, as Flink names file systems
 * @param seal when growing generations are closed
 * @param limits of the work done beside reading the log
 */
public record IngestOptions(LogConfig log, String storageRoot, SealPolicy seal, Limits limits)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final ConfigOption<String> STORAGE_ROOT =
      ConfigOptions.key("cinclus.storage.root")
          .stringType()
          .noDefaultValue()
          .withDescription("Where segments are kept: file:///…, s3://bucket/…");

  public static final ConfigOption<Integer> MAX_UPLOADS =
      ConfigOptions.key("cinclus.seal.max-uploads")
          .intType()
          .defaultValue(2)
          .withDescription("Segments that one subtask seals at the same time.");

  public static final ConfigOption<Integer> CHUNKS_PER_TICK =
      ConfigOptions.key("cinclus.seal.chunks-per-tick")
          .intType()
          .defaultValue(512)
          .withDescription("Log records read from or deleted from the state at one tick.");

  public static final ConfigOption<Duration> TICK =
      ConfigOptions.key("cinclus.seal.tick")
          .durationType()
          .defaultValue(Duration.ofMillis(50))
          .withDescription("How often a channel looks for something to seal.");

  /**
   * Limits of the work beside reading the log.
   *
   * @param maxUploads at the same time in one subtask
   * @param chunksPerTick log records read from or deleted from the state at one tick
   * @param tickMillis between two looks at a channel
   */
  public record Limits(int maxUploads, int chunksPerTick, long tickMillis) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Limits {
      if (maxUploads < 1 || chunksPerTick < 1 || tickMillis < 1) {
        throw new IllegalArgumentException("ingest limits must be at least 1");
      }
    }
  }

  public static IngestOptions from(ReadableConfig config) {
    return new IngestOptions(
        LogConfig.from(config),
        config
            .getOptional(STORAGE_ROOT)
            .orElseThrow(
                () -> new IllegalArgumentException("set " + STORAGE_ROOT.key() + " to a folder")),
        SealPolicy.from(config),
        new Limits(
            config.get(MAX_UPLOADS), config.get(CHUNKS_PER_TICK), config.get(TICK).toMillis()));
  }
}
