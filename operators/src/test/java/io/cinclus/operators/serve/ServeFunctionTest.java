package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.operators.catalog.CatalogWait;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Manifest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When and with what rows a request is answered. */
class ServeFunctionTest extends ServeFunctionFixture {
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

    passTime(CatalogWait.PATIENCE_MILLIS);
    ends.answer(catalog.end(), Map.of(), Map.of());
    tick();
    assertThat(keys(answered().get(0))).containsExactly(1L);
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
}
