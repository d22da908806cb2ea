package io.cinclus.operators.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.log.WalDecoder;
import io.cinclus.log.WriterWindow;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.SegmentStore;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Generation;
import io.cinclus.v1.GrowingShard;
import io.cinclus.v1.IngestChannel;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.NextProgress;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.WalRecord;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the log of a channel into growing generations and those into sealed segments. A segment's
 * content is fixed by a completed checkpoint before it is written: after any failure the same files
 * are written again, byte for byte. Seals come out at least once, in order for each shard, and a
 * channel's progress stands behind the seals it covers.
 *
 * <p>Keyed by channel. The task thread never waits for object storage or for the catalog.
 */
public final class GrowFunction extends KeyedProcessFunction<Integer, LogEvent, SealEvent>
    implements CheckpointedFunction, CheckpointListener {
  private static final long serialVersionUID = 1L;

  static final Logger LOG = LoggerFactory.getLogger(GrowFunction.class);

  /** Writers that a channel remembers; the ones that wrote least recently are forgotten. */
  public static final int MAX_WRITERS = 4096;

  private final IngestOptions options;
  private long started;
  private long completed;
  private transient ChannelStore store;
  private transient Lease<LogServices> services;
  private transient CatalogView catalog;
  private transient ExecutorService pool;
  private transient ShardSealer sealer;
  private transient Map<ShardId, SealTask> tasks;
  private transient Map<Integer, Integer> channels;
  private transient Counter deadLetters;

  public GrowFunction(IngestOptions options) {
    this.options = options;
  }

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
  public void open(OpenContext context) {
    store = new ChannelStore(getRuntimeContext());
    services = LogServices.SHARED.acquire(options.log());
    catalog = services.value().catalog();
    sealer = new ShardSealer(new SegmentStore(new ObjectStorage(options.storageRoot())));
    tasks = new HashMap<>();
    channels = new HashMap<>();
    deadLetters = getRuntimeContext().getMetricGroup().counter("deadLetters");
    AtomicInteger number = new AtomicInteger();
    pool =
        Executors.newFixedThreadPool(
            options.limits().maxUploads(),
            work -> {
              Thread thread = new Thread(work, "seal-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void close() throws Exception {
    if (pool != null) {
      pool.shutdownNow();
    }
    if (services != null) {
      services.close();
    }
  }

  @Override
  public void processElement(LogEvent event, Context context, Collector<SealEvent> out)
      throws Exception {
    int key = context.getCurrentKey();
    if (channels.put(key, event.getPartition()) == null) {
      scheduleTick(context.timerService());
    }
    IngestChannel channel = store.channel(key);
    if (event.hasStarted()) {
      start(key, channel, event);
      return;
    }
    if (event.getOffset() < channel.getNextOffset()) {
      return;
    }
    if (event.hasRecord()) {
      apply(key, channel, event, context.timerService().currentProcessingTime());
    }
    store.putChannel(key, channel.toBuilder().setNextOffset(event.getOffset() + 1).build());
  }

  /** Where the published progress is ahead of this state, all that the state holds is sealed. */
  private void start(int key, IngestChannel channel, LogEvent event) throws Exception {
    if (event.getOffset() <= channel.getNextOffset()) {
      return;
    }
    ChannelProgress progress = event.getStarted().getProgress();
    long sealedTo =
        event.getStarted().hasProgress()
            ? progress.getSealedTo()
            : Position.before(event.getOffset());
    LOG.info("channel {} starts behind what is sealed, at {}", event.getPartition(), sealedTo);
    for (GrowingShard shard : List.copyOf(store.shards(key))) {
      tasks.remove(Generations.id(shard));
      store.putShard(key, Generations.discardAll(shard, sealedTo));
    }
    for (long writer : List.copyOf(store.writers(key).keySet())) {
      store.removeWriter(key, writer);
    }
    store.putNextProgress(key, NextProgress.getDefaultInstance());
    for (io.cinclus.v1.WriterWindow window : progress.getWritersList()) {
      store.putWriter(key, WriterWindow.fromProto(window));
    }
    store.putChannel(
        key,
        channel.toBuilder()
            .setNextOffset(event.getOffset())
            .setBase(sealedTo)
            .setEmittedProgress(Math.max(channel.getEmittedProgress(), sealedTo))
            .build());
  }

  private void apply(int key, IngestChannel channel, LogEvent event, long nowMillis)
      throws Exception {
    WalRecord record;
    try {
      record = WalRecord.parseFrom(event.getRecord());
    } catch (InvalidProtocolBufferException e) {
      deadLetter(event, "it is not a log record");
      return;
    }
    ShardId id = new ShardId(record.getCollectionId(), record.getShard());
    GrowingShard shard = store.shard(key, id);
    if (shard == null) {
      shard = Generations.empty(id, channel.getBase());
    }
    if (shard.getOpen().getChunkCount() == 0) {
      store.putNextProgress(
          key,
          ProgressCandidates.note(
              store.nextProgress(key), event.getOffset(), store.writers(key).values()));
    }
    if (!isNew(key, record, event.getOffset())) {
      return;
    }
    if (record.hasMarker()) {
      store.putShard(key, Generations.close(shard, Position.of(event.getOffset(), 0), started));
      return;
    }
    int mutations = WalDecoder.mutationCount(record);
    if (mutations == 0 || mutations > Position.MAX_MUTATIONS_PER_RECORD) {
      deadLetter(event, "it has " + mutations + " mutations");
      return;
    }
    byte[] bytes = event.getRecord().toByteArray();
    store.putChunk(
        Generations.chunk(shard, shard.getOpen(), shard.getOpen().getChunkCount()),
        ByteBuffer.allocate(Long.BYTES + bytes.length)
            .putLong(event.getOffset())
            .put(bytes)
            .array());
    GrowingShard longer =
        Generations.append(
            shard,
            new Generations.Appended(
                Position.of(event.getOffset(), 0),
                mutations,
                bytes.length,
                Math.max(record.getCatalogPosition(), record.getCollectionId()),
                nowMillis));
    store.putShard(key, options.seal().isFull(longer.getOpen()) ? closed(longer) : longer);
  }

  private GrowingShard closed(GrowingShard shard) {
    return Generations.close(shard, shard.getOpen().getLastPosition(), started);
  }

  private boolean isNew(int key, WalRecord record, long offset) throws Exception {
    Map<Long, WriterWindow> writers = store.writers(key);
    WriterWindow window = writers.get(record.getWriterId());
    if (window == null) {
      if (writers.size() >= MAX_WRITERS) {
        WriterWindow oldest =
            writers.values().stream()
                .min(Comparator.comparingLong(WriterWindow::lastOffset))
                .orElseThrow();
        store.removeWriter(key, oldest.writerId());
      }
      window = new WriterWindow(record.getWriterId());
    }
    boolean isNew = window.accept(record.getSequence(), offset);
    if (isNew) {
      store.putWriter(key, window);
    }
    return isNew;
  }

  private void deadLetter(LogEvent event, String reason) {
    deadLetters.inc();
    LOG.warn(
        "the record at offset {} of channel {} is skipped: {}",
        event.getOffset(),
        event.getPartition(),
        reason);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<SealEvent> out)
      throws Exception {
    int key = context.getCurrentKey();
    Integer channel = channels.get(key);
    if (channel == null) {
      return; // A restored timer; the channel's first event starts the ticks again.
    }
    scheduleTick(context.timerService());
    Catalog now = catalog.current();
    long nowMillis = context.timerService().currentProcessingTime();
    int budget = options.limits().chunksPerTick();
    for (GrowingShard shard : List.copyOf(store.shards(key))) {
      budget = tick(key, channel, shard, new Tick(now, nowMillis, budget, out));
    }
    emitProgress(key, channel, now, out);
  }

  private record Tick(Catalog catalog, long nowMillis, int budget, Collector<SealEvent> out) {}

  private int tick(int key, int channel, GrowingShard shard, Tick tick) throws Exception {
    ShardId id = Generations.id(shard);
    Optional<CollectionInfo> collection = tick.catalog().collection(id.collectionId());
    if (collection.isEmpty() && tick.catalog().position() >= id.collectionId()) {
      return drop(key, shard, tick.budget());
    }
    GrowingShard current = shard;
    if (options.seal().isOld(current.getOpen(), tick.nowMillis())) {
      current = closed(current);
      store.putShard(key, current);
    }
    int budget = tick.budget();
    if (collection.isPresent() && isSealable(current)) {
      budget = advanceSeal(key, channel, current, collection.get(), tick);
    }
    return discard(key, id, budget);
  }

  private boolean isSealable(GrowingShard shard) {
    if (shard.getClosedCount() == 0) {
      return false;
    }
    Generation oldest = shard.getClosed(0);
    return completed > oldest.getClosedAfter() && catalog.hasReached(oldest.getCatalogPosition());
  }

  private int advanceSeal(
      int key, int channel, GrowingShard shard, CollectionInfo collection, Tick tick)
      throws Exception {
    ShardId id = Generations.id(shard);
    SealTask task = tasks.get(id);
    if (task == null) {
      if (tasks.size() >= options.limits().maxUploads()) {
        return tick.budget();
      }
      task = new SealTask(shard, collection.schema());
      tasks.put(id, task);
    }
    int budget = tick.budget();
    for (Optional<Integer> next = task.nextChunk();
        next.isPresent() && budget > 0;
        next = task.nextChunk()) {
      ByteBuffer chunk =
          ByteBuffer.wrap(store.chunk(Generations.chunk(shard, task.generation(), next.get())));
      long offset = chunk.getLong();
      byte[] record = new byte[chunk.remaining()];
      chunk.get(record);
      task.gather(new ShardSealer.Chunk(offset, record));
      budget--;
    }
    if (task.nextChunk().isEmpty()) {
      task.startUpload(sealer, pool, tick.nowMillis());
    }
    Optional<ShardSealed> sealed = task.poll(tick.nowMillis());
    if (sealed.isPresent()) {
      tasks.remove(id);
      tick.out()
          .collect(SealEvent.newBuilder().setChannel(channel).setSealed(sealed.get()).build());
      store.putShard(key, Generations.sealed(shard));
    }
    return budget;
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
    store.putShard(key, rest.build());
    return left;
  }

  /** A dropped collection's records are deleted, then its shard is forgotten. */
  private int drop(int key, GrowingShard shard, int budget) throws Exception {
    ShardId id = Generations.id(shard);
    tasks.remove(id);
    if (shard.getClosedCount() > 0 || shard.getOpen().getChunkCount() > 0) {
      store.putShard(key, Generations.discardAll(shard, shard.getSealedTo()));
    }
    int left = discard(key, id, budget);
    GrowingShard rest = store.shard(key, id);
    if (rest != null && rest.getDiscardedCount() == 0) {
      store.removeShard(key, id);
    }
    return left;
  }

  private void emitProgress(int key, int channel, Catalog now, Collector<SealEvent> out)
      throws Exception {
    IngestChannel state = store.channel(key);
    long nextOffset = state.getNextOffset();
    long sealedTo = Generations.progress(store.shards(key), nextOffset);
    Optional<ChannelProgress> progress =
        sealedTo == Position.before(nextOffset)
            ? Optional.of(ProgressCandidates.progress(nextOffset, store.writers(key).values()))
            : ProgressCandidates.highest(store.nextProgress(key), sealedTo);
    if (progress.isEmpty() || progress.get().getSealedTo() <= state.getEmittedProgress()) {
      return;
    }
    ChannelProgress emitted =
        progress.get().toBuilder().setChannel(channel).setCatalogPosition(now.position()).build();
    out.collect(SealEvent.newBuilder().setChannel(channel).setProgress(emitted).build());
    store.putChannel(key, state.toBuilder().setEmittedProgress(emitted.getSealedTo()).build());
    store.putNextProgress(
        key, ProgressCandidates.above(store.nextProgress(key), emitted.getSealedTo()));
  }

  /**
   * Ticks fall on multiples of their length, so that a restored timer does not start a second row.
   */
  private void scheduleTick(TimerService timers) {
    long tickMillis = options.limits().tickMillis();
    timers.registerProcessingTimeTimer(
        (timers.currentProcessingTime() / tickMillis + 1) * tickMillis);
  }
}
