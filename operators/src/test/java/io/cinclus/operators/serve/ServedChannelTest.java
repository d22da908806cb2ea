package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.log.WriterTable;
import io.cinclus.log.WriterWindow;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.search.GrowingIndexes;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Flush;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Marker;
import io.cinclus.v1.WalRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServedChannelTest {
  private static final int CHANNEL = 3;

  private final TestCatalog catalog = new TestCatalog();
  private final TestLoads loads = new TestLoads();
  private final ServedChannel channel = new ServedChannel(CHANNEL, GrowingIndexes.NONE);
  private final CollectionInfo things = catalog.createLoaded("things", CHANNEL, CHANNEL);

  @Test
  void nothingMayBeAnsweredBeforeTheManifestsAreReadToTheirEnd() throws Exception {
    assertThat(channel.hasReadManifests()).isFalse();
    channel.start(TestLog.started(CHANNEL, 10));
    readManifest(0, manifest(things, 0, 1));
    assertThat(channel.hasReadManifests()).isFalse();

    channel.manifestsEndAt(2, catalog.current());
    assertThat(channel.hasReadManifests()).isFalse();
    assertThat(channel.isWorking()).isTrue();

    readManifest(1, manifest(things, 0, 2));
    assertThat(channel.hasReadManifests()).isTrue();
    assertThat(shards(0)).hasSize(1).noneMatch(shard -> shard.isReady(things.partitionIds()));

    advance();
    loads.finishEmpty();
    advance();
    assertThat(loads.started()).containsExactly(2L);
    assertThat(shards(0)).allMatch(shard -> shard.isReady(things.partitionIds()));
    assertThat(channel.isWorking()).isFalse();
  }

  @Test
  void manifestsThatWereReadBeforeTheEndWasKnownCount() throws Exception {
    channel.start(TestLog.started(CHANNEL, 10));
    readManifest(0, manifest(things, 0, 1));
    channel.manifestsEndAt(1, catalog.current());
    assertThat(channel.hasReadManifests()).isTrue();
    assertThat(shards(0)).hasSize(1).noneMatch(shard -> shard.isReady(things.partitionIds()));
  }

  @Test
  void aShardWhoseGrowingRowsAreThereAlreadyWaitsForItsManifestToo() throws Exception {
    channel.start(TestLog.started(CHANNEL, 10));
    apply(10, TestLog.insert(things, 0, 0, 1));
    readManifest(0, manifest(things, 0, 5));
    channel.manifestsEndAt(1, catalog.current());
    assertThat(channel.hasReadManifests()).isTrue();
    assertThat(shards(0)).hasSize(1).noneMatch(shard -> shard.isReady(things.partitionIds()));
  }

  @Test
  void aChannelWhoseLogHasNotStartedMayNotAnswer() {
    channel.manifestsEndAt(0, catalog.current());
    assertThat(channel.hasReadManifests()).isFalse();
    channel.start(TestLog.started(CHANNEL, 10));
    assertThat(channel.hasReadManifests()).isTrue();
  }

  @Test
  void anEmptyManifestsTopicIsReadAtOnce() {
    channel.start(TestLog.started(CHANNEL, 0));
    channel.manifestsEndAt(0, catalog.current());
    assertThat(channel.hasReadManifests()).isTrue();
    assertThat(shards(0, 1)).isEmpty();
  }

  @Test
  void theEndMayLieBehindAGapOrProgressOrATombstone() throws Exception {
    channel.start(TestLog.started(CHANNEL, 0));
    channel.manifestsEndAt(9, catalog.current());
    channel.readManifest(TestLog.progress(CHANNEL, 2), catalog.current());
    channel.readManifest(
        TestLog.manifestTombstone(CHANNEL, 4, new ShardId(things.id(), 1)), catalog.current());
    assertThat(channel.hasReadManifests()).isFalse();
    channel.readManifest(TestLog.gap(CHANNEL, 8), catalog.current());
    assertThat(channel.hasReadManifests()).isTrue();
  }

  @Test
  void aManifestWhoseCollectionTheCatalogTellsOfLaterIsWaitedForAllTheSame() throws Exception {
    catalog.hold();
    CollectionInfo late = catalog.createLoaded("late", CHANNEL);
    channel.start(TestLog.started(CHANNEL, 0));
    readManifest(0, manifest(late, 0, 7));
    channel.manifestsEndAt(1, catalog.current());
    assertThat(channel.hasReadManifests()).isTrue();

    catalog.show();
    assertThat(channel.shardsOf(late, List.of(0)))
        .hasSize(1)
        .noneMatch(shard -> shard.isReady(late.partitionIds()));
    advance();
    loads.finishEmpty();
    advance();
    assertThat(channel.shardsOf(late, List.of(0)))
        .allMatch(shard -> shard.isReady(late.partitionIds()));
  }

  @Test
  void anOlderManifestReadAgainDoesNotTakeTheNewestOnesPlace() throws Exception {
    readManifest(0, manifest(things, 0, 7));
    readManifest(1, manifest(things, 0, 6));
    channel.start(TestLog.started(CHANNEL, 0));
    channel.manifestsEndAt(2, catalog.current());
    advance();
    assertThat(loads.started()).containsExactly(7L);
  }

  @Test
  void theAppliedPositionIsThatOfTheNextOffset() {
    assertThat(channel.applied()).isEqualTo(Position.NONE);
    channel.start(TestLog.started(CHANNEL, 10));
    assertThat(channel.applied()).isEqualTo(Position.before(10));
    apply(10, TestLog.insert(things, 0, 0, 1, 2));
    assertThat(channel.applied()).isEqualTo(Position.before(11));
    channel.skip(17);
    assertThat(channel.applied()).isEqualTo(Position.before(18));
    channel.skip(12);
    assertThat(channel.applied()).isEqualTo(Position.before(18));
  }

  @Test
  void aRecordBelowTheStartIsIgnored() {
    channel.start(TestLog.started(CHANNEL, 10));
    apply(9, TestLog.insert(things, 0, 0, 1));
    assertThat(shards(0)).isEmpty();
    assertThat(channel.applied()).isEqualTo(Position.before(10));
  }

  @Test
  void aRepeatedRecordIsAppliedOnce() {
    channel.start(TestLog.started(CHANNEL, 0));
    apply(0, TestLog.insert(things, 0, 0, 1));
    apply(1, TestLog.delete(things, 0, 1, 1));
    apply(2, TestLog.insert(things, 0, 0, 1));
    assertThat(keys(0)).isEmpty();
    assertThat(channel.applied()).isEqualTo(Position.before(3));
  }

  @Test
  void aRepeatOfWhatTheProgressCoversIsIgnored() {
    WriterWindow window = new WriterWindow(1);
    window.accept(0, 4);
    window.accept(1, 5);
    channel.start(
        TestLog.started(
            CHANNEL, 10, ChannelProgress.newBuilder().addWriters(window.toProto()).build()));
    apply(10, TestLog.insert(things, 0, 1, 1));
    apply(11, TestLog.insert(things, 0, 2, 2));
    assertThat(keys(0)).containsExactly(2L);
  }

  @Test
  void aDeleteByFilterSparesWhatWasWrittenSinceItsQuery() {
    channel.start(TestLog.started(CHANNEL, 0));
    apply(0, TestLog.insert(things, 0, 0, 1, 2));
    apply(1, TestLog.insert(things, 0, 1, 1));
    WalRecord.Builder delete = TestLog.delete(things, 0, 2, 1, 2).toBuilder();
    delete
        .getMutationsBuilder()
        .getMutationsBuilder(0)
        .getDeleteBuilder()
        .setUpTo(Position.before(1));
    apply(2, delete.build());
    assertThat(keys(0)).containsExactly(1L);
  }

  @Test
  void theWritersThatAreRememberedAreBounded() {
    channel.start(TestLog.started(CHANNEL, 0));
    for (int writer = 0; writer <= WriterTable.MAX_WRITERS; writer++) {
      apply(writer, written(TestLog.insert(things, 0, 0, writer), writer));
    }
    long next = WriterTable.MAX_WRITERS + 1;
    apply(next, written(TestLog.insert(things, 0, 0, 1_000_001), 1));
    apply(next + 1, written(TestLog.insert(things, 0, 0, 1_000_000), 0));
    assertThat(keys(0))
        .as("the writer that was silent for longest is the one forgotten")
        .contains(1_000_000L)
        .doesNotContain(1_000_001L);
  }

  private static WalRecord written(WalRecord record, long writer) {
    return record.toBuilder().setWriterId(writer).build();
  }

  @Test
  void aRecordThatCannotBeReadIsPassedOver() {
    channel.start(TestLog.started(CHANNEL, 0));
    WalRecord good = TestLog.insert(things, 0, 0, 1);
    WalRecord.Builder bad = good.toBuilder().setSequence(1);
    bad.getMutationsBuilder()
        .getMutationsBuilder(0)
        .getInsertBuilder()
        .getRowsBuilder()
        .setRowCount(7);
    apply(0, bad.build());
    apply(1, good);
    assertThat(keys(0)).containsExactly(1L);
    assertThat(channel.applied()).isEqualTo(Position.before(2));
  }

  @Test
  void aMarkerTakesItsPlaceInTheLogAndChangesNothing() {
    channel.start(TestLog.started(CHANNEL, 0));
    apply(
        0,
        TestLog.insert(things, 0, 0, 1).toBuilder()
            .setMarker(Marker.newBuilder().setFlush(Flush.getDefaultInstance()))
            .build());
    assertThat(shards(0)).isEmpty();
    assertThat(channel.applied()).isEqualTo(Position.before(1));
  }

  @Test
  void rowsOfADroppedCollectionAreIgnoredAndItsShardsForgotten() throws Exception {
    channel.start(TestLog.started(CHANNEL, 0));
    channel.manifestsEndAt(0, catalog.current());
    readManifest(0, manifest(things, 1, 5));
    apply(0, TestLog.insert(things, 0, 0, 1));
    advance();
    assertThat(shards(0, 1)).hasSize(2);

    catalog.drop("things");
    apply(1, TestLog.insert(things, 0, 1, 2));
    assertThat(channel.applied()).isEqualTo(Position.before(2));
    advance();
    assertThat(shards(0, 1)).isEmpty();
    assertThat(channel.isWorking()).isFalse();
  }

  @Test
  void shardsOfACollectionDoNotMix() {
    channel.start(TestLog.started(CHANNEL, 0));
    CollectionInfo others = catalog.createLoaded("others", CHANNEL);
    apply(0, TestLog.insert(things, 0, 0, 1));
    apply(1, TestLog.insert(things, 1, 1, 2));
    apply(2, TestLog.insert(others, 0, 2, 3));
    assertThat(keys(0)).containsExactly(1L);
    assertThat(keys(1)).containsExactly(2L);
    assertThat(channel.shardsOf(others, List.of(0, 1))).hasSize(1);
  }

  private void apply(long offset, WalRecord record) {
    channel.apply(record, offset, catalog.current());
  }

  private void readManifest(long offset, Manifest manifest) throws InvalidProtocolBufferException {
    channel.readManifest(TestLog.manifest(CHANNEL, offset, manifest), catalog.current());
  }

  private void advance() {
    channel.advance(catalog.current(), 0, loads);
  }

  private static Manifest manifest(CollectionInfo collection, int shard, long generation) {
    return Manifest.newBuilder()
        .setCollectionId(collection.id())
        .setShard(shard)
        .setGeneration(generation)
        .setSealedTo(Position.NONE)
        .build();
  }

  private List<ServedShard> shards(Integer... numbers) {
    return channel.shardsOf(things, List.of(numbers));
  }

  private List<Long> keys(int shard) {
    return TestViews.keys(
        shards(shard).stream().map(s -> s.view().snapshot(channel.applied())).toList(),
        things.id());
  }
}
