package io.cinclus.operators.standing;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.operators.log.EndPositions;
import io.cinclus.v1.StandingQueryBegin;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds standing queries that go on although they have been dropped, and will never be ended by a
 * marker. A drop appends its markers before the catalog hears of it; so a query that the catalog
 * does not have, and that goes on where the log ended after that was seen, is one.
 *
 * <p>Single-threaded; never blocks.
 */
final class Orphans {
  private static final long NONE = -2;

  private final int channel;
  private final EndPositions ends;
  private long seenPosition = NONE;
  private Set<Long> suspected = Set.of();
  private @Nullable CompletableFuture<EndPositions.Ends> asked;

  Orphans(int channel, EndPositions ends) {
    this.channel = channel;
    this.ends = ends;
  }

  /**
   * The orphans among some queries, as far as is known by now.
   *
   * @param applied the offset up to which the channel has been applied
   */
  Set<Long> find(Collection<StandingQueryBegin> queries, Catalog catalog, long applied) {
    CompletableFuture<EndPositions.Ends> asking = asked;
    if (asking != null) {
      return judge(asking, applied);
    }
    if (catalog.position() == seenPosition) {
      return Set.of();
    }
    seenPosition = catalog.position();
    Set<Long> dropped = new HashSet<>();
    suspected = new HashSet<>();
    for (StandingQueryBegin query : queries) {
      long id = query.getInfo().getId();
      if (catalog.position() < id) {
        continue; // It has not been folded up to the registration yet, as after a restart.
      }
      Optional<CollectionInfo> collection = catalog.collection(query.getCollectionId());
      if (collection.isEmpty()) {
        dropped.add(id);
      } else if (!isRegistered(query, collection.get())) {
        suspected.add(id);
      }
    }
    asked = suspected.isEmpty() ? null : ends.ask();
    return dropped;
  }

  /** A query has begun; it may be one whatever the catalog has told so far. */
  void begun() {
    seenPosition = NONE;
  }

  private static boolean isRegistered(StandingQueryBegin query, CollectionInfo collection) {
    var known = collection.standingQueries().get(query.getInfo().getName());
    return known != null && known.getId() == query.getInfo().getId();
  }

  private Set<Long> judge(CompletableFuture<EndPositions.Ends> asking, long applied) {
    if (!asking.isDone()) {
      return Set.of();
    }
    if (asking.isCompletedExceptionally()) {
      asked = null;
      seenPosition = NONE; // To look again.
      return Set.of();
    }
    if (applied < asking.join().wal().getOrDefault(channel, 0L)) {
      return Set.of();
    }
    asked = null;
    return suspected;
  }
}
