package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.segment.MutationRun;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.ServeEvent;
import io.cinclus.v1.ShardSealed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A serve function of one channel, whose loads and builds happen when a test says, and what goes in
 * and out of it.
 */
abstract class ServeFunctionFixture {
  static final int CHANNEL = 3;
  static final long DEADLINE = 1_000_000;
  private static final int MAX_TICKS = 1000;

  @TempDir private Path folder;

  final TestCatalog catalog = new TestCatalog();
  final TestEnds ends = new TestEnds();
  final CollectionInfo things = catalog.createLoaded("things", CHANNEL);
  TestFiles files;
  final ManuallyTriggeredScheduledExecutorService loads =
      new ManuallyTriggeredScheduledExecutorService();
  final ManuallyTriggeredScheduledExecutorService builds =
      new ManuallyTriggeredScheduledExecutorService();
  private Lease<LogServices> services;
  Lease<SegmentServices> segments;
  KeyedOneInputStreamOperatorTestHarness<Integer, ServeEvent, SearchWork> harness;
  long now;
  private long nextId;

  @BeforeEach
  void open() throws Exception {
    files = new TestFiles(folder);
    ServeOptions options =
        TestRequests.options(
            files.root(),
            "serve-" + folder.getFileName(),
            Map.of(
                "cinclus.serve.max-in-flight",
                "2",
                "cinclus.serve.max-waiting",
                "3",
                "cinclus.serve.growing-index-rows",
                "1000"));
    services = LogServices.SHARED.provide(options.log(), new LogServices(catalog, ends));
    SegmentServices.Key key = SegmentServices.Key.of(options);
    segments = SegmentServices.SHARED.provide(key, new SegmentServices(key, loads, builds));
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new ServeFunction(options)),
            ServeFunctionFixture::channelKey,
            Types.INT);
    harness.setup(
        ServeTypes.SEARCH_WORK.createSerializer(
            harness.getExecutionConfig().getSerializerConfig()));
    harness.open();
    tick();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
    segments.close();
    services.close();
  }

  static int channelKey(ServeEvent event) {
    LogEvent log = event.hasWal() ? event.getWal() : event.getManifest();
    return ChannelKeys.of(
        event.hasRequest() ? event.getRequest().getChannel() : log.getPartition());
  }

  /** The log starts at an offset, and the manifests end at one. */
  void start(long offset, long manifestsEnd) throws Exception {
    wal(TestLog.started(CHANNEL, offset));
    ends.answer(catalog.end(), Map.of(), Map.of(CHANNEL, manifestsEnd));
    tick();
  }

  /** A seal of the rows of the record at this offset, up to its end. */
  ShardSealed seal(CollectionInfo collection, long offset, long... keys) throws Exception {
    return files.seal(
        collection,
        Position.NONE,
        Position.before(offset + 1),
        new MutationRun.Inserts(
            Position.of(offset, 0), collection.id(), TestLog.rows(collection.schema(), keys)));
  }

  ChannelRequest request(long guarantee) {
    return request(things, guarantee).build();
  }

  ChannelRequest.Builder request(CollectionInfo collection, long guarantee) {
    return ChannelRequest.newBuilder()
        .setId(TestRequests.id(nextId++))
        .setChannel(CHANNEL)
        .setDeadlineMillis(DEADLINE)
        .setCatalogPosition(collection.id())
        .setCollectionId(collection.id())
        .addShards(0)
        .addPartitionIds(collection.id())
        .setGuarantee(guarantee)
        .setVectorFieldId(collection.field("vector").id())
        .setMetricType("L2")
        .setRequest(TestRequests.request(ConsistencyLevel.STRONG, TestRequests.search()));
  }

  void ask(ChannelRequest request) throws Exception {
    harness.processElement(ServeEvent.newBuilder().setRequest(request).build(), 0);
  }

  void wal(LogEvent event) throws Exception {
    harness.processElement(ServeEvent.newBuilder().setWal(event).build(), 0);
  }

  void manifest(LogEvent event) throws Exception {
    harness.processElement(ServeEvent.newBuilder().setManifest(event).build(), 0);
  }

  /** Time for whatever the channels look at now and then. */
  void tick() throws Exception {
    passTime(200);
  }

  void passTime(long millis) throws Exception {
    for (long end = now + millis; now < end; ) {
      now = Math.min(end, now + Math.max(5, millis / 100));
      harness.setProcessingTime(now);
    }
  }

  /** Ticks, and lets what is to be loaded be loaded in between. */
  void tickUntil(BooleanSupplier condition) throws Exception {
    for (int ticks = 0; !condition.getAsBoolean(); ticks++) {
      assertThat(ticks).as("nothing happens").isLessThan(MAX_TICKS);
      loads.triggerAll();
      tick();
    }
  }

  List<SearchWork> answered() {
    return harness.extractOutputValues();
  }

  List<ChannelReply> failures() {
    Queue<StreamRecord<ChannelReply>> replies = harness.getSideOutput(ServeFunction.IMMEDIATE);
    return replies == null ? List.of() : replies.stream().map(StreamRecord::getValue).toList();
  }

  List<Integer> codes() {
    return failures().stream().map(reply -> reply.getFailure().getCode()).toList();
  }

  static List<Long> keys(SearchWork work) {
    return TestViews.keys(work.shards(), work.collection().id());
  }
}
