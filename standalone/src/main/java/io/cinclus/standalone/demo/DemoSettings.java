package io.cinclus.standalone.demo;

import io.cinclus.standalone.StandaloneSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * How much the demo does, and where. Immutable.
 *
 * @param limit how many glosses, {@link #MIN_LIMIT} to {@link #MAX_LIMIT}
 * @param folder for all state, empty; a standalone can be started on it afterwards
 * @param kept whether the folder stays when the demo is over
 */
public record DemoSettings(int limit, Path folder, boolean kept) {
  public static final int DEFAULT_LIMIT = 40_000;
  public static final int MIN_LIMIT = 2_000;

  /** All that WordNet 3.1 has. */
  public static final int MAX_LIMIT = 117_791;

  /** Each shard seals so many segments, so that there is something to compact. */
  private static final int SEALS_PER_SHARD = 8;

  public DemoSettings {
    checkLimit(limit);
  }

  /** {@link IllegalArgumentException} where a demo of so many glosses is not possible. */
  public static void checkLimit(int limit) {
    if (limit < MIN_LIMIT || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "the demo needs %d to %d glosses, not %d".formatted(MIN_LIMIT, MAX_LIMIT, limit));
    }
  }

  long sealRows() {
    return limit / (GlossCollection.SHARDS * SEALS_PER_SHARD);
  }

  long minIndexRows() {
    return sealRows() / 4;
  }

  StandaloneSettings standalone() {
    return StandaloneSettings.of(folder)
        .withKafkaPort(0)
        .withOptions(
            Map.of(
                "cinclus.seal.max-rows", String.valueOf(sealRows()),
                "cinclus.index.min-rows", String.valueOf(minIndexRows())));
  }

  /** For the model's native libraries. */
  Path modelFolder() {
    return folder.resolve("model");
  }
}
