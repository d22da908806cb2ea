package io.cinclus.operators.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.log.WalDecoder;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.GrowingShard;
import io.cinclus.v1.IngestChannel;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.NextProgress;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.WalRecord;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.apache.flink.util.function.SerializableFunction;
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

  private static final Logger LOG = LoggerFactory.getLogger(GrowFunction.class);

  private final IngestOptions options;
  private final SerializableFunction<IngestOptions, ExecutorService> uploads;
  private transient long started;
  private transient long completed;
  private transient ChannelStore store;
  private transient Lease<LogServices> services;
  private transient ChannelSealer sealer;
  private transient Map<Integer, Integer> channels;
  private transient Map<Integer, NotedProgress> noted;
  private transient Counter deadLetters;

  /** Progress that a checkpoint covers, until it comes out. */
  private record NotedProgress(long checkpointId, ChannelProgress progress) {}

  public GrowFunction(IngestOptions options) {
    this(options, ChannelSealer::uploads);
  }

  /** Writes segments on a pool that is made when the function opens. */
  GrowFunction(
      IngestOptions options, SerializableFunction<IngestOptions, ExecutorService> uploads) {
    this.options = options;
    this.uploads = uploads;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    started = completed = context.getRestoredCheckpointId().orElse(0L);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    started = context.getCheckpointId();
    noteProgress(started);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    completed = Math.max(completed, checkpointId);
  }

  @Override
  public void open(OpenContext context) {
    store = new ChannelStore(getRuntimeContext());
    services = LogServices.SHARED.acquire(options.log());
    sealer = new ChannelSealer(store, services.value(), options, uploads.apply(options));
    channels = new HashMap<>();
    noted = new HashMap<>();
    deadLetters = getRuntimeContext().getMetricGroup().counter("deadLetters");
  }

  @Override
  public void close() throws Exception {
    if (sealer != null) {
      sealer.close();
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
    long sealedTo = progress.getSealedTo();
    if (!event.getStarted().hasProgress() || Position.offset(sealedTo + 1) != event.getOffset()) {
      throw new IllegalStateException(
          ("channel %d starts at offset %d, but this state has read it up to %d and the published"
                  + " progress is %s: what lies between would be lost; start from the newest"
                  + " checkpoint, with the source's state")
              .formatted(
                  event.getPartition(),
                  event.getOffset(),
                  channel.getNextOffset(),
                  event.getStarted().hasProgress() ? sealedTo : "not there"));
    }
    LOG.info("channel {} starts behind what is sealed, at {}", event.getPartition(), sealedTo);
    for (GrowingShard shard : List.copyOf(store.shards(key))) {
      sealer.forget(Generations.id(shard));
      store.putShard(key, Generations.discardAll(shard, sealedTo));
    }
    store.replaceWriters(key, progress.getWritersList());
    store.putNextProgress(key, NextProgress.getDefaultInstance());
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
          ProgressCandidates.note(store.nextProgress(key), event.getOffset(), store.writers(key)));
    }
    if (!store.isNew(key, record, event.getOffset())) {
      return;
    }
    if (record.getMarker().hasFlush()) {
      store.putShard(key, Generations.close(shard, Position.of(event.getOffset(), 0), started));
      return;
    }
    if (record.getMarker().hasStandingQueryBegin() || record.getMarker().hasStandingQueryEnd()) {
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
                record.getCatalogPosition(),
                nowMillis));
    if (options.seal().isFull(longer.getOpen())) {
      longer = Generations.close(longer, longer.getOpen().getLastPosition(), started);
    }
    store.putShard(key, longer);
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
    long nowMillis = context.timerService().currentProcessingTime();
    ChannelSealer.Checkpoints checkpoints = new ChannelSealer.Checkpoints(started, completed);
    sealer.tick(new ChannelSealer.Tick(key, channel, nowMillis, checkpoints, out));
    emitProgress(key, out);
  }

  /**
   * Progress is what it was when a checkpoint began, and comes out when that has completed: by then
   * the log of seals has acknowledged all seals that it covers.
   */
  private void noteProgress(long checkpointId) throws Exception {
    for (Map.Entry<Integer, Integer> channel : channels.entrySet()) {
      int key = channel.getKey();
      IngestChannel state = store.channel(key);
      long nextOffset = state.getNextOffset();
      long sealedTo = Generations.progress(store.shards(key), nextOffset);
      Optional<ChannelProgress> progress =
          sealedTo == Position.before(nextOffset)
              ? Optional.of(ProgressCandidates.progress(nextOffset, store.writers(key)))
              : ProgressCandidates.highest(store.nextProgress(key), sealedTo);
      if (progress.isEmpty()
          || progress.get().getSealedTo() <= state.getEmittedProgress()
          || noted.containsKey(key)) {
        continue;
      }
      ChannelProgress due =
          progress.get().toBuilder()
              .setChannel(channel.getValue())
              .setCatalogPosition(services.value().catalog().current().position())
              .build();
      noted.put(key, new NotedProgress(checkpointId, due));
    }
  }

  private void emitProgress(int key, Collector<SealEvent> out) throws Exception {
    NotedProgress due = noted.get(key);
    if (due == null || completed < due.checkpointId()) {
      return;
    }
    noted.remove(key);
    ChannelProgress progress = due.progress();
    out.collect(
        SealEvent.newBuilder().setChannel(progress.getChannel()).setProgress(progress).build());
    store.putChannel(
        key, store.channel(key).toBuilder().setEmittedProgress(progress.getSealedTo()).build());
    store.putNextProgress(
        key, ProgressCandidates.above(store.nextProgress(key), progress.getSealedTo()));
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
