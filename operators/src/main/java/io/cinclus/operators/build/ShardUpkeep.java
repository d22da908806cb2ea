package io.cinclus.operators.build;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.EndPositions;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.OwnedShard;
import io.cinclus.v1.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * What becomes due as time passes: a channel's shards follow the catalog, are indexed and compacted
 * within the limit of plans under way, and lose the files that nobody needs, each only when a
 * checkpoint holds the decision. Used by one task thread.
 */
final class ShardUpkeep {
  private final BuildOptions options;
  private final OwnerStore store;
  private final FileSweeper sweeper;
  private final OrphanSweep orphans;
  private final LogAges ages;
  private final Map<ShardId, Long> publishedTo = new HashMap<>();
  private final Map<ShardId, Settled> settledAt = new HashMap<>();
  private final Map<Integer, Known> catalogShards = new HashMap<>();
  private long started;
  private long completed;

  /**
   * One look at a channel.
   *
   * @param key of the channel
   * @param catalog that the plans go by
   * @param output takes what the look decides
   */
  record Tick(int key, int channel, Catalog catalog, long nowMillis, Output output) {}

  /** Where decisions go. */
  interface Output {
    void publish(Publication publication);

    void carryOut(BuildPlan plan);
  }

  /** When nothing was left to plan for a shard. */
  private record Settled(long catalogPosition, Horizon horizon) {}

  /** The shards of a channel, by a catalog. */
  private record Known(long catalogPosition, List<ShardId> shards) {}

  /**
   * Deletes on {@code thread}.
   *
   * @param log that says what is old
   * @param restoredCheckpoint the one that {@code store} comes from, 0 if none
   */
  ShardUpkeep(
      BuildOptions options,
      OwnerStore store,
      EndPositions log,
      ExecutorService thread,
      long restoredCheckpoint) {
    ObjectStorage storage = new ObjectStorage(options.storageRoot());
    this.options = options;
    this.store = store;
    sweeper = new FileSweeper(storage, thread);
    orphans = new OrphanSweep(storage, thread, options.limits().files());
    ages = new LogAges(log, options.limits());
    started = completed = restoredCheckpoint;
  }

  void checkpointStarted(long checkpointId) {
    started = checkpointId;
  }

  void checkpointCompleted(long checkpointId) {
    completed = Math.max(completed, checkpointId);
  }

  /** A manifest of the shard that is sealed up to {@code position} can be read in the log. */
  void published(ShardId id, long position) {
    publishedTo.merge(id, position, Math::max);
  }

  /** The shard is another than the last look left it. */
  void changed(ShardId id) {
    settledAt.remove(id);
  }

  void run(Tick tick) throws Exception {
    ages.tick(tick.catalog(), tick.nowMillis());
    int underWay = 0;
    for (OwnedShard shard : store.shards(tick.key())) {
      underWay += shard.getPlansCount();
    }
    for (OwnedShard shard : List.copyOf(store.shards(tick.key()))) {
      int room = options.limits().builds().maxPlans() - underWay;
      OwnedShard next = followAndPlan(tick, expire(tick, shard), room);
      underWay += next.getPlansCount() - shard.getPlansCount();
      next = sweep(next, tick.nowMillis());
      if (next.getDropped() && next.getGarbageCount() == 0) {
        forget(tick.key(), ShardOwner.id(next));
      } else if (!next.equals(shard)) {
        store.putShard(tick.key(), next);
        if (next.getManifest().getGeneration() > shard.getManifest().getGeneration()) {
          tick.output().publish(Publications.of(tick.channel(), next));
        }
      }
    }
    sweepUnsealed(tick);
    if (tick.channel() == 0) {
      orphans.deleteDropped(tick.catalog(), tick.nowMillis());
    }
  }

  private void forget(int key, ShardId id) throws Exception {
    store.removeShard(key, id);
    publishedTo.remove(id);
    settledAt.remove(id);
    orphans.forget(id);
  }

  /**
   * Nothing is looked at anew while neither the shard nor the catalog has changed, no history has
   * become too old, no plan was left out for want of room, and no failed one waits for its time.
   */
  private OwnedShard followAndPlan(Tick tick, OwnedShard shard, int room) {
    ShardId id = ShardOwner.id(shard);
    Settled now = new Settled(tick.catalog().position(), horizon(tick, id));
    if (now.equals(settledAt.get(id)) && shard.getFailuresCount() == 0) {
      return shard;
    }
    OwnedShard next = followCatalog(tick, shard);
    if (!next.getDropped()) {
      next = plan(tick, next, now.horizon(), room);
    }
    if (next.getPlansCount() - shard.getPlansCount() < room) {
      settledAt.put(id, now);
    } else {
      settledAt.remove(id);
    }
    return next;
  }

