package io.cinclus.operators.standing;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.QueryVectors;
import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.operators.fakes.FakeEnds;
import io.cinclus.operators.fakes.Wal;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.DropStandingQuery;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Marker;
import io.cinclus.v1.MatchRecord;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.RegisterStandingQuery;
import io.cinclus.v1.StandingQueryBegin;
import io.cinclus.v1.StandingQueryEnd;
import io.cinclus.v1.StandingQueryInfo;
import io.cinclus.v1.WalRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The operator that matches on its own: its logs, time, topics, checkpoints are the test's. */
final class MatchHarness implements AutoCloseable {
  static final String TOPIC = "alerts";
  static final long DELAY_MILLIS = 20;

  private static final AtomicInteger INSTANCES = new AtomicInteger();

  /** Markers come from a writer of their own. */
  private static final long MARKER_WRITER = 1;

  final FakeCatalog catalog = new FakeCatalog();
  final FakeEnds ends = new FakeEnds(catalog);
  final List<Wal> wals = List.of(new Wal(0), new Wal(1));
  final Set<String> topics = new HashSet<>(Set.of(TOPIC));
  final StandingOptions options;
  private final Lease<LogServices> services;
  private final Lease<MatchTopics> matchTopics;
  private long sequence;
  private long checkpoint;
  private @Nullable KeyedOneInputStreamOperatorTestHarness<Integer, LogEvent, MatchRecord> operator;

  MatchHarness(int batchRows) {
    LogConfig log = LogConfig.of("match-test-" + INSTANCES.incrementAndGet());
    options =
        new StandingOptions(
            log, new StandingOptions.Limits(batchRows, DELAY_MILLIS, 1 << 20, 1 << 20), 1000);
    services = LogServices.SHARED.provide(log, new LogServices(catalog, ends));
    matchTopics = MatchTopics.SHARED.provide(log, new MatchTopics(log, lister()));
  }

  private MatchTopics.Lister lister() {
    return new MatchTopics.Lister() {
      @Override
      public CompletableFuture<Set<String>> list() {
        return CompletableFuture.completedFuture(Set.copyOf(topics));
      }

      @Override
      public void close() {}
    };
  }

  void open(@Nullable OperatorSubtaskState state) throws Exception {
    stop();
    operator = newOperator(1, 0, state);
  }

  KeyedOneInputStreamOperatorTestHarness<Integer, LogEvent, MatchRecord> newOperator(
      int parallelism, int subtask, @Nullable OperatorSubtaskState state) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Integer, LogEvent, MatchRecord> next =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new MatchOperator(options),
            ChannelKeys::keyOf,
            Types.INT,
            ChannelKeys.MAX_PARALLELISM,
            parallelism,
            subtask);
    next.setup(
        new ProtoTypeInfo<>(MatchRecord.class)
            .createSerializer(next.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      next.initializeState(state);
    }
    next.open();
    return next;
  }

  private KeyedOneInputStreamOperatorTestHarness<Integer, LogEvent, MatchRecord> operator() {
    if (operator == null) {
      throw new IllegalStateException("not started");
    }
    return operator;
  }

  /** A query whose registration is in the catalog, and in no channel yet. */
  StandingQueryInfo register(String collection, RegisterStandingQuery.Builder query) {
    catalog.append(
        CatalogCommand.newBuilder()
            .setRegisterStandingQuery(query.setCollection(collection).setTopic(TOPIC)));
    return catalog.collection(collection).standingQuery(query.getName());
  }

  static RegisterStandingQuery.Builder near(String name, float radius, float... vector) {
    return RegisterStandingQuery.newBuilder()
        .setName(name)
        .setVector(QueryVectors.dense(vector))
        .setMetricType("L2")
        .setRadius(radius);
  }

  void drop(String collection, String name) {
    catalog.append(
        CatalogCommand.newBuilder()
            .setDropStandingQuery(
                DropStandingQuery.newBuilder().setCollection(collection).setName(name)));
  }

  LogEvent begin(int channel, CollectionInfo collection, StandingQueryInfo info, QueryVector of) {
    StandingQueryBegin begin =
        StandingQueryBegin.newBuilder()
            .setInfo(info)
            .setVector(of)
            .setDatabase("default")
            .setCollection(collection.name())
            .setCollectionId(collection.id())
            .build();
    return mark(channel, collection, Marker.newBuilder().setStandingQueryBegin(begin));
  }

  LogEvent end(int channel, CollectionInfo collection, long id) {
    StandingQueryEnd end = StandingQueryEnd.newBuilder().setId(id).build();
    return mark(channel, collection, Marker.newBuilder().setStandingQueryEnd(end));
  }

  private LogEvent mark(int channel, CollectionInfo collection, Marker.Builder marker) {
    LogEvent event =
        wals.get(channel)
            .append(
                WalRecord.newBuilder()
                    .setCatalogPosition(catalog.end() - 1)
                    .setWriterId(MARKER_WRITER)
                    .setSequence(sequence++)
                    .setCollectionId(collection.id())
                    .setMarker(marker));
    tellEnds();
    return event;
  }

  /** The end of each log is what has been appended. */
  void tellEnds() {
    Map<Integer, Long> all = new HashMap<>();
    for (int channel = 0; channel < wals.size(); channel++) {
      all.put(channel, wals.get(channel).end());
    }
    ends.setWal(all);
  }

  void read(LogEvent... events) throws Exception {
    for (LogEvent event : events) {
      operator().processElement(event, 0);
    }
  }

  void pass(long millis) throws Exception {
    operator().setProcessingTime(operator().getProcessingTime() + millis);
  }

  /** Takes what has come out. */
  List<MatchRecord> take() {
    List<MatchRecord> taken = operator().extractOutputValues();
    operator().getOutput().clear();
    return taken;
  }

  OperatorSubtaskState checkpoint() throws Exception {
    checkpoint++;
    operator().prepareSnapshotPreBarrier(checkpoint);
    return operator().snapshot(checkpoint, checkpoint);
  }

  private void stop() throws Exception {
    if (operator != null) {
      operator.close();
      operator = null;
    }
  }

  @Override
  public void close() {
    try {
      stop();
      matchTopics.close();
      services.close();
    } catch (Exception e) { // What Flink declares.
      throw new IllegalStateException("the operator does not stop", e);
    }
  }
}
