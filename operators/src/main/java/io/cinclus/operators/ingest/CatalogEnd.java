package io.cinclus.operators.ingest;

import io.cinclus.model.ShardId;
import io.cinclus.operators.log.EndPositions;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells a catalog position that is still to be read from one that there is not: it asks where the
 * catalog's log ends, once a shard has waited for a position in vain for a while.
 *
 * <p>Lives on the task thread and never blocks.
 */
final class CatalogEnd {
  /** A shard that has waited for this long asks. */
  static final long PATIENCE_MILLIS = 2_000;

  private final EndPositions ends;
  private final Map<ShardId, Waiting> waiting = new HashMap<>();

  private static final class Waiting {
    final long sinceMillis;
    @Nullable CompletableFuture<EndPositions.Ends> asked;

    Waiting(long sinceMillis) {
      this.sinceMillis = sinceMillis;
    }
  }

  CatalogEnd(EndPositions ends) {
    this.ends = ends;
  }

  /**
   * The shard waits for {@code position}. The catalog's end, asked for since it waits, where that
   * is at or below the position.
   */
  OptionalLong await(ShardId shard, long position, long nowMillis) {
    Waiting wait = waiting.computeIfAbsent(shard, id -> new Waiting(nowMillis));
    if (nowMillis - wait.sinceMillis < PATIENCE_MILLIS) {
      return OptionalLong.empty();
    }
    CompletableFuture<EndPositions.Ends> asked = wait.asked;
    if (asked == null) {
      wait.asked = ends.ask();
      return OptionalLong.empty();
    }
    if (!asked.isDone()) {
      return OptionalLong.empty();
    }
    forget(shard);
    if (asked.isCompletedExceptionally() || asked.join().catalog() > position) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(asked.join().catalog());
  }

  /** The shard does not wait any more. */
  void forget(ShardId shard) {
    waiting.remove(shard);
  }
}