  private Horizon horizon(Tick tick, ShardId id) {
    return tick.catalog()
        .collection(id.collectionId())
        .map(collection -> ages.horizon(collection, tick.channel()))
        .orElse(Horizon.NO_HISTORY);
  }

  private static OwnedShard followCatalog(Tick tick, OwnedShard shard) {
    ShardId id = ShardOwner.id(shard);
    Catalog catalog = tick.catalog();
    Optional<CollectionInfo> collection = catalog.collection(id.collectionId());
    if (collection.isPresent()) {
      return ShardOwner.followCatalog(shard, collection.get(), catalog.position());
    }
    if (shard.getDropped() || catalog.position() < id.collectionId()) {
      return shard;
    }
    OwnedShard dropped = ShardOwner.dropped(shard);
    tick.output().publish(Publications.of(tick.channel(), dropped));
    return dropped;
  }

  private OwnedShard plan(Tick tick, OwnedShard shard, Horizon horizon, int room) {
    ShardId id = ShardOwner.id(shard);
    Optional<CollectionInfo> collection = tick.catalog().collection(id.collectionId());
    if (collection.isEmpty() || room <= 0) {
      return shard;
    }
    Planning planning =
        new Planning(
            options.compaction(),
            options.limits().builds().minIndexRows(),
            tick.channel(),
            new Planning.Moment(tick.catalog().position(), tick.nowMillis(), horizon));
    OwnedShard planned = ShardOwner.plan(shard, collection.get(), planning, room);
    planned
        .getPlansList()
        .subList(shard.getPlansCount(), planned.getPlansCount())
        .forEach(tick.output()::carryOut);
    return planned;
  }

  private OwnedShard sweep(OwnedShard shard, long nowMillis) {
    OwnedShard next = shard.getDropped() ? shard : letGoOfOrphans(shard, nowMillis);
    if (next.getGarbageCount() == 0) {
      return next;
    }
    next = ShardOwner.decide(next, started, completed, nowMillis);
    long graceMillis = options.limits().files().graceMillis();
    Set<String> deleted =
        sweeper.delete(ShardOwner.deletable(next, nowMillis, graceMillis), nowMillis);
    return deleted.isEmpty() ? next : ShardOwner.withoutGarbage(next, deleted);
  }

  private OwnedShard expire(Tick tick, OwnedShard shard) {
    ShardId id = ShardOwner.id(shard);
    OptionalLong below =
        tick.catalog()
            .collection(id.collectionId())
            .map(collection -> ages.expiredBelow(collection, tick.channel()))
            .orElse(OptionalLong.empty());
    if (below.isEmpty()) {
      return shard;
    }
    OwnedShard next = ShardOwner.expire(shard, below.getAsLong());
    if (!next.equals(shard)) {
      changed(id);
    }
    return next;
  }

  /**
   * Also a writer that never came to its first seal may have left files, and rows may expire before
   * they are sealed.
   */
  private void sweepUnsealed(Tick tick) throws Exception {
    for (ShardId id : shards(tick)) {
      if (!store.has(tick.key(), id)) {
        OwnedShard empty = ShardOwner.empty(id);
        OwnedShard next = expire(tick, letGoOfOrphans(empty, tick.nowMillis()));
        if (!next.equals(empty)) {
          store.putShard(tick.key(), next);
          if (next.getManifest().getGeneration() > 0) {
            tick.output().publish(Publications.of(tick.channel(), next));
          }
        }
      }
    }
  }

  /** All shards of the channel that the catalog knows, kept until it changes. */
  private List<ShardId> shards(Tick tick) {
    Known known = catalogShards.get(tick.key());
    if (known == null || known.catalogPosition() != tick.catalog().position()) {
      List<ShardId> shards = new ArrayList<>();
      tick.catalog()
          .collections()
          .forEach(
              (id, collection) -> {
                for (int shard = 0; shard < collection.shardCount(); shard++) {
                  if (collection.channels().get(shard) == tick.channel()) {
                    shards.add(new ShardId(id, shard));
                  }
                }
              });
      known = new Known(tick.catalog().position(), shards);
      catalogShards.put(tick.key(), known);
    }
    return known.shards();
  }

  private OwnedShard letGoOfOrphans(OwnedShard shard, long nowMillis) {
    long published = publishedTo.getOrDefault(ShardOwner.id(shard), Position.NONE);
    List<String> found = orphans.orphans(shard, published, nowMillis);
    return found.isEmpty() ? shard : ShardOwner.orphaned(shard, found);
  }
}
