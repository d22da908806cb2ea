package io.cinclus.standalone.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run. Immutable.
 *
 * @param seed determines what is done and when it is meant to be killed
 * @param duration of the workload; a last kill, restart and check follow
 * @param folder of all state, which must be new or empty
 * @param writers that work at the same time
 * @param options of the jobs and of Flink, over those that make much happen in little time
 * @param minimums what must have happened; the run goes on until there were enough kills and
 *     operations
 */
public record ChaosSettings(
    long seed,
    Duration duration,
    Path folder,
    int writers,
    Map<String, String> options,
    Minimums minimums) {
  public static final int DEFAULT_WRITERS = 3;

  /** Each has a share of the keys. */
  public static final int MAX_WRITERS = 16;

  /** Short, so that compactions purge what died. */
  static final Duration RETENTION = Duration.ofSeconds(5);

  /** Segments are small and soon sealed, indexed, merged and deleted. */
  private static final Map<String, String> BUSY =
      Map.of(
          "cinclus.seal.max-rows", "60",
          "cinclus.seal.max-age", "2 s",
          "cinclus.compaction.fan-in", "3",
          "cinclus.compaction.max-tombstone-files", "4",
          "cinclus.index.min-rows", "16",
          "cinclus.files.grace", "6 s",
          "cinclus.history.retention", RETENTION.toMillis() + " ms");

  /**
   * Consumers wait for more than there is, each for its own while: so the write-ahead log, the
   * requests and the catalog are read at different delays, and a search that does not wait for the
   * writes before it shows.
   */
  private static final Map<String, String> LAGGING =
      Map.of("cinclus.kafka.client", "fetch.min.bytes:1000000,fetch.max.wait.ms:60");

  public ChaosSettings {
    folder = folder.toAbsolutePath().normalize();
    Map<String, String> all = new TreeMap<>(BUSY);
    all.putAll(options);
    options = Map.copyOf(all);
    if (writers < 1 || writers > MAX_WRITERS) {
      throw new IllegalArgumentException(
          "there are 1 to %d writers, not %d".formatted(MAX_WRITERS, writers));
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("the duration must be positive, not " + duration);
    }
  }

  /** With the minimums that go with the duration. */
  public ChaosSettings(
      long seed, Duration duration, Path folder, int writers, Map<String, String> options) {
    this(seed, duration, folder, writers, options, Minimums.of(duration));
  }

  /** The options, and logs that are read with delays. */
  Map<String, String> laggingOptions() {
    Map<String, String> all = new TreeMap<>(LAGGING);
    all.putAll(options);
    return all;
  }
}
