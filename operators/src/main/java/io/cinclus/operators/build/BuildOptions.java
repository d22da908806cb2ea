package io.cinclus.operators.build;

import io.cinclus.operators.log.LogConfig;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the index-build job is told.
 *
 * @param log where the logs are
 * @param channelCount of the cluster
 * @param storageRoot of object storage, as Flink names file systems
 * @param compaction which segments are merged
 * @param limits of plans and of the files that were replaced
 */
public record BuildOptions(
    LogConfig log, int channelCount, String storageRoot, CompactionPolicy compaction, Limits limits)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final ConfigOption<Integer> CHANNELS =
      ConfigOptions.key("cinclus.channels")
          .intType()
          .defaultValue(8)
          .withDescription("Partitions of the write-ahead log.");

  public static final ConfigOption<String> STORAGE_ROOT =
      ConfigOptions.key("cinclus.storage.root")
          .stringType()
          .noDefaultValue()
          .withDescription("Where segments are kept: file:///…, s3://bucket/…");

  public static final ConfigOption<Integer> FAN_IN =
      ConfigOptions.key("cinclus.compaction.fan-in")
          .intType()
          .defaultValue(4)
          .withDescription("Segments of similar size that are merged into one.");

  public static final ConfigOption<Long> MAX_ROWS =
      ConfigOptions.key("cinclus.compaction.max-rows")
          .longType()
          .defaultValue(500_000L)
          .withDescription("Rows that a merged segment may have.");

  public static final ConfigOption<Integer> MAX_TOMBSTONE_FILES =
      ConfigOptions.key("cinclus.compaction.max-tombstone-files")
          .intType()
          .defaultValue(8)
          .withDescription("More tombstone files of a shard are merged.");

  public static final ConfigOption<Double> MAX_DEAD_SHARE =
      ConfigOptions.key("cinclus.compaction.max-dead-share")
          .doubleType()
          .defaultValue(0.2)
          .withDescription("A larger share of dead rows makes segments be rewritten.");

  public static final ConfigOption<Long> MIN_INDEX_ROWS =
      ConfigOptions.key("cinclus.index.min-rows")
          .longType()
          .defaultValue(1024L)
          .withDescription("Smaller segments are searched exactly instead of indexed.");

  public static final ConfigOption<Integer> MAX_PLANS =
      ConfigOptions.key("cinclus.index.max-plans-per-channel")
          .intType()
          .defaultValue(4)
          .withDescription("Index builds and compactions of a channel that are under way.");

  public static final ConfigOption<Integer> BUILD_THREADS =
      ConfigOptions.key("cinclus.index.threads")
          .intType()
          .defaultValue(1)
          .withDescription("Threads of each subtask that build indexes and compact.");

  public static final ConfigOption<Duration> BUILD_TIMEOUT =
      ConfigOptions.key("cinclus.index.timeout")
          .durationType()
          .defaultValue(Duration.ofHours(2))
          .withDescription("A build or compaction that takes longer is given up and planned anew.");

  public static final ConfigOption<Duration> GRACE =
      ConfigOptions.key("cinclus.files.grace")
          .durationType()
          .defaultValue(Duration.ofMinutes(2))
          .withDescription(
              "How long a replaced file is kept: longer than any request's deadline and the time"
                  + " that loading a segment takes.");

  public static final ConfigOption<Duration> TICK =
      ConfigOptions.key("cinclus.index.tick")
          .durationType()
          .defaultValue(Duration.ofMillis(200))
          .withDescription("How often a channel looks for something to plan or delete.");

  /**
   * Limits of plans and replaced files.
   *
   * @param minIndexRows smaller segments get no index
   * @param maxPlans of a channel that are under way
   * @param threads of a subtask that build
   * @param timeoutMillis of a build
   * @param graceMillis of a replaced file
   * @param tickMillis between two looks at a channel
   */
  public record Limits(
      long minIndexRows,
      int maxPlans,
      int threads,
      long timeoutMillis,
      long graceMillis,
      long tickMillis)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Limits {
      if (minIndexRows < 1 || maxPlans < 1 || threads < 1 || tickMillis < 1) {
        throw new IllegalArgumentException("index-build limits must be at least 1");
      }
    }
  }

  public static BuildOptions from(ReadableConfig config) {
    return new BuildOptions(
        LogConfig.from(config),
        config.get(CHANNELS),
        config
            .getOptional(STORAGE_ROOT)
            .orElseThrow(
                () -> new IllegalArgumentException("set " + STORAGE_ROOT.key() + " to a folder")),
        new CompactionPolicy(
            config.get(FAN_IN),
            config.get(MAX_ROWS),
            config.get(MAX_TOMBSTONE_FILES),
            config.get(MAX_DEAD_SHARE)),
        new Limits(
            config.get(MIN_INDEX_ROWS),
            config.get(MAX_PLANS),
            config.get(BUILD_THREADS),
            config.get(BUILD_TIMEOUT).toMillis(),
            config.get(GRACE).toMillis(),
            config.get(TICK).toMillis()));
  }
}
