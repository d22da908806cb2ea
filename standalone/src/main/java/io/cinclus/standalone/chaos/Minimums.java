package io.cinclus.standalone.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What must have happened in a run for its finding nothing wrong to mean something. Immutable.
 *
 * @param operations that were answered and checked
 * @param kills of the process
 * @param seals ranges of a shard that were sealed
 * @param indexes index files that were published
 * @param compactions that were published
 */
public record Minimums(long operations, int kills, int seals, int indexes, int compactions) {
  private static final int MAX_KILLS = 5;
  private static final int MIN_KILLS = 2;
  private static final int SECONDS_PER_KILL = 24;

  /** Below this the process hardly lives long enough to index and compact. */
  private static final Duration LONG_RUN = Duration.ofSeconds(60);

  /** What a run of this duration reaches on two cores that others use too. */
  public static Minimums of(Duration duration) {
    int seconds = (int) Math.min(duration.toSeconds(), Duration.ofDays(1).toSeconds());
    int kills = Math.max(MIN_KILLS, Math.min(MAX_KILLS, seconds / SECONDS_PER_KILL));
    if (duration.compareTo(LONG_RUN) < 0) {
      return new Minimums(seconds, kills, 1, 0, 0);
    }
    return new Minimums(2L * seconds, kills, seconds / 10, seconds / 30, seconds / 60);
  }

  /** Whether the jobs have done enough. */
  boolean areMetBy(Upkeep upkeep) {
    return upkeep.seals() >= seals
        && upkeep.indexes() >= indexes
        && upkeep.compactions() >= compactions;
  }

  /** Throws a {@link Violation} that says of what there was too little. */
  void check(ChaosReport report) {
    List<String> missing = new ArrayList<>();
    compare("operations", report.operations(), operations, missing);
    compare("kills", report.kills(), kills, missing);
    compare("seals", report.upkeep().seals(), seals, missing);
    compare("index builds", report.upkeep().indexes(), indexes, missing);
    compare("compactions", report.upkeep().compactions(), compactions, missing);
    if (!missing.isEmpty()) {
      throw new Violation(
          Violation.Kind.IDLE,
          "too little happened to say anything: %s; let it run for longer, or on an idle machine"
              .formatted(String.join(", ", missing)));
    }
  }

  private static void compare(String what, long count, long least, List<String> missing) {
    if (count < least) {
      missing.add("%d %s, at least %d are needed".formatted(count, what, least));
    }
  }
}
