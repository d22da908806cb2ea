package io.cinclus.operators.standing;

import io.cinclus.log.WriterWindow;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.MatchRecord;
import io.cinclus.v1.StandingChannel;
import io.cinclus.v1.StandingQueryBegin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Compares the rows of the log with standing queries. Each match comes out before the barrier of
 * the first checkpoint that covers its row, so what is behind sees it exactly once in the
 * checkpointed sense: again only where the job starts again from before it.
 *
 * <p>Keyed by channel. An operator and no function, since rows wait for others to be compared with
 * them, and must be done with before a barrier passes. The task thread never waits for the catalog.
 */
@SuppressWarnings("NullAway.Init") // What is transient is there when it is open.
public final class MatchOperator extends AbstractStreamOperator<MatchRecord>
    implements OneInputStreamOperator<LogEvent, MatchRecord> {
  private static final long serialVersionUID = 1L;

  private final StandingOptions options;
  private transient Lease<LogServices> services;
  private transient Lease<MatchTopics> topics;
  private transient Map<Integer, MatchedChannel> channels;
  private transient StreamRecord<MatchRecord> reused;
  private transient Unpublished unpublished;
  private transient boolean isTimerSet;

  private transient ValueState<StandingChannel> progress;
  private transient ListState<io.cinclus.v1.WriterWindow> writers;
  private transient ListState<LogEvent> waiting;
  private transient MapState<Long, StandingQueryBegin> queries;

  public MatchOperator(StandingOptions options) {
    this.options = options;
  }

  @Override
  public void open() throws Exception {
    super.open();
    RuntimeContext context = getRuntimeContext();
    progress =
        context.getState(
            new ValueStateDescriptor<>("channel", new ProtoTypeInfo<>(StandingChannel.class)));
    writers =
        context.getListState(
            new ListStateDescriptor<>(
                "writers", new ProtoTypeInfo<>(io.cinclus.v1.WriterWindow.class)));
    waiting =
        context.getListState(
            new ListStateDescriptor<>("waiting", new ProtoTypeInfo<>(LogEvent.class)));
    queries =
        context.getMapState(
            new MapStateDescriptor<>(
                "queries", Types.LONG, new ProtoTypeInfo<>(StandingQueryBegin.class)));
    LogConfig log = options.log();
    services = LogServices.SHARED.acquire(log);
    topics = MatchTopics.SHARED.acquire(log);
    topics.value().look();
    unpublished = new Unpublished(getMetricGroup().counter("unpublished"));
    channels = new HashMap<>();
    reused = new StreamRecord<>(MatchRecord.getDefaultInstance());
  }

  @Override
  public void close() throws Exception {
    if (topics != null) {
      topics.close();
    }
    if (services != null) {
      services.close();
    }
    super.close();
  }

  @Override
  public void processElement(StreamRecord<LogEvent> element) throws Exception {
    LogEvent event = element.getValue();
    if (event.hasStarted()) {
      start(event);
      return;
    }
    MatchedChannel channel = channels.get(event.getPartition());
    if (channel == null) {
      throw new IllegalStateException("channel " + event.getPartition() + " has not started");
    }
    channel.read(event, now());
    if (channel.isWaiting()) {
      setTimer();
    }
  }

  private void start(LogEvent event) throws Exception {
    MatchedChannel channel =
        new MatchedChannel(
            event.getPartition(), options.limits(), services.value(), topics.value());
    StandingChannel restored = progress.value();
    if (restored != null) {
      channel.restore(restored.getNextOffset(), writers.get(), List.copyOf(begun()), waiting.get());
    }
    channel.start(event, restored != null);
    channels.put(event.getPartition(), channel);
    if (channel.isWaiting()) {
      setTimer();
    }
  }

  private List<StandingQueryBegin> begun() throws Exception {
    List<StandingQueryBegin> all = new ArrayList<>();
    queries.values().forEach(all::add);
    return all;
  }

  /** Only while something waits: a log that nobody stands at costs no timers. */
  private void setTimer() {
    if (!isTimerSet) {
      isTimerSet = true;
      getProcessingTimeService()
          .registerTimer(
              now() + options.limits().batchDelayMillis(),
              time -> {
                isTimerSet = false;
                applyAll();
              });
    }
  }

  private void applyAll() {
    for (MatchedChannel channel : channels.values()) {
      if (channel.isWaiting()) {
        channel.apply(now(), this::emit);
      }
      if (channel.isWaiting()) {
        setTimer();
      }
    }
  }

  private void emit(MatchRecord match) {
    if (!topics.value().has(match.getTopic())) {
      if (unpublished.add(match, now())) {
        topics.value().refresh();
      }
      return;
    }
    output.collect(reused.replace(match));
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  /** What the catalog does not cover yet goes on waiting, in the state. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    for (MatchedChannel channel : channels.values()) {
      channel.apply(now(), this::emit);
      channel.forgetOrphans();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (Map.Entry<Integer, MatchedChannel> channel : channels.entrySet()) {
      setCurrentKey(ChannelKeys.of(channel.getKey()));
      store(channel.getValue());
    }
  }

  private void store(MatchedChannel channel) throws Exception {
    StandingChannel now =
        StandingChannel.newBuilder()
            .setNextOffset(channel.nextOffset())
            .setWaitingCount(channel.waiting().size())
            .build();
    if (!now.equals(progress.value())) {
      progress.update(now);
      writers.update(channel.writers().stream().map(WriterWindow::toProto).toList());
      waiting.update(channel.waiting());
    }
    for (long id : channel.takeChanges()) {
      StandingQueryBegin query = channel.queries().get(id);
      if (query == null) {
        queries.remove(id);
      } else {
        queries.put(id, query);
      }
    }
  }
}
