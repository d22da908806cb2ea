package io.cinclus.operators.build;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.ManifestEvent;
import io.cinclus.v1.OwnedChannel;
import io.cinclus.v1.OwnedShard;
import io.cinclus.v1.OwnerEvent;
import io.cinclus.v1.Publication;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.ShardSealed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only owner of manifests: registers seals, plans index builds and compactions, takes over
 * their results, and deletes what was replaced. Each shard's manifest goes through {@link
 * ShardOwner}'s pure edits; every new generation goes to the {@link ManifestSink}, which publishes
 * it once a checkpoint holds the decision.
 *
 * <p>Keyed by channel, so that a channel's progress is published behind the manifests it covers.
 * When it starts it adopts what is published above its own state. It must be chained to the sink:
 * the committer fences the earlier owner before this reads what that one has published.
 */
public final class OwnerFunction extends KeyedProcessFunction<Integer, OwnerEvent, Publication>
    implements CheckpointedFunction, CheckpointListener {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(OwnerFunction.class);

  /** Plans to carry out. */
  public static final OutputTag<BuildPlan> PLANS =
      new OutputTag<>("plans", new ProtoTypeInfo<>(BuildPlan.class));

  private final BuildOptions options;
  private final ManifestReader manifests;
  private final SweeperThread sweeperThread;
  private transient long started;
  private transient long completed;
  private transient OwnerStore store;
  private transient Lease<LogServices> services;
  private transient CatalogView catalog;
  private transient PublishedManifests published;
  private transient Set<Integer> adopted;
  private transient Map<ShardId, Long> publishedTo;
  private transient Map<ShardId, Long> settledAt;
  private transient Map<Integer, Unsealed> unsealed;
  private transient ExecutorService sweeping;
  private transient FileSweeper sweeper;
  private transient OrphanSweep orphans;
  private transient Counter deadLetters;

  public OwnerFunction(BuildOptions options) {
    this(options, PublishedManifests::read, SweeperThread::daemon);
  }

  /** Reads with {@code manifests} what was published before. */
  OwnerFunction(BuildOptions options, ManifestReader manifests, SweeperThread sweeperThread) {
    this.options = options;
    this.manifests = manifests;
    this.sweeperThread = sweeperThread;
  }

  /** The shards of a channel of which nothing has been sealed, by a catalog. */
  private record Unsealed(long catalogPosition, List<ShardId> shards) {}

  @Override
  public void initializeState(FunctionInitializationContext context) {
    started = completed = context.getRestoredCheckpointId().orElse(0L);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    started = context.getCheckpointId();
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    completed = Math.max(completed, checkpointId);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    store = new OwnerStore(getRuntimeContext());
    services = LogServices.SHARED.acquire(options.log());
    catalog = services.value().catalog();
    adopted = new HashSet<>();
    publishedTo = new HashMap<>();
    settledAt = new HashMap<>();
    unsealed = new HashMap<>();
    ObjectStorage storage = new ObjectStorage(options.storageRoot());
    sweeping = sweeperThread.start();
    sweeper = new FileSweeper(storage, sweeping);
    orphans = new OrphanSweep(storage, sweeping, options.limits().files());
    deadLetters = getRuntimeContext().getMetricGroup().counter("deadLetters");
    published =
        manifests.read(
            options.log(),
            OwnedChannels.of(
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                options.channelCount()));
  }

  @Override
  public void close() throws Exception {
    if (services != null) {
      services.close();
    }
    if (sweeping != null) {
      sweeping.shutdownNow();
    }
  }

  @Override
  public void processElement(OwnerEvent event, Context context, Collector<Publication> out)
      throws Exception {
    LogEvent log = event.hasSeal() ? event.getSeal() : event.getManifest();
    int key = context.getCurrentKey();
    begin(key, log.getPartition(), out);
    scheduleTick(context.timerService());
    if (event.hasManifest()) {
      readBack(key, log, context.timerService().currentProcessingTime());
    } else if (log.hasRecord()) {
      try {
        SealEvent seal = SealEvent.parseFrom(log.getRecord());
        apply(key, log.getPartition(), seal, context, out);
      } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
        blockProgress(key, log, e);
      }
    }
  }

  /** What cannot be read may have been a seal, so no later progress covers all. */
  private void blockProgress(int key, LogEvent log, Exception cause) throws Exception {
    deadLetters.inc();
    LOG.error(
        "the record at offset {} of {} {} cannot be read; progress of the channel stops here:"
            + " restore a checkpoint from before it with a release that knows the record",
        log.getOffset(),
        options.log().sealsTopic(),
        log.getPartition(),
        cause);
    OwnedChannel owned = Objects.requireNonNull(store.channel(key));
    if (!owned.hasUnreadableOffset()) {
      store.putChannel(key, owned.toBuilder().setUnreadableOffset(log.getOffset()).build());
    }
  }

  /** The first time that a channel is seen: adopts what is published, publishes what is not. */
  private void begin(int key, int channel, Collector<Publication> out) throws Exception {
    if (!adopted.add(key)) {
      return;
    }
    OwnedChannel owned = store.channel(key);
    ChannelProgress none =
        ChannelProgress.newBuilder().setChannel(channel).setSealedTo(Position.NONE).build();
    ChannelProgress newest = published.progress().getOrDefault(channel, none);
    if (owned == null || owned.getProgress().getSealedTo() < newest.getSealedTo()) {
      OwnedChannel.Builder known =
          owned == null ? OwnedChannel.newBuilder().setChannel(channel) : owned.toBuilder();
      owned = known.setProgress(newest).build();
      store.putChannel(key, owned);
    }
    Map<ShardId, Manifest> shards = published.manifests().getOrDefault(channel, Map.of());
    for (Map.Entry<ShardId, Manifest> shard : shards.entrySet()) {
      OwnedShard own = store.shard(key, shard.getKey());
      publishedTo.put(shard.getKey(), shard.getValue().getSealedTo());
      store.putShard(key, ShardOwner.adopt(own, shard.getValue(), coveredTo(key)));
    }
    for (OwnedShard shard : store.shards(key)) {
      Manifest known = shards.get(ShardOwner.id(shard));
      long generation = known == null ? 0 : known.getGeneration();
      if (shard.getDropped() || shard.getManifest().getGeneration() > generation) {
        publish(channel, shard, out);
      }
    }
    if (owned.getProgress().getSealedTo() > newest.getSealedTo()) {
      publishProgress(owned.getProgress(), out);
    }
  }

  private void apply(
      int key, int channel, SealEvent event, Context context, Collector<Publication> out)
      throws Exception {
    switch (event.getKindCase()) {
      case SEALED -> {
        ShardSealed seal = event.getSealed();
        OwnedShard shard = store.shard(key, new ShardId(seal.getCollectionId(), seal.getShard()));
        put(key, channel, shard, ShardOwner.seal(shard, seal, coveredTo(key)), out);
        OwnedChannel owned = Objects.requireNonNull(store.channel(key));
        if (owned.hasWaiting()) {
          advance(key, owned.getWaiting(), out);
        }
      }
      case FINISHED -> {
        long nowMillis = context.timerService().currentProcessingTime();
        finish(key, event.getFinished(), nowMillis, out);
      }
      case PROGRESS -> advance(key, event.getProgress(), out);
      case KIND_NOT_SET -> throw new IllegalArgumentException("a seal event of an unknown kind");
    }
  }

  private void finish(int key, BuildFinished finished, long nowMillis, Collector<Publication> out)
      throws Exception {
    BuildPlan plan = finished.getPlan();
    ShardId id = new ShardId(plan.getCollectionId(), plan.getShard());
    OwnedShard shard = store.shard(key, id);
    if (!store.has(key, id)) {
      shard = ShardOwner.dropped(shard); // It was forgotten, but the files have come since then.
    }
    if (finished.hasFailure()) {
      LOG.error("shard {}: {}; it is tried again later", id, finished.getFailure());
    }
    put(key, plan.getChannel(), shard, ShardOwner.finished(shard, finished, nowMillis), out);
  }

  private void advance(int key, ChannelProgress progress, Collector<Publication> out)
      throws Exception {
    OwnedChannel owned = store.channel(key);
    if (owned == null
        || owned.hasUnreadableOffset()
        || progress.getSealedTo() <= owned.getProgress().getSealedTo()) {
      return;
    }
    for (OwnedShard shard : store.shards(key)) {
      if (shard.getBufferedCount() > 0) { // It does not cover what is still missing.
        if (!owned.hasWaiting() || progress.getSealedTo() > owned.getWaiting().getSealedTo()) {
          store.putChannel(key, owned.toBuilder().setWaiting(progress).build());
        }
        return;
      }
    }
    store.putChannel(key, owned.toBuilder().setProgress(progress).clearWaiting().build());
    publishProgress(progress, out);
  }

  private long coveredTo(int key) throws Exception {
    OwnedChannel owned = store.channel(key);
    return owned == null ? Position.NONE : owned.getProgress().getSealedTo();
  }

  private void readBack(int key, LogEvent log, long nowMillis) throws Exception {
    byte[] recordKey = log.getKey().toByteArray();
    boolean isManifest = log.hasRecord() || log.hasTombstone();
    if (!isManifest || PublishedManifests.isProgress(recordKey)) {
      return;
    }
    ShardId id = PublishedManifests.shardOf(recordKey);
    if (store.has(key, id)) {
      long generation = Long.MAX_VALUE;
      if (log.hasRecord()) {
        Manifest manifest = ManifestEvent.parseFrom(log.getRecord()).getManifest();
        generation = manifest.getGeneration();
        publishedTo.merge(id, manifest.getSealedTo(), Math::max);
      }
      OwnedShard shard = store.shard(key, id);
      OwnedShard marked = ShardOwner.readBack(shard, generation, nowMillis);
      if (!marked.equals(shard)) {
        store.putShard(key, marked);
      }
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Publication> out)
      throws Exception {
    int key = context.getCurrentKey();
    OwnedChannel owned = store.channel(key);
    if (owned == null) {
      return;
    }
    begin(key, owned.getChannel(), out);
    Catalog now = catalog.current();
    long nowMillis = context.timerService().currentProcessingTime();
    int underWay = 0;
    for (OwnedShard shard : store.shards(key)) {
      underWay += shard.getPlansCount();
    }
    for (OwnedShard shard : List.copyOf(store.shards(key))) {
      int room = options.limits().builds().maxPlans() - underWay;
      OwnedShard next = followAndPlan(owned.getChannel(), shard, now, room, context, out);
      underWay += next.getPlansCount() - shard.getPlansCount();
      next = sweep(next, nowMillis);
      if (next.getDropped() && next.getGarbageCount() == 0) {
        forget(key, ShardOwner.id(next));
      } else if (!next.equals(shard)) {
        boolean settled = settledAt.containsKey(ShardOwner.id(next));
        put(key, owned.getChannel(), shard, next, out);
        if (settled) {
          settledAt.put(ShardOwner.id(next), now.position());
        }
      }
    }
    sweepUnsealed(key, owned.getChannel(), now, nowMillis);
    if (owned.getChannel() == 0) {
      orphans.deleteDropped(now, nowMillis);
    }
    scheduleTick(context.timerService());
  }

  private void forget(int key, ShardId id) throws Exception {
    store.removeShard(key, id);
    publishedTo.remove(id);
    settledAt.remove(id);
    orphans.forget(id);
  }

  /**
   * Nothing is looked at anew while neither the shard nor the catalog has changed, no plan was left
   * out for want of room, and no failed one waits for its time.
   */
  private OwnedShard followAndPlan(
      int channel,
      OwnedShard shard,
      Catalog now,
      int room,
      OnTimerContext context,
      Collector<Publication> out) {
    ShardId id = ShardOwner.id(shard);
    if (settledAt.getOrDefault(id, Long.MIN_VALUE) == now.position()
        && shard.getFailuresCount() == 0) {
      return shard;
    }
    OwnedShard next = followCatalog(channel, shard, now, out);
    if (!next.getDropped()) {
      next = plan(next, channel, now, room, context);
    }
    if (next.getPlansCount() - shard.getPlansCount() < room) {
      settledAt.put(id, now.position());
    }
    return next;
  }

  /** Also a writer that never came to its first seal may have left files. */
  private void sweepUnsealed(int key, int channel, Catalog now, long nowMillis) throws Exception {
    Unsealed known = unsealed.get(key);
    if (known == null || known.catalogPosition() != now.position()) {
      List<ShardId> shards = new ArrayList<>();
      now.collections()
          .forEach(
              (id, collection) -> {
                for (int shard = 0; shard < collection.shardCount(); shard++) {
                  if (collection.channels().get(shard) == channel) {
                    shards.add(new ShardId(id, shard));
                  }
                }
              });
      known = new Unsealed(now.position(), shards);
      unsealed.put(key, known);
    }
    for (ShardId id : known.shards()) {
      if (!store.has(key, id)) {
        OwnedShard empty = ShardOwner.empty(id);
        OwnedShard next = letGoOfOrphans(empty, nowMillis);
        if (!next.equals(empty)) {
          store.putShard(key, next);
        }
      }
    }
  }

  private OwnedShard followCatalog(
      int channel, OwnedShard shard, Catalog now, Collector<Publication> out) {
    ShardId id = ShardOwner.id(shard);
    Optional<CollectionInfo> collection = now.collection(id.collectionId());
    if (collection.isPresent()) {
      return ShardOwner.followCatalog(shard, collection.get(), now.position());
    }
    if (shard.getDropped() || now.position() < id.collectionId()) {
      return shard;
    }
    out.collect(
        Publication.newBuilder()
            .setChannel(channel)
            .setKey(ByteString.copyFrom(PublishedManifests.key(id)))
            .build());
    return ShardOwner.dropped(shard);
  }

  private OwnedShard plan(
      OwnedShard shard, int channel, Catalog now, int room, OnTimerContext context) {
    ShardId id = ShardOwner.id(shard);
    Optional<CollectionInfo> collection = now.collection(id.collectionId());
    if (collection.isEmpty() || room <= 0) {
      return shard;
    }
    Planning planning =
        new Planning(
            options.compaction(),
            options.limits().builds().minIndexRows(),
            channel,
            now.position(),
            context.timerService().currentProcessingTime());
    OwnedShard planned = ShardOwner.plan(shard, collection.get(), planning, room);
    for (BuildPlan plan :
        planned.getPlansList().subList(shard.getPlansCount(), planned.getPlansCount())) {
      context.output(PLANS, plan);
    }
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

  private OwnedShard letGoOfOrphans(OwnedShard shard, long nowMillis) {
    long published = publishedTo.getOrDefault(ShardOwner.id(shard), Position.NONE);
    List<String> found = orphans.orphans(shard, published, nowMillis);
    return found.isEmpty() ? shard : ShardOwner.orphaned(shard, found);
  }

  private void put(
      int key, int channel, OwnedShard before, OwnedShard after, Collector<Publication> out)
      throws Exception {
    store.putShard(key, after);
    settledAt.remove(ShardOwner.id(after));
    if (after.getManifest().getGeneration() > before.getManifest().getGeneration()) {
      publish(channel, after, out);
    }
  }

  private static void publish(int channel, OwnedShard shard, Collector<Publication> out) {
    Publication.Builder publication =
        Publication.newBuilder()
            .setChannel(channel)
            .setKey(ByteString.copyFrom(PublishedManifests.key(ShardOwner.id(shard))));
    if (!shard.getDropped()) {
      publication.setEvent(ManifestEvent.newBuilder().setManifest(shard.getManifest()));
    }
    out.collect(publication.build());
  }

  private static void publishProgress(ChannelProgress progress, Collector<Publication> out) {
    out.collect(
        Publication.newBuilder()
            .setChannel(progress.getChannel())
            .setKey(ByteString.copyFrom(PublishedManifests.progressKey()))
            .setEvent(ManifestEvent.newBuilder().setProgress(progress))
            .build());
  }

  private void scheduleTick(TimerService timers) {
    long tickMillis = options.limits().tickMillis();
    timers.registerProcessingTimeTimer(
        (timers.currentProcessingTime() / tickMillis + 1) * tickMillis);
  }
}
