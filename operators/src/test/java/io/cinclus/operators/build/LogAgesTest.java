package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.operators.fakes.FakeEnds;
import io.cinclus.segment.CompactionTask;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogAgesTest {
  private static final CompactionPolicy NO_COMPACTION =
      new CompactionPolicy(100, 1000, 100, 1e9, CompactionTask.MAX_INPUT_BYTES);
  private static final long SECOND = 1000;

  @TempDir private Path root;

  private OwnerHarness start() throws Exception {
    return new OwnerHarness(root, NO_COMPACTION).start();
  }

  @Test
  void rowsExpireWithOrWithoutASealAndSegmentsGo() throws Exception {
    try (OwnerHarness owner = start()) {
      CollectionInfo books = owner.catalog.create("books", 0, 0);
      owner.catalog.setTtl("books", 60);
      ShardId sealed = new ShardId(books.id(), 0);
      owner.seal(0, Shards.seal(sealed, Position.NONE, Position.of(4, 0)));
      owner.seal(0, Shards.seal(sealed, Position.of(4, 0), Position.of(9, 0)));
      owner.ends.setBefore(Map.of(0, 5L));
      owner.tick();
      owner.tick();
      assertThat(owner.ends.askedMillis().get(0))
          .isEqualTo(OwnerHarness.START_MILLIS + OwnerHarness.TICK_MILLIS - 60 * SECOND);
      Manifest ofRows = newest(owner, 0);
      assertThat(ofRows.getExpiredBelow()).isEqualTo(Position.of(5, 0));
      assertThat(ofRows.getSegmentsList())
          .extracting(s -> s.getTo())
          .containsExactly(Position.of(9, 0));
      Manifest growing = newest(owner, 1);
      assertThat(growing.getExpiredBelow()).isEqualTo(Position.of(5, 0));
      assertThat(growing.getSealedTo()).isEqualTo(Position.NONE);

      owner.seal(0, Shards.seal(new ShardId(books.id(), 1), Position.NONE, Position.of(3, 0)));
      owner.tick();
      assertThat(newest(owner, 1).getSegmentsList()).as("sealed after it had expired").isEmpty();
    }
  }

  @Test
  void theLogIsAskedNowAndThenAndNothingIsPublishedThatIsNotNew() throws Exception {
    try (OwnerHarness owner = start()) {
      CollectionInfo books = owner.catalog.create("books", 0);
      owner.catalog.setTtl("books", 200);
      owner.seal(0, Shards.seal(new ShardId(books.id(), 0), Position.NONE, Position.of(9, 0)));
      owner.ends.setBefore(Map.of(0, 5L));
      owner.tick();
      owner.tick();
      int published = owner.publications().size();
      owner.advance(SECOND);
      assertThat(owner.ends.askedMillis()).as("a hundredth of it is 2 s").hasSize(1);
      owner.advance(SECOND);
      owner.tick();
      assertThat(owner.ends.askedMillis()).hasSize(2);
      assertThat(owner.publications()).hasSize(published);

      owner.ends.setFailing(true);
      owner.advance(2 * SECOND);
      owner.tick();
      owner.ends.setFailing(false);
      owner.ends.setBefore(Map.of(0, 6L));
      owner.advance(2 * SECOND);
      owner.tick();
      assertThat(newest(owner, 0).getExpiredBelow()).isEqualTo(Position.of(6, 0));
    }
  }

  @Test
  void whatHasExpiredStaysSoWhenTheCollectionSaysOtherwise() throws Exception {
    try (OwnerHarness owner = start()) {
      CollectionInfo books = owner.catalog.create("books", 0);
      owner.catalog.setTtl("books", 60);
      owner.seal(0, Shards.seal(new ShardId(books.id(), 0), Position.NONE, Position.of(9, 0)));
      owner.ends.setBefore(Map.of(0, 5L));
      owner.tick();
      owner.tick();
      owner.catalog.setTtl("books", 0);
      owner.ends.setBefore(Map.of(0, 8L));
      owner.advance(60 * SECOND);
      owner.tick();
      assertThat(owner.ends.askedMillis()).as("of no interest any more").hasSize(1);
      assertThat(newest(owner, 0).getExpiredBelow()).isEqualTo(Position.of(5, 0));
      OwnerHarness.Snapshot snapshot = owner.checkpoint();
      owner.restore(snapshot);
      owner.seal(0, Shards.seal(new ShardId(books.id(), 0), Position.of(9, 0), Position.of(10, 0)));
      assertThat(newest(owner, 0).getExpiredBelow()).isEqualTo(Position.of(5, 0));
    }
  }

  @Test
  void historyIsKeptForAsLongAsACollectionSays() {
    FakeCatalog catalog = new FakeCatalog();
    FakeEnds log = new FakeEnds(catalog);
    LogAges ages = new LogAges(log, limits(0));
    CollectionInfo forgetful = catalog.create("forgetful", 0);
    catalog.create("books", 0);
    catalog.setRetention("books", 60);
    CollectionInfo books = catalog.collection("books");
    log.setBefore(Map.of(0, 5L));
    ages.tick(catalog.current(), 100_000);
    assertThat(log.askedMillis()).as("for the time of a request longer").containsExactly(39_000L);
    assertThat(ages.horizon(books, 0)).as("not known yet").isEqualTo(new Horizon(-1, 0));
    ages.tick(catalog.current(), 100_001);
    assertThat(ages.horizon(books, 0)).isEqualTo(new Horizon(Position.before(5), 39_000));
    assertThat(ages.horizon(books, 9)).as("a channel of no log").isEqualTo(new Horizon(-1, 0));
    assertThat(ages.horizon(forgetful, 0)).isEqualTo(Horizon.NO_HISTORY);
    catalog.setRetention("books", 0);
    assertThat(ages.horizon(catalog.collection("books"), 0)).isEqualTo(Horizon.NO_HISTORY);
  }

  @Test
  void aCollectionThatDoesNotSayKeepsHistoryAsTheClusterDoes() {
    FakeCatalog catalog = new FakeCatalog();
    FakeEnds log = new FakeEnds(catalog);
    LogAges ages = new LogAges(log, limits(20_000));
    CollectionInfo books = catalog.create("books", 0);
    catalog.create("forgetful", 0);
    catalog.setRetention("forgetful", 0);
    log.setBefore(Map.of(0, 5L));
    ages.tick(catalog.current(), 100_000);
    ages.tick(catalog.current(), 100_001);
    assertThat(ages.horizon(books, 0)).isEqualTo(new Horizon(Position.before(5), 79_000));
    assertThat(ages.horizon(catalog.collection("forgetful"), 0)).isEqualTo(Horizon.NO_HISTORY);
  }

  private static BuildOptions.Limits limits(long retentionMillis) {
    return new BuildOptions.Limits(
        new BuildOptions.Builds(5, 4, 1, 60_000, new BuildOptions.Memory(1 << 20, 0)),
        new BuildOptions.Files(1_000, 1_000, 1_000),
        retentionMillis,
        200);
  }

  @Test
  void aPlanIsMadeWhenHistoryHasBecomeOld() throws Exception {
    CompactionPolicy pairs =
        new CompactionPolicy(2, 1000, 100, 0.1, CompactionTask.MAX_INPUT_BYTES);
    try (OwnerHarness owner = new OwnerHarness(root, pairs).start()) {
      CollectionInfo books = owner.catalog.create("books", 0);
      owner.catalog.setRetention("books", 60);
      ShardId id = new ShardId(books.id(), 0);
      owner.seal(0, Shards.seal(id, Position.NONE, Position.of(4, 0)));
      owner.seal(0, Shards.seal(id, Position.of(4, 0), Position.of(9, 0)));
      owner.ends.setBefore(Map.of(0, 3L));
      owner.tick();
      BuildPlan merge = owner.plans().get(0);
      assertThat(merge.getCompaction().getHorizon()).as("nothing is known yet").isEqualTo(-1);
      owner.finish(Shards.compacted(merge, 0, 10));
      owner.tick();
      owner.advance(SECOND);
      assertThat(owner.plans()).as("the dead are young").hasSize(1);
      owner.ends.setBefore(Map.of(0, 10L));
      owner.advance(2 * SECOND);
      owner.tick();
      BuildPlan purge = owner.plans().get(1);
      assertThat(purge.getCompaction().getInputsList()).hasSize(1);
      assertThat(purge.getCompaction().getHorizon()).isEqualTo(Position.of(9, 0));
      assertThat(purge.getCompaction().getHorizonMillis()).isPositive();
    }
  }

  private static Manifest newest(OwnerHarness owner, int shard) {
    List<Manifest> manifests =
        owner.manifests().stream().filter(manifest -> manifest.getShard() == shard).toList();
    return manifests.get(manifests.size() - 1);
  }
}
