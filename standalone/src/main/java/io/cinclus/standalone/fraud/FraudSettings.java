package io.cinclus.standalone.fraud;

import io.cinclus.operators.score.ScoringOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is scored, and how. Immutable.
 *
 * @param source of the events
 * @param limit of events that are taken of it, the first
 * @param ratePerSecond at which they are appended in the first run; 0: as fast as the log takes
 *     them
 * @param options of the job
 * @param folder for the log, empty
 */
public record FraudSettings(
    Source source, int limit, int ratePerSecond, ScoringOptions options, Path folder) {
  public static final int DEFAULT_GENERATED = 50_000;
  public static final int MIN_LIMIT = 100;

  /**
   * Where events come from.
   *
   * @param file a CSV file; if there is none, they are generated
   * @param label its column that says what an event is
   * @param anomaly what that says of an anomaly
   * @param seed of generated ones
   */
  public record Source(Optional<Path> file, String label, String anomaly, long seed) {}

  public FraudSettings {
    if (limit < MIN_LIMIT || ratePerSecond < 0) {
      throw new IllegalArgumentException(
          "at least %d events at 0 per second or more, not %d at %d"
              .formatted(MIN_LIMIT, limit, ratePerSecond));
    }
  }
}
