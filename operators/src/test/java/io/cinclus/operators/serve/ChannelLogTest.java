package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.catalog.CatalogWait;
import io.cinclus.search.GrowingIndexes;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.WalRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelLogTest {
  private static final int CHANNEL = 3;
  private static final long NOW = 50_000;
  private static final long LATER = NOW + CatalogWait.PATIENCE_MILLIS;

  private final TestCatalog catalog = new TestCatalog();
  private final TestEnds ends = new TestEnds();
  private final ServedChannel channel = new ServedChannel(CHANNEL, GrowingIndexes.NONE);
  private final ChannelLog log = new ChannelLog(channel, catalog, ends);
  private final CollectionInfo things = catalog.createLoaded("things", CHANNEL);

  {
    channel.start(TestLog.started(CHANNEL, 0));
  }

  @Test
  void recordsAreAppliedAsTheyCome() {
    log.read(insert(0, things, 1), NOW);
    log.read(TestLog.gap(CHANNEL, 5), NOW);
    log.read(insert(6, things, 2), NOW);

    assertThat(log.isWaiting()).isFalse();
    assertThat(keys()).containsExactly(1L, 2L);
    assertThat(channel.applied()).isEqualTo(Position.before(7));
  }

  @Test
  void whatIsNoRecordIsSkipped() {
    log.read(TestLog.garbage(CHANNEL, 0), NOW);
    log.read(TestLog.manifestTombstone(CHANNEL, 1, new ShardId(1, 1)), NOW);
    log.read(insert(2, things, 1), NOW);
    assertThat(keys()).containsExactly(1L);
    assertThat(channel.applied()).isEqualTo(Position.before(3));
  }

  @Test
  void aRecordWaitsForTheCatalogAndThoseBehindItWaitInOrder() {
    catalog.hold();
    CollectionInfo late = catalog.createLoaded("late", CHANNEL);
    log.read(insert(0, things, 1), NOW);
    log.read(insert(1, late, 7), NOW);
    log.read(insert(2, things, 2), NOW);
    assertThat(channel.applied()).isEqualTo(Position.before(1));
    assertThat(log.isWaiting()).isTrue();

    catalog.show();
    log.apply(NOW);
    assertThat(log.isWaiting()).isFalse();
    assertThat(channel.applied()).isEqualTo(Position.before(3));
    assertThat(keys()).containsExactly(1L, 2L);
    assertThat(channel.shardsOf(late, List.of(0))).hasSize(1);
  }

  @Test
  void aRecordIsAppliedOnlyWithTheCatalogOfItsOwnPosition() {
    catalog.hold();
    long partition = catalog.partition("things", "more");
    WalRecord later =
        TestLog.insert(things, 0, 0, 1).toBuilder().setCatalogPosition(partition).build();
    log.read(TestLog.event(CHANNEL, 0, later), NOW);
    assertThat(log.isWaiting()).isTrue();
    catalog.show();
    log.apply(NOW);
    assertThat(log.isWaiting()).isFalse();
  }

  @Test
  void aRecordWaitsForItsCollectionAlsoWhereItNamesAnEarlierPosition() {
    catalog.hold();
    CollectionInfo late = catalog.createLoaded("late", CHANNEL);
    WalRecord early = TestLog.insert(late, 0, 0, 1).toBuilder().setCatalogPosition(0).build();
    log.read(TestLog.event(CHANNEL, 0, early), NOW);
    assertThat(log.isWaiting()).isTrue();
    catalog.show();
    log.apply(NOW);
    assertThat(channel.shardsOf(late, List.of(0))).hasSize(1);
  }

  @Test
  void aRecordBeyondTheCatalogsEndIsSkippedAndThoseBehindItAreApplied() {
    log.read(beyond(0), NOW);
    log.read(insert(1, things, 1), NOW);
    log.apply(LATER - 1);
    assertThat(ends.calls()).as("the end is not asked for every lag").isZero();

    log.apply(LATER);
    assertThat(ends.calls()).isEqualTo(1);
    assertThat(log.isWaiting()).isTrue();
    ends.answer(catalog.end(), Map.of(), Map.of());
    log.apply(LATER + 5);

    assertThat(log.isWaiting()).isFalse();
    assertThat(keys()).containsExactly(1L);
    assertThat(channel.applied()).isEqualTo(Position.before(2));
  }

  @Test
  void aRecordBelowTheCatalogsEndIsWaitedForHoweverLongTheFoldTakes() {
    catalog.hold();
    CollectionInfo late = catalog.createLoaded("late", CHANNEL);
    log.read(insert(0, late, 7), NOW);
    for (int i = 0; i < 10; i++) {
      log.apply(LATER + 10_000L * i);
      ends.answer(catalog.end(), Map.of(), Map.of());
    }
    assertThat(log.isWaiting()).isTrue();
    catalog.show();
    log.apply(LATER + 200_000);
    assertThat(channel.shardsOf(late, List.of(0))).hasSize(1);
  }

  @Test
  void anEndThatWasAskedForAnEarlierRecordDecidesNothingAboutALaterOne() {
    catalog.hold();
    CollectionInfo early = catalog.createLoaded("early", CHANNEL);
    long endThen = catalog.end();
    log.read(insert(0, early, 1), NOW);
    log.apply(LATER);
    assertThat(ends.calls()).isEqualTo(1);
    catalog.show();
    log.apply(LATER);
    assertThat(log.isWaiting()).isFalse();

    CollectionInfo late = catalog.createLoaded("late", CHANNEL);
    log.read(insert(1, late, 2), LATER);
    ends.answer(endThen, Map.of(), Map.of());
    log.apply(LATER + CatalogWait.PATIENCE_MILLIS);
    assertThat(log.isWaiting()).isTrue();
    ends.answer(catalog.end(), Map.of(), Map.of());
    log.apply(LATER + 2 * CatalogWait.PATIENCE_MILLIS);
    assertThat(log.isWaiting()).isTrue();

    catalog.show();
    log.apply(LATER + 2 * CatalogWait.PATIENCE_MILLIS);
    assertThat(channel.shardsOf(late, List.of(0))).as("it is not lost").hasSize(1);
  }

  @Test
  void anEndThatIsNotKnownIsAskedForAgain() {
    log.read(beyond(0), NOW);
    log.apply(LATER);
    ends.fail(new IllegalStateException("no broker"));
    log.apply(LATER + 5);
    assertThat(log.isWaiting()).isTrue();
    log.apply(LATER + 10);
    assertThat(ends.calls()).isEqualTo(2);
    ends.answer(catalog.end(), Map.of(), Map.of());
    log.apply(LATER + 15);
    assertThat(log.isWaiting()).isFalse();
  }

  @Test
  void theEventsThatWaitAreBounded() {
    LogEvent event = beyond(0);
    for (int i = 0; i < ChannelLog.MAX_PARKED; i++) {
      log.read(event, NOW);
    }
    assertThatThrownBy(() -> log.read(event, NOW))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("channel 3 wait for the catalog");
  }

  private LogEvent beyond(long offset) {
    WalRecord record =
        TestLog.insert(things, 0, 99, 99).toBuilder().setCatalogPosition(catalog.end()).build();
    return TestLog.event(CHANNEL, offset, record);
  }

  private static LogEvent insert(long offset, CollectionInfo collection, long key) {
    return TestLog.event(CHANNEL, offset, TestLog.insert(collection, 0, offset, key));
  }

  private List<Long> keys() {
    return TestViews.keys(
        channel.shardsOf(things, List.of(0)).stream()
            .map(shard -> shard.view().snapshot(channel.applied()))
            .toList(),
        things.id());
  }
}
