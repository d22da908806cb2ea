package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.segment.MutationRun;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeFunctionTest {
  private static final int CHANNEL = 3;
  private static final long DEADLINE = 1_000_000;
  private static final int MAX_TICKS = 1000;

  @TempDir private Path folder;

  private final TestCatalog catalog = new TestCatalog();
  private final TestEnds ends = new TestEnds();
  private final CollectionInfo things = catalog.createLoaded("things", CHANNEL);
  private TestFiles files;
  private final ManuallyTriggeredScheduledExecutorService loads =
      new ManuallyTriggeredScheduledExecutorService();
  private Lease<LogServices> services;
  private Lease<SegmentServices> segments;
  private KeyedOneInputStreamOperatorTestHarness<Integer, ServeEvent, SearchWork> harness;
  private long now;
  private long nextId;

  @BeforeEach
  void open() throws Exception {
    files = new TestFiles(folder);
    ServeOptions options =
        TestRequests.options(
            files.root(),
            "serve-" + folder.getFileName(),
            Map.of("cinclus.serve.max-in-flight", "2", "cinclus.serve.max-waiting", "3"));
    services = LogServices.SHARED.provide(options.log(), new LogServices(catalog, ends));
    SegmentServices.Key key = SegmentServices.Key.of(options);
    segments = SegmentServices.SHARED.provide(key, new SegmentServices(key, loads));
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new ServeFunction(options)),
            ServeFunctionTest::channelKey,
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

  private static int channelKey(ServeEvent event) {
    LogEvent log = event.hasWal() ? event.getWal() : event.getManifest();
    return ChannelKeys.of(
        event.hasRequest() ? event.getRequest().getChannel() : log.getPartition());
  }

  @Test
  void nothingIsAnsweredBeforeTheManifestsAreReadToTheEndAskedAfterTheStartAndSwappedIn()
      throws Exception {
    Manifest manifest = TestFiles.manifest(things, 1, seal(things, 1, 7, 8));
    ask(request(Position.NONE));
    tick();
    assertThat(ends.calls()).as("what was asked before the start would be too old").isZero();

    wal(TestLog.started(CHANNEL, 2));
    assertThat(ends.calls()).isEqualTo(1);
    tick();
    assertThat(answered()).isEmpty();

    ends.answer(catalog.end(), Map.of(), Map.of(CHANNEL, 2L));
    tick();
    assertThat(answered()).isEmpty();
    manifest(TestLog.progress(CHANNEL, 0));
    tick();
    assertThat(answered()).isEmpty();

    manifest(TestLog.manifest(CHANNEL, 1, manifest));
    assertThat(answered()).as("it is read, but not loaded").isEmpty();
    tickUntil(() -> !answered().isEmpty());
    assertThat(keys(answered().get(0))).containsExactly(7L, 8L);
    assertThat(failures()).isEmpty();
  }

  @Test
  void aManifestReadBeforeTheCatalogToldOfItsCollectionIsWaitedFor() throws Exception {
    catalog.hold();
    CollectionInfo late = catalog.createLoaded("late", CHANNEL);
    Manifest manifest = TestFiles.manifest(late, 1, seal(late, 1, 7));
    start(2, 0);
    manifest(TestLog.manifest(CHANNEL, 0, manifest));
    catalog.show();
    ask(request(late, Position.NONE).build());
    assertThat(answered()).as("its rows are in a file").isEmpty();
    tickUntil(() -> !answered().isEmpty());
  }

  @Test
  void theManifestsEndIsAskedForAgainWhereItIsNotKnown() throws Exception {
    wal(TestLog.started(CHANNEL, 0));
    ask(request(Position.NONE));
    ends.fail(new IllegalStateException("no broker"));
    tick();
    assertThat(ends.calls()).isEqualTo(2);
    ends.answer(catalog.end(), Map.of(), Map.of(CHANNEL + 1, 0L));
    tick();
    assertThat(ends.calls()).as("the channel was not in it").isEqualTo(3);
    assertThat(answered()).isEmpty();
    ends.answer(catalog.end(), Map.of(), Map.of(CHANNEL, 0L));
    tick();
    assertThat(answered()).hasSize(1);
  }

  @Test
  void aRequestIsHandedOnByTheRecordThatReachesItsGuarantee() throws Exception {
    start(0, 0);
    wal(TestLog.event(CHANNEL, 0, TestLog.insert(things, 0, 0, 1)));
    ask(request(Position.before(3)));
    wal(TestLog.event(CHANNEL, 1, TestLog.insert(things, 0, 1, 2)));
    tick();
    assertThat(answered()).isEmpty();

    wal(TestLog.event(CHANNEL, 2, TestLog.insert(things, 0, 2, 3)));
    assertThat(answered()).hasSize(1);
    SearchWork work = answered().get(0);
    assertThat(work.position()).isEqualTo(Position.before(3));
    assertThat(work.collection()).isEqualTo(things);
    wal(TestLog.event(CHANNEL, 3, TestLog.delete(things, 0, 3, 1, 2)));
    wal(TestLog.event(CHANNEL, 4, TestLog.insert(things, 0, 4, 4)));
    assertThat(keys(work)).as("what comes later does not show in it").containsExactly(1L, 2L, 3L);
  }

  @Test
  void aGapAtTheLogsEndReachesAGuarantee() throws Exception {
    start(0, 0);
    ask(request(Position.before(9)));
    wal(TestLog.gap(CHANNEL, 8));
    assertThat(answered()).hasSize(1);
    assertThat(keys(answered().get(0))).isEmpty();
  }

  @Test
  void aRequestOfANewerCatalogWaitsForIt() throws Exception {
    start(0, 0);
    catalog.hold();
    catalog.partition("things", "more");
    ask(request(things, Position.NONE).setCatalogPosition(catalog.end() - 1).build());
    tick();
    assertThat(answered()).isEmpty();
    catalog.show();
    tick();
    assertThat(answered()).hasSize(1);
    assertThat(answered().get(0).collection().partitions()).hasSize(2);
  }

  @Test
  void aRecordBeyondTheCatalogsEndDoesNotHoldUpTheChannelForEver() throws Exception {
    start(0, 0);
    wal(
        TestLog.event(
            CHANNEL,
            0,
            TestLog.insert(things, 0, 0, 9).toBuilder()
                .setCatalogPosition(catalog.end() + 5)
                .build()));
    wal(TestLog.event(CHANNEL, 1, TestLog.insert(things, 0, 1, 1)));
    ask(request(Position.before(2)));
    tick();
    assertThat(answered()).isEmpty();

    passTime(ChannelLog.DEAD_LETTER_MILLIS);
    ends.answer(catalog.end(), Map.of(), Map.of());
    tick();
    assertThat(keys(answered().get(0))).containsExactly(1L);
  }

  @Test
  void aRequestWithoutAPermitIsRefusedAtOnceAndAReturnedPermitIsUsedAgain() throws Exception {
    start(0, 0);
    ask(request(Position.NONE));
    ask(request(Position.NONE));
    assertThat(answered()).hasSize(2);
    assertThat(failures()).isEmpty();

    ask(request(Position.NONE));
    assertThat(answered()).hasSize(2);
    assertThat(failures()).hasSize(1);
    assertThat(failures().get(0).getFailure().getCode()).isEqualTo(ErrorCode.OVERLOADED.number());
    assertThat(failures().get(0).getId()).isEqualTo(TestRequests.id(2));
    assertThat(failures().get(0).getChannel()).isEqualTo(CHANNEL);
    assertThat(failures().get(0).getDeadlineMillis()).isEqualTo(DEADLINE);
    wal(TestLog.event(CHANNEL, 0, TestLog.insert(things, 0, 0, 1)));
    ask(request(Position.before(9)));
    assertThat(failures()).as("waiting needs no permit").hasSize(1);

    answered().get(0).permit().giveBack();
    answered().get(0).permit().giveBack();
    ask(request(Position.NONE));
    assertThat(answered()).hasSize(3);
    ask(request(Position.NONE));
    assertThat(failures()).as("a permit is returned once").hasSize(2);
  }

  @Test
  void oneMoreThanMayWaitIsRefused() throws Exception {
    for (int i = 0; i < 3; i++) {
      ask(request(Position.before(5)));
    }
    assertThat(failures()).isEmpty();
    ask(request(Position.before(5)));
    assertThat(failures())
        .singleElement()
        .satisfies(
            reply ->
                assertThat(reply.getFailure().getCode()).isEqualTo(ErrorCode.OVERLOADED.number()));
  }

  @Test
  void aRequestWhoseDeadlineHasPassedIsForgotten() throws Exception {
    start(0, 0);
    for (int i = 0; i < 3; i++) {
      ask(request(Position.before(5)));
    }
    passTime(DEADLINE);
    wal(TestLog.gap(CHANNEL, 8));
    assertThat(answered()).isEmpty();
    assertThat(failures()).isEmpty();
    ask(request(things, Position.before(5)).setDeadlineMillis(2 * DEADLINE).build());
    assertThat(answered()).hasSize(1);
  }

  @Test
  void aCorruptSegmentFailsItsCollectionByNameAndLeavesTheOthersAlone() throws Exception {
    CollectionInfo others = catalog.createLoaded("others", CHANNEL);
    ShardSealed bad = seal(things, 1, 7);
    String path = bad.getSegments(0).getFile().getPath();
    files.corrupt(path);
    manifest(TestLog.manifest(CHANNEL, 0, TestFiles.manifest(things, 1, bad)));
    manifest(TestLog.manifest(CHANNEL, 1, TestFiles.manifest(others, 1, seal(others, 1, 8))));
    start(2, 2);
    ask(request(Position.NONE));
    ask(request(others, Position.NONE).build());
    tickUntil(() -> !answered().isEmpty() && !failures().isEmpty());

    assertThat(answered()).hasSize(1);
    assertThat(keys(answered().get(0))).containsExactly(8L);
    assertThat(failures()).hasSize(1);
    assertThat(failures().get(0).getId()).isEqualTo(TestRequests.id(0));
    assertThat(failures().get(0).getFailure().getCode())
        .isEqualTo(ErrorCode.STORAGE_CORRUPT.number());
    assertThat(failures().get(0).getFailure().getMessage()).contains(path);
  }

  @Test
  void aCorruptIndexGivesAWarningWithTheAnswer() throws Exception {
    ShardSealed seal = seal(things, 1, 7, 8);
    Segment indexed = files.index(things, seal.getSegments(0), 7, 8);
    String path = indexed.getIndexes(0).getFile().getPath();
    files.corrupt(path);
    Manifest manifest =
        TestFiles.manifest(things, 1, seal).toBuilder().setSegments(0, indexed).build();
    manifest(TestLog.manifest(CHANNEL, 0, manifest));
    start(2, 1);
    ask(request(Position.NONE));
    tickUntil(() -> !answered().isEmpty());

    ChannelReply reply = new ChannelSearch(1 << 20, () -> now).answer(answered().get(0));
    assertThat(reply.hasFailure()).isFalse();
    assertThat(reply.getWarningsList()).hasSize(1).first().asString().contains(path);
    assertThat(reply.getHits(0).getDistancesList()).containsExactly(49f, 64f);
  }

  @Test
  void aRequestForACollectionDroppedMeanwhileIsToldSo() throws Exception {
    start(0, 0);
    ask(request(Position.before(1)));
    catalog.drop("things");
    wal(TestLog.event(CHANNEL, 0, TestLog.insert(things, 0, 0, 1)));
    assertThat(codes()).containsExactly(ErrorCode.COLLECTION_NOT_FOUND.number());
    assertThat(answered()).isEmpty();
  }

  @Test
  void aRequestForACollectionReleasedMeanwhileIsToldSo() throws Exception {
    manifest(TestLog.manifest(CHANNEL, 0, TestFiles.manifest(things, 1, seal(things, 1, 7))));
    start(2, 1);
    ask(request(Position.before(3)));
    catalog.release("things");
    tick();
    wal(TestLog.event(CHANNEL, 2, TestLog.insert(things, 0, 0, 1)));
    assertThat(codes()).containsExactly(ErrorCode.COLLECTION_NOT_LOADED.number());

    catalog.load("things");
    ask(request(Position.NONE));
    tickUntil(() -> !answered().isEmpty());
    assertThat(keys(answered().get(0))).containsExactly(1L, 7L);
  }

  @Test
  void aCollectionLoadedAgainWhileItIsLookedAtIsNotAnsweredFromWhatItsReleaseLeft()
      throws Exception {
    manifest(TestLog.manifest(CHANNEL, 0, TestFiles.manifest(things, 1, seal(things, 1, 7))));
    start(2, 1);
    ask(request(Position.NONE));
    tickUntil(() -> !answered().isEmpty());
    catalog.release("things");
    tick();

    catalog.afterNextLook(() -> catalog.load("things"));
    ask(request(Position.NONE));
    tickUntil(() -> answered().size() + failures().size() > 1);
    assertThat(codes()).containsExactly(ErrorCode.COLLECTION_NOT_LOADED.number());
    assertThat(answered()).hasSize(1);

    answered().get(0).permit().giveBack();
    ask(request(Position.NONE));
    tickUntil(() -> answered().size() > 1);
    assertThat(keys(answered().get(1))).containsExactly(7L);
  }

  @Test
  void aRequestThatHasExpiredTakesNoPermit() throws Exception {
    start(0, 0);
    for (int i = 0; i < 3; i++) {
      ask(request(things, Position.NONE).setDeadlineMillis(now).build());
    }
    assertThat(answered()).isEmpty();
    assertThat(failures()).isEmpty();
    ask(request(Position.NONE));
    assertThat(answered()).hasSize(1);
  }

  @Test
  void channelsOfOneSubtaskDoNotMix() throws Exception {
    int other = CHANNEL + 1;
    CollectionInfo wide = catalog.createLoaded("wide", CHANNEL, other);
    for (int channel : new int[] {CHANNEL, other}) {
      wal(TestLog.started(channel, 0));
      ends.answer(catalog.end(), Map.of(), Map.of(channel, 0L));
      tick();
    }
    wal(TestLog.event(CHANNEL, 0, TestLog.insert(wide, 0, 0, 1)));
    wal(TestLog.event(other, 0, TestLog.insert(wide, 1, 0, 2)));
    ask(request(wide, Position.before(1)).build());
    ask(request(wide, Position.before(1)).setChannel(other).clearShards().addShards(1).build());
    assertThat(answered()).hasSize(2);
    assertThat(keys(answered().get(0))).containsExactly(1L);
    assertThat(keys(answered().get(1))).containsExactly(2L);
  }

  @Test
  void allShardsOfASearchAreSeenAtOnePosition() throws Exception {
    CollectionInfo wide = catalog.createLoaded("wide", CHANNEL, CHANNEL);
    start(0, 0);
    wal(TestLog.event(CHANNEL, 0, TestLog.insert(wide, 0, 0, 1)));
    wal(TestLog.event(CHANNEL, 1, TestLog.insert(wide, 1, 1, 2, 3)));
    wal(TestLog.event(CHANNEL, 2, TestLog.delete(wide, 1, 2, 2)));
    ask(request(wide, Position.before(2)).addShards(1).build());
    assertThat(keys(answered().get(0))).containsExactly(1L, 3L);
  }

  @Test
  void aChannelHasOneTimerHoweverOftenItIsBusy() throws Exception {
    start(0, 0);
    for (long offset = 0; offset < 50; offset++) {
      ask(request(Position.before(offset + 1)));
      passTime(1 + offset * 7 % 31); // Out of step with the timers.
      wal(TestLog.event(CHANNEL, offset, TestLog.insert(things, 0, offset, offset)));
      answered().forEach(work -> work.permit().giveBack());
      passTime(1 + offset * 11 % 37);
    }
    assertThat(answered()).hasSize(50);
    passTime(1_000);
    assertThat(harness.numProcessingTimeTimers()).isEqualTo(1);
  }

  @Test
  void somethingThatIsNoManifestStopsTheJobAndIsNamed() {
    LogEvent garbage =
        TestLog.manifest(CHANNEL, 17, Manifest.getDefaultInstance()).toBuilder()
            .setRecord(ByteString.copyFrom(new byte[] {(byte) 0xff}))
            .build();
    assertThatThrownBy(() -> manifest(garbage))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("offset 17 of partition 3");
  }

  /** The log starts at an offset, and the manifests end at one. */
  private void start(long offset, long manifestsEnd) throws Exception {
    wal(TestLog.started(CHANNEL, offset));
    ends.answer(catalog.end(), Map.of(), Map.of(CHANNEL, manifestsEnd));
    tick();
  }

  /** A seal of the rows of the record at this offset, up to its end. */
  private ShardSealed seal(CollectionInfo collection, long offset, long... keys) throws Exception {
    return files.seal(
        collection,
        Position.NONE,
        Position.before(offset + 1),
        new MutationRun.Inserts(
            Position.of(offset, 0), collection.id(), TestLog.rows(collection.schema(), keys)));
  }

  private ChannelRequest request(long guarantee) {
    return request(things, guarantee).build();
  }

  private ChannelRequest.Builder request(CollectionInfo collection, long guarantee) {
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

  private void ask(ChannelRequest request) throws Exception {
    harness.processElement(ServeEvent.newBuilder().setRequest(request).build(), 0);
  }

  private void wal(LogEvent event) throws Exception {
    harness.processElement(ServeEvent.newBuilder().setWal(event).build(), 0);
  }

  private void manifest(LogEvent event) throws Exception {
    harness.processElement(ServeEvent.newBuilder().setManifest(event).build(), 0);
  }

  /** Time for whatever the channels look at now and then. */
  private void tick() throws Exception {
    passTime(200);
  }

  private void passTime(long millis) throws Exception {
    for (long end = now + millis; now < end; ) {
      now = Math.min(end, now + Math.max(5, millis / 100));
      harness.setProcessingTime(now);
    }
  }

  /** Ticks, and lets what is to be loaded be loaded in between. */
  private void tickUntil(BooleanSupplier condition) throws Exception {
    for (int ticks = 0; !condition.getAsBoolean(); ticks++) {
      assertThat(ticks).as("nothing happens").isLessThan(MAX_TICKS);
      loads.triggerAll();
      tick();
    }
  }

  private List<SearchWork> answered() {
    return harness.extractOutputValues();
  }

  private List<ChannelReply> failures() {
    Queue<StreamRecord<ChannelReply>> replies = harness.getSideOutput(ServeFunction.IMMEDIATE);
    return replies == null ? List.of() : replies.stream().map(StreamRecord::getValue).toList();
  }

  private List<Integer> codes() {
    return failures().stream().map(reply -> reply.getFailure().getCode()).toList();
  }

  private static List<Long> keys(SearchWork work) {
    return TestViews.keys(work.shards(), work.collection().id());
  }
}
