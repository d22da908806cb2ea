package io.cinclus.operators.build;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.operators.log.EndPositions;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which positions have outlived the time that their collection says. The log is asked, now and
 * then, where it stood that long ago; a position once expired stays so, and nothing waits for an
 * answer. Used by one task thread.
 */
final class Expiry {
  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

  /** Rows count for up to one part in so many longer than they should, and at least so long. */
  private static final long PARTS = 100;

  static final long MIN_STEP_MILLIS = 1_000;

  private final EndPositions log;
  private final Map<Long, Asked> byTtl = new HashMap<>();

  /** The newest question of a time to live, and the newest answer: offsets by channel. */
  private static final class Asked {
    long atMillis;
    CompletableFuture<Map<Integer, Long>> answer = CompletableFuture.completedFuture(Map.of());
    Map<Integer, Long> known = Map.of();
  }

  Expiry(EndPositions log) {
    this.log = log;
  }

  /** Asks what is to be asked for the collections of a catalog, and hears what was answered. */
  void tick(Catalog catalog, long nowMillis) {
    Map<Long, Asked> wanted = new HashMap<>();
    catalog
        .collections()
        .forEach(
            (id, collection) ->
                collection
                    .settings()
                    .ttlMillis()
                    .ifPresent(
                        ttl -> wanted.put(ttl, byTtl.computeIfAbsent(ttl, first -> new Asked()))));
    byTtl.keySet().retainAll(wanted.keySet());
    wanted.forEach((ttl, asked) -> advance(ttl, asked, nowMillis));
  }

  private void advance(long ttlMillis, Asked asked, long nowMillis) {
    if (!asked.answer.isDone()) {
      return;
    }
    try {
      asked.known = asked.answer.join();
    } catch (CompletionException e) {
      LOG.warn("nobody knows yet what has outlived {} ms; it is asked again", ttlMillis, e);
      asked.answer = CompletableFuture.completedFuture(asked.known);
    }
    long stepMillis = Math.max(MIN_STEP_MILLIS, ttlMillis / PARTS);
    if (nowMillis - asked.atMillis >= stepMillis) {
      asked.atMillis = nowMillis;
      asked.answer = log.before(nowMillis - ttlMillis);
    }
  }

  /**
   * Below which position the rows of a collection on a channel have expired, where that is known.
   */
  OptionalLong below(CollectionInfo collection, int channel) {
    OptionalLong ttl = collection.settings().ttlMillis();
    Asked asked = ttl.isPresent() ? byTtl.get(ttl.getAsLong()) : null;
    Long offset = asked == null ? null : asked.known.get(channel);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(Position.of(offset, 0));
  }
}
