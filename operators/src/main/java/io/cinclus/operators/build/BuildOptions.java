package io.cinclus.operators.build;

import io.cinclus.operators.log.LogConfig;
import io.cinclus.segment.CompactionTask;
import io.cinclus.segment.ObjectStorage;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
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

  public static final ConfigOption<MemorySize> MAX_INPUT_BYTES =
      ConfigOptions.key("cinclus.compaction.max-input-bytes")
          .memoryType()
          .defaultValue(new MemorySize(CompactionTask.MAX_INPUT_BYTES))
          .withDescription(
              "Of the files that a compaction reads, which are held in memory with its output; at"
                  + " most 1 GiB. Segments of more than half of it are not compacted.");

  public static final ConfigOption<Duration> RETENTION =
      ConfigOptions.key("cinclus.history.retention")
          .durationType()
          .defaultValue(Duration.ZERO)
          .withDescription(
              "How long rows that were deleted or replaced stay to be found by searches as of an"
                  + " earlier time, in collections that do not say so by their property"
                  + " collection.retention.seconds. 0: until a compaction.");

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

  public static final ConfigOption<Duration> ORPHAN_AGE =
      ConfigOptions.key("cinclus.files.orphan-age")
          .durationType()
          .defaultValue(Duration.ofHours(1))
          .withDescription(
              "Files older than this that nobody names, such as those of a writer that was killed,"
                  + " are deleted: longer than any upload, and than any request's deadline.");

  public static final ConfigOption<Duration> ORPHAN_INTERVAL =
      ConfigOptions.key("cinclus.files.orphan-interval")
          .durationType()
          .defaultValue(Duration.ofHours(1))
          .withDescription("How often each folder is looked through for such files.");

  public static final ConfigOption<MemorySize> MAX_INDEX_BYTES =
      ConfigOptions.key("cinclus.index.max-bytes")
          .memoryType()
          .defaultValue(new MemorySize(ObjectStorage.MAX_FILE_BYTES))
          .withDescription("Of an index file, which is held in memory; at most 1 GiB.");

  public static final ConfigOption<MemorySize> MAX_BUILD_BYTES =
      ConfigOptions.key("cinclus.index.max-build-bytes")
          .memoryType()
          .noDefaultValue()
          .withDescription(
              "Of what a build of an index holds in memory beside the vectors; one that may need"
                  + " more fails. A quarter of the heap of the process that builds, if not set.");

  public static final ConfigOption<Duration> TICK =
      ConfigOptions.key("cinclus.index.tick")
          .durationType()
          .defaultValue(Duration.ofMillis(200))
          .withDescription("How often a channel looks for something to plan or delete.");

  /**
   * Limits of plans, of files and of history.
   *
   * @param retentionMillis of the history of collections that do not say themselves; 0: none
   * @param tickMillis between two looks at a channel
   */
  public record Limits(Builds builds, Files files, long retentionMillis, long tickMillis)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Limits {
      if (retentionMillis < 0) {
        throw new IllegalArgumentException(
            "%s is %d ms; it must not be negative".formatted(RETENTION.key(), retentionMillis));
      }
      requirePositive(TICK, tickMillis);
    }
  }

  /**
   * Limits of plans.
   *
   * @param minIndexRows smaller segments get no index
   * @param maxPlans of a channel that are under way
   * @param threads of a subtask that build
   * @param timeoutMillis of a build, from when a thread takes it up
   * @param memory of each build
   */
  public record Builds(
      long minIndexRows, int maxPlans, int threads, long timeoutMillis, Memory memory)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Builds {
      requirePositive(MIN_INDEX_ROWS, minIndexRows);
      requirePositive(MAX_PLANS, maxPlans);
      requirePositive(BUILD_THREADS, threads);
      requirePositive(BUILD_TIMEOUT, timeoutMillis);
    }
  }

  /**
   * Limits of the memory of a build.
   *
   * @param maxIndexBytes of an index file
   * @param maxBuildBytes of what else it holds beside the vectors; 0 for a quarter of the heap
   */
  public record Memory(int maxIndexBytes, long maxBuildBytes) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Memory {
      requirePositive(MAX_INDEX_BYTES, maxIndexBytes);
      if (maxBuildBytes < 0) {
        throw new IllegalArgumentException(
            "%s is %d; it must not be negative".formatted(MAX_BUILD_BYTES.key(), maxBuildBytes));
      }
    }

    /** The limit in the process that asks, which is the one that builds. */
    long buildBytes() {
      return maxBuildBytes > 0 ? maxBuildBytes : Runtime.getRuntime().maxMemory() / 4;
    }
  }

  /**
   * Limits of files that nobody needs any more.
   *
   * @param graceMillis of a replaced file
   * @param orphanAgeMillis from which a file that nobody names is one
   * @param orphanIntervalMillis between two looks through a folder
   */
  public record Files(long graceMillis, long orphanAgeMillis, long orphanIntervalMillis)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Files {
      requirePositive(GRACE, graceMillis);
      requirePositive(ORPHAN_INTERVAL, orphanIntervalMillis);
      if (orphanAgeMillis < graceMillis) {
        throw new IllegalArgumentException(
            "%s (%d ms) must be at least %s (%d ms)"
                .formatted(ORPHAN_AGE.key(), orphanAgeMillis, GRACE.key(), graceMillis));
      }
    }
  }

  private static void requirePositive(ConfigOption<?> option, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s is %d; it must be at least 1".formatted(option.key(), value));
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
            config.get(MAX_DEAD_SHARE),
            Math.min(config.get(MAX_INPUT_BYTES).getBytes(), CompactionTask.MAX_INPUT_BYTES)),
        new Limits(
            new Builds(
                config.get(MIN_INDEX_ROWS),
                config.get(MAX_PLANS),
                config.get(BUILD_THREADS),
                config.get(BUILD_TIMEOUT).toMillis(),
                new Memory(
                    (int)
                        Math.min(
                            config.get(MAX_INDEX_BYTES).getBytes(), ObjectStorage.MAX_FILE_BYTES),
                    config.getOptional(MAX_BUILD_BYTES).map(MemorySize::getBytes).orElse(0L))),
            new Files(
                config.get(GRACE).toMillis(),
                config.get(ORPHAN_AGE).toMillis(),
                config.get(ORPHAN_INTERVAL).toMillis()),
            config.get(RETENTION).toMillis(),
            config.get(TICK).toMillis()));
  }
}
