package io.cinclus.operators.serve;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.log.EndPositions;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.search.GrowingIndexes;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.Failure;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.ServeEvent;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rows of each channel in memory, at the position applied, and hands requests on with a
 * snapshot of them once the channel has applied what they are guaranteed. A request that cannot be
 * handed on is refused at once; the task thread never waits for a search, a file or Kafka.
 *
 * <p>Keyed by channel. All of it is in memory and rebuilt from logs and files at every start, so
 * the job must run without checkpoints.
 */
public final class ServeFunction extends KeyedProcessFunction<Integer, ServeEvent, SearchWork> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(ServeFunction.class);

  /** Answers that need no search. */
  public static final OutputTag<ChannelReply> IMMEDIATE =
      new OutputTag<>("immediate", new ProtoTypeInfo<>(ChannelReply.class));

  /** How often a channel looks again for what it waits for, and how often it looks at all. */
  private static final long BUSY_TICK_MILLIS = 5;

  private static final long IDLE_TICK_MILLIS = 200;

  private final ServeOptions options;
  private transient Lease<LogServices> services;
  private transient Lease<SegmentServices> segments;
  private transient Semaphore permits;
  private transient Map<Integer, Serving> channels;
  private transient Counter refused;

  public ServeFunction(ServeOptions options) {
    this.options = options;
  }

  /** A channel with what waits in it. */
  private static final class Serving {
    final ServedChannel channel;
    final ChannelLog log;
    final WaitingRequests waiting;

    /** Where the manifests end, until it is known. */
    @Nullable CompletableFuture<EndPositions.Ends> ends;

    /** The one timer; 0: none. */
    long tickMillis;

    Serving(
        int channel, LogServices services, SegmentServices segments, ServeOptions.Limits limits) {
      this.channel = new ServedChannel(channel, segments.growing());
      this.log = new ChannelLog(this.channel, services.catalog(), services.ends());
      this.waiting = new WaitingRequests(limits.maxWaiting());
    }
  }

  @Override
  public void open(OpenContext context) {
    services = LogServices.SHARED.acquire(options.log());
    segments = SegmentServices.SHARED.acquire(SegmentServices.Key.of(options));
    permits = new Semaphore(options.limits().maxInFlight());
    channels = new HashMap<>();
    refused = getRuntimeContext().getMetricGroup().counter("refused");
    GrowingIndexes growing = segments.value().growing();
    getRuntimeContext().getMetricGroup().gauge("growingIndexBytes", growing::usedBytes);
  }

  @Override
  public void close() throws Exception {
    if (channels != null) {
      channels.values().forEach(serving -> serving.channel.close());
    }
    if (services != null) {
      services.close();
    }
    if (segments != null) {
      segments.close();
    }
  }

  private CatalogView catalog() {
    return services.value().catalog();
  }

  private EndPositions ends() {
    return services.value().ends();
  }

  @Override
  public void processElement(ServeEvent event, Context context, Collector<SearchWork> out)
      throws Exception {
    long nowMillis = context.timerService().currentProcessingTime();
    Serving serving = serving(context.getCurrentKey(), event);
    switch (event.getKindCase()) {
      case WAL -> readLog(serving, event.getWal(), nowMillis);
      case MANIFEST -> readManifest(serving, event.getManifest());
      case REQUEST -> {
        if (!serving.waiting.add(event.getRequest())) {
          refuse(
              event.getRequest(),
              options.limits().maxWaiting() + " requests wait in this channel already",
              context);
        }
      }
      case KIND_NOT_SET -> throw new IllegalStateException("an event without content");
    }
    answer(serving, catalog().current(), context, out);
    scheduleTick(serving, context.timerService());
  }

  private Serving serving(int key, ServeEvent event) {
    Serving known = channels.get(key);
    if (known != null) {
      return known;
    }
    int channel =
        switch (event.getKindCase()) {
          case WAL -> event.getWal().getPartition();
          case MANIFEST -> event.getManifest().getPartition();
          default -> event.getRequest().getChannel();
        };
    Serving serving = new Serving(channel, services.value(), segments.value(), options.limits());
    channels.put(key, serving);
    return serving;
  }

  private void readLog(Serving serving, LogEvent event, long nowMillis) {
    if (event.hasStarted()) {
      serving.channel.start(event);
      serving.ends = ends().ask();
    } else {
      serving.log.read(event, nowMillis);
    }
  }

  private void readManifest(Serving serving, LogEvent event) {
    try {
      serving.channel.readManifest(event, catalog().current());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "%s holds something that is not a manifest, at offset %d of partition %d; who wrote it?"
              .formatted(options.log().manifestsTopic(), event.getOffset(), event.getPartition()),
          e);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<SearchWork> out)
      throws Exception {
    Serving serving = channels.get(context.getCurrentKey());
    if (serving == null) {
      return;
    }
    serving.tickMillis = 0;
    long nowMillis = context.timerService().currentProcessingTime();
    serving.log.apply(nowMillis);
    Catalog catalog = catalog().current();
    readEnds(serving, catalog);
    serving.channel.advance(catalog, nowMillis, segments.value()::load);
    serving.waiting.expire(nowMillis);
    serving.waiting.takeAgain(asked -> handOn(serving, asked, catalog, context, out));
    answer(serving, catalog, context, out);
    scheduleTick(serving, context.timerService());
  }

  private void readEnds(Serving serving, Catalog catalog) {
    CompletableFuture<EndPositions.Ends> ends = serving.ends;
    if (ends == null || !ends.isDone()) {
      return;
    }
    serving.ends = null;
    try {
      Long end = ends.join().manifests().get(serving.channel.channel());
      if (end != null) {
        serving.channel.manifestsEndAt(end, catalog);
        return;
      }
      LOG.warn("{} has no partition {}", options.log().manifestsTopic(), serving.channel.channel());
    } catch (CompletionException e) {
      LOG.warn("the end of {} is not known yet", options.log().manifestsTopic(), e);
    }
    serving.ends = ends().ask();
  }

  /** Hands on the requests whose position has been applied now. */
  private void answer(
      Serving serving, Catalog catalog, Context context, Collector<SearchWork> out) {
    if (serving.waiting.isEmpty() || !serving.channel.hasReadManifests()) {
      return;
    }
    serving.waiting.take(
        serving.channel.applied(), asked -> handOn(serving, asked, catalog, context, out));
  }

  /**
   * Hands a request on, or fails it; false where the catalog or one of its shards does not know the
   * answer yet. One catalog decides: a collection that is loaded again meanwhile is not answered
   * from what its release has left.
   */
  private boolean handOn(
      Serving serving,
      ChannelRequest request,
      Catalog catalog,
      Context context,
      Collector<SearchWork> out) {
    if (request.getDeadlineMillis() <= context.timerService().currentProcessingTime()) {
      return true; // Whoever merges answers for it.
    }
    if (catalog.position() < request.getCatalogPosition()) {
      return false;
    }
    Optional<CollectionInfo> collection = catalog.collection(request.getCollectionId());
    if (collection.isEmpty()) {
      fail(request, ErrorCode.COLLECTION_NOT_FOUND, "the collection has been dropped", context);
      return true;
    }
    if (!collection.get().loaded()) {
      fail(request, ErrorCode.COLLECTION_NOT_LOADED, "the collection has been released", context);
      return true;
    }
    List<Long> partitions = request.getPartitionIdsList();
    if (!Collections.disjoint(collection.get().releasedIds(), partitions)) {
      fail(request, ErrorCode.PARTITION_NOT_LOADED, "a partition has been released", context);
      return true;
    }
    List<ServedShard> shards = serving.channel.shardsOf(collection.get(), request.getShardsList());
    Optional<Failure> failure =
        shards.stream().flatMap(shard -> shard.failure(partitions).stream()).findFirst();
    if (failure.isPresent()) {
      fail(request, failure.get(), context);
      return true;
    }
    if (!shards.stream().allMatch(shard -> shard.isReady(partitions))) {
      return false;
    }
    if (request.getAsOf()) {
      Optional<Failure> gone =
          shards.stream().flatMap(shard -> shard.gone(request.getPosition()).stream()).findFirst();
      if (gone.isPresent()) {
        fail(request, gone.get(), context);
        return true;
      }
    }
    if (permits.tryAcquire()) {
      out.collect(work(request, collection.get(), shards, serving.channel.applied()));
    } else {
      refuse(request, options.limits().maxInFlight() + " searches are under way already", context);
    }
    return true;
  }

  /** The work of a request, with a permit that has been acquired. */
  private SearchWork work(
      ChannelRequest request, CollectionInfo collection, List<ServedShard> shards, long applied) {
    long position = request.hasPosition() ? request.getPosition() : applied;
    return new SearchWork(
        request,
        collection,
        shards.stream().map(shard -> shard.view().snapshot(applied).at(position)).toList(),
        position,
        shards.stream().flatMap(shard -> shard.warnings().stream()).toList(),
        new SearchWork.Permit(permits));
  }

  private void refuse(ChannelRequest request, String why, Context context) {
    refused.inc();
    fail(request, ErrorCode.OVERLOADED, why + ": ask again later, or more slowly", context);
  }

  private static void fail(
      ChannelRequest request, ErrorCode code, String message, Context context) {
    fail(request, Failure.newBuilder().setCode(code.number()).setMessage(message).build(), context);
  }

  private static void fail(ChannelRequest request, Failure failure, Context context) {
    context.output(
        IMMEDIATE,
        ChannelReply.newBuilder()
            .setId(request.getId())
            .setChannel(request.getChannel())
            .setDeadlineMillis(request.getDeadlineMillis())
            .setFailure(failure)
            .build());
  }

  /** Sees to it that the channel has one timer, which is not later than it should be. */
  private static void scheduleTick(Serving serving, TimerService timers) {
    boolean busy =
        serving.log.isWaiting()
            || !serving.waiting.isEmpty()
            || serving.ends != null
            || serving.channel.isWorking();
    long next = timers.currentProcessingTime() + (busy ? BUSY_TICK_MILLIS : IDLE_TICK_MILLIS);
    if (serving.tickMillis == 0 || next < serving.tickMillis) {
      if (serving.tickMillis != 0) {
        timers.deleteProcessingTimeTimer(serving.tickMillis);
      }
      serving.tickMillis = next;
      timers.registerProcessingTimeTimer(next);
    }
  }
}
