package io.cinclus.operators.build;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.operators.types.Shared.Lease;
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
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
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
  private transient long restoredCheckpoint;
  private transient OwnerStore store;
  private transient Lease<LogServices> services;
  private transient CatalogView catalog;
  private transient PublishedManifests published;
  private transient Set<Integer> adopted;
  private transient ExecutorService sweeping;
  private transient ShardUpkeep upkeep;
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

  @Override
  public void initializeState(FunctionInitializationContext context) {
    restoredCheckpoint = context.getRestoredCheckpointId().orElse(0L);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    upkeep.checkpointStarted(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    upkeep.checkpointCompleted(checkpointId);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    store = new OwnerStore(getRuntimeContext());
    services = LogServices.SHARED.acquire(options.log());
    catalog = services.value().catalog();
    adopted = new HashSet<>();
    sweeping = sweeperThread.start();
    upkeep = new ShardUpkeep(options, store, services.value().ends(), sweeping, restoredCheckpoint);
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
      upkeep.published(shard.getKey(), shard.getValue().getSealedTo());
      store.putShard(key, ShardOwner.adopt(own, shard.getValue(), coveredTo(key)));
    }
    for (OwnedShard shard : store.shards(key)) {
      Manifest known = shards.get(ShardOwner.id(shard));
      long generation = known == null ? 0 : known.getGeneration();
      if (shard.getDropped() || shard.getManifest().getGeneration() > generation) {
        out.collect(Publications.of(channel, shard));
      }
    }
    if (owned.getProgress().getSealedTo() > newest.getSealedTo()) {
      out.collect(Publications.of(owned.getProgress()));
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
    out.collect(Publications.of(progress));
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
        upkeep.published(id, manifest.getSealedTo());
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
    long nowMillis = context.timerService().currentProcessingTime();
    upkeep.run(
        new ShardUpkeep.Tick(
            key, owned.getChannel(), catalog.current(), nowMillis, output(context, out)));
    scheduleTick(context.timerService());
  }

  private static ShardUpkeep.Output output(
      KeyedProcessFunction<?, ?, Publication>.Context context, Collector<Publication> out) {
    return new ShardUpkeep.Output() {
      @Override
      public void publish(Publication publication) {
        out.collect(publication);
      }

      @Override
      public void carryOut(BuildPlan plan) {
        context.output(PLANS, plan);
      }
    };
  }

  private void put(
      int key, int channel, OwnedShard before, OwnedShard after, Collector<Publication> out)
      throws Exception {
    store.putShard(key, after);
    upkeep.changed(ShardOwner.id(after));
    if (after.getManifest().getGeneration() > before.getManifest().getGeneration()) {
      out.collect(Publications.of(channel, after));
    }
  }

  private void scheduleTick(TimerService timers) {
    long tickMillis = options.limits().tickMillis();
    timers.registerProcessingTimeTimer(
        (timers.currentProcessingTime() / tickMillis + 1) * tickMillis);
  }
}
