package io.cinclus.operators.ingest;

import io.cinclus.v1.Generation;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * When a growing generation is closed.
 *
 * @param maxMutations rows and deletes
 * @param maxSizeBytes of the log records
 * @param maxAgeMillis since its first record was read
 */
public record SealPolicy(long maxMutations, long maxSizeBytes, long maxAgeMillis)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final ConfigOption<Long> MAX_MUTATIONS =
      ConfigOptions.key("cinclus.seal.max-rows")
          .longType()
          .defaultValue(50_000L)
          .withDescription("A growing segment of this many rows and deletes is sealed.");

  public static final ConfigOption<MemorySize> MAX_SIZE =
      ConfigOptions.key("cinclus.seal.max-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(128))
          .withDescription("A growing segment of this size is sealed.");

  public static final ConfigOption<Duration> MAX_AGE =
      ConfigOptions.key("cinclus.seal.max-age")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription("A growing segment whose first row is this old is sealed.");

  public SealPolicy {
    if (maxMutations < 1 || maxSizeBytes < 1 || maxAgeMillis < 1) {
      throw new IllegalArgumentException(
          "seal limits must be at least 1, not %d rows, %d bytes, %d ms"
              .formatted(maxMutations, maxSizeBytes, maxAgeMillis));
    }
  }

  public static SealPolicy from(ReadableConfig config) {
    return new SealPolicy(
        config.get(MAX_MUTATIONS), config.get(MAX_SIZE).getBytes(), config.get(MAX_AGE).toMillis());
  }

  boolean isFull(Generation generation) {
    return generation.getMutationCount() >= maxMutations
        || generation.getSizeBytes() >= maxSizeBytes;
  }

  boolean isOld(Generation generation, long nowMillis) {
    return generation.getChunkCount() > 0
        && nowMillis - generation.getOpenedAtMillis() >= maxAgeMillis;
  }
}
