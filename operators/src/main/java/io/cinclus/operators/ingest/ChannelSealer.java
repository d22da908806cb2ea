package io.cinclus.operators.ingest;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.ShardId;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.log.LogServices;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.SegmentStore;
import io.cinclus.v1.Generation;
import io.cinclus.v1.GrowingShard;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.ShardSealed;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to a channel's shards beside reading the log, a little at each tick: generations are
 * closed when they are old, sealed once a checkpoint has fixed them, and deleted.
 *
 * <p>Lives on the task thread, which never waits here; only the writes run on a pool.
 */
final class ChannelSealer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelSealer.class);

  private final ChannelStore store;
  private final CatalogView catalog;
  private final CatalogEnd catalogEnd;
  private final IngestOptions options;
  private final ShardSealer sealer;
  private final ExecutorService pool;
  private final Map<ShardId, SealTask> tasks = new HashMap<>();

  ChannelSealer(
      ChannelStore store, LogServices services, IngestOptions options, ExecutorService pool) {
    this.store = store;
    this.catalog = services.catalog();
    this.catalogEnd = new CatalogEnd(services.ends());
    this.options = options;
    this.sealer = new ShardSealer(new SegmentStore(new ObjectStorage(options.storageRoot())));
    this.pool = pool;
  }

  /** As many threads as there may be uploads at a time. */
  static ExecutorService uploads(IngestOptions options) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        options.limits().maxUploads(),
        work -> {
          Thread thread = new Thread(work, "seal-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  /**
   * A tick of one channel.
   *
   * @param key of the channel, which is set
   * @param channel its number
   * @param nowMillis processing time
   * @param checkpoints what is durable
   * @param out for seals
   */
  record Tick(
      int key, int channel, long nowMillis, Checkpoints checkpoints, Collector<SealEvent> out) {}

  /**
   * The newest checkpoints of this task.
   *
   * @param started whose content is fixed
   * @param completed that a restart will at least go back to
   */
  record Checkpoints(long started, long completed) {}

  /** Whatever this shard is being sealed for is void. */
  void forget(ShardId shard) {
    tasks.remove(shard);
    catalogEnd.forget(shard);
  }

  /** Does for all shards of a channel what fits into a tick. */
  void tick(Tick tick) throws Exception {
    int budget = options.limits().chunksPerTick();
    for (GrowingShard shard : List.copyOf(store.shards(tick.key()))) {
      budget = advance(shard, tick, budget);
      budget = discard(tick.key(), Generations.id(shard), budget);
    }
  }

  private int advance(GrowingShard shard, Tick tick, int budget) throws Exception {
    ShardId id = Generations.id(shard);
    // Asked before the catalog is looked at, so that what is looked at has reached it.
    boolean hasReached = catalog.hasReached(id.collectionId());
    if (hasReached && catalog.current().collection(id.collectionId()).isEmpty()) {
      drop(tick.key(), shard);
      return budget;
    }
    GrowingShard current = shard;
    if (options.seal().isOld(current.getOpen(), tick.nowMillis())) {
      current =
          Generations.close(
              current, current.getOpen().getLastPosition(), tick.checkpoints().started());
      store.putShard(tick.key(), current);
    }
    if (current.getClosedCount() == 0
        || tick.checkpoints().completed() <= current.getClosed(0).getClosedAfter()) {
      return budget;
    }
    Generation oldest = current.getClosed(0);
    if (!Generations.counts(oldest, id.collectionId())) {
      store.putShard(tick.key(), Generations.withoutOldest(current));
      return budget;
    }
    if (!catalog.hasReached(Generations.catalogPosition(id.collectionId(), oldest))) {
      limit(current, tick);
      return budget;
    }
    catalogEnd.forget(id);
    Optional<CollectionInfo> collection = catalog.current().collection(id.collectionId());
    return collection.isEmpty() ? budget : seal(current, collection.get(), tick, budget);
  }

  /** A dropped collection's records are deleted. */
  private void drop(int key, GrowingShard shard) throws Exception {
    forget(Generations.id(shard));
    if (shard.getClosedCount() > 0 || shard.getOpen().getChunkCount() > 0) {
      store.putShard(key, Generations.discardAll(shard, shard.getSealedTo()));
    } else if (shard.getDiscardedCount() == 0) {
      store.removeShard(key, Generations.id(shard));
    }
  }

  /** Records that name a catalog position that there is not must not hold back the others. */
  private void limit(GrowingShard shard, Tick tick) throws Exception {
    ShardId id = Generations.id(shard);
    long position = Generations.catalogPosition(id.collectionId(), shard.getClosed(0));
    OptionalLong end = catalogEnd.await(id, position, tick.nowMillis());
    if (end.isPresent()) {
      LOG.warn(
          "shard {} of channel {}: records up to catalog position {} are left out of the seal up to"
              + " {}: the catalog ends at {}",
          id,
          tick.channel(),
          position,
          shard.getClosed(0).getLastPosition(),
          end.getAsLong());
      store.putShard(
          tick.key(), Generations.limit(shard, end.getAsLong(), tick.checkpoints().started()));
    }
  }

  private int seal(GrowingShard shard, CollectionInfo collection, Tick tick, int budget)
      throws Exception {
    ShardId id = Generations.id(shard);
    SealTask task = tasks.get(id);
    if (task == null) {
      if (tasks.size() >= options.limits().maxUploads()) {
        return budget;
      }
      long made = Generations.catalogPosition(id.collectionId(), shard.getClosed(0));
      task = new SealTask(shard, collection.schema().asOf(made));
      tasks.put(id, task);
    }
    int left = budget;
    for (Optional<Integer> next = task.nextChunk();
        next.isPresent() && left > 0;
        next = task.nextChunk()) {
      task.gather(chunk(shard, task.generation(), next.get()));
      left--;
    }
    if (task.nextChunk().isEmpty()) {
      task.startUpload(sealer, pool, tick.nowMillis());
    }
    Optional<ShardSealed> sealed = task.poll(tick.nowMillis());
    if (sealed.isPresent()) {
      tasks.remove(id);
      tick.out()
          .collect(
              SealEvent.newBuilder().setChannel(tick.channel()).setSealed(sealed.get()).build());
      store.putShard(tick.key(), Generations.sealed(shard));
    }
    return left;
  }

  private ShardSealer.Chunk chunk(GrowingShard shard, Generation generation, int number)
      throws Exception {
    ByteBuffer chunk = ByteBuffer.wrap(store.chunk(Generations.chunk(shard, generation, number)));
    long offset = chunk.getLong();
    byte[] record = new byte[chunk.remaining()];
    chunk.get(record);
    return new ShardSealer.Chunk(offset, record);
  }

  /** Deletes chunks that are not needed any more; returns what is left of the budget. */
  private int discard(int key, ShardId id, int budget) throws Exception {
    GrowingShard shard = store.shard(key, id);
    if (shard == null || shard.getDiscardedCount() == 0) {
      return budget;
    }
    int left = budget;
    GrowingShard.Builder rest = shard.toBuilder();
    while (left > 0 && rest.getDiscardedCount() > 0) {
      Generation oldest = rest.getDiscarded(0);
      int chunk = oldest.getNextChunk();
      for (; chunk < oldest.getChunkCount() && left > 0; chunk++, left--) {
        store.removeChunk(Generations.chunk(shard, oldest, chunk));
      }
      if (chunk == oldest.getChunkCount()) {
        rest.removeDiscarded(0);
      } else {
        rest.setDiscarded(0, oldest.toBuilder().setNextChunk(chunk));
      }
    }
    GrowingShard remaining = rest.build();
    if (Generations.isVoid(remaining, store.channel(key).getBase())) {
      store.removeShard(key, id);
    } else {
      store.putShard(key, remaining);
    }
    return left;
  }
}
