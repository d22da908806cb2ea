package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.segment.CompactionTask;
import io.cinclus.segment.SegmentNames;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.Publication;
import io.cinclus.v1.SealEvent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerFunctionTest {
  private static final long NONE = Position.NONE;
  private static final CompactionPolicy NO_COMPACTION =
      new CompactionPolicy(100, 1, 100, 1, CompactionTask.MAX_INPUT_BYTES);

  @TempDir Path root;

  private OwnerHarness owner(CompactionPolicy compaction) {
    return new OwnerHarness(root, compaction);
  }

  @Test
  void eachRegisteredSealIsToBePublishedAtOnceAndProgressBehindIt() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.progress(0, 10);
      List<Publication> publications = owner.publications();
      assertThat(publications).hasSize(2);
      assertThat(publications.get(0).getEvent().getManifest().getSealedTo()).isEqualTo(10);
      assertThat(publications.get(1).getEvent().getProgress().getSealedTo()).isEqualTo(10);
    }
  }

  @Test
  void progressThatDoesNotRiseIsNotRepeated() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      owner.progress(0, 10);
      owner.progress(0, 10);
      owner.progress(0, 5);
      assertThat(owner.progress()).containsExactly(10L);
    }
  }

  @Test
  void progressWaitsUntilNoSealIsBehindAGap() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, 10, 20));
      owner.progress(0, 20);
      assertThat(owner.publications()).isEmpty();
      owner.seal(0, Shards.seal(books, NONE, 10));
      assertThat(owner.manifest().getSealedTo()).isEqualTo(20);
      assertThat(owner.progress()).containsExactly(20L);
    }
  }

  @Test
  void progressWaitsForAGapOfAnyOfTheChannelsShards() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      CollectionInfo books = owner.catalog.create("books", 0, 0, 0);
      owner.seal(0, Shards.seal(new ShardId(books.id(), 0), NONE, 20));
      owner.seal(0, Shards.seal(new ShardId(books.id(), 1), 10, 20));
      owner.seal(0, Shards.seal(new ShardId(books.id(), 2), NONE, 20));
      owner.progress(0, 20);
      assertThat(owner.progress()).isEmpty();
      owner.seal(0, Shards.seal(new ShardId(books.id(), 1), NONE, 10));
      assertThat(owner.progress()).containsExactly(20L);
    }
  }

  @Test
  void ofTheProgressThatWaitedForAGapTheHighestIsPublished() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, 10, 20));
      owner.progress(0, 20);
      owner.progress(0, 30);
      owner.progress(0, 25);
      owner.seal(0, Shards.seal(books, NONE, 10));
      assertThat(owner.progress()).containsExactly(30L);
    }
  }

  @Test
  void aPlanThatThereWasNoRoomForIsMadeWhenThereIsRoomAgain() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      CollectionInfo books = owner.catalog.create("books", 0, 0);
      ShardId full = new ShardId(books.id(), 0);
      ShardId late = new ShardId(books.id(), 1);
      for (int from = 0; from < options(owner).limits().builds().maxPlans(); from++) {
        owner.seal(0, Shards.seal(full, from == 0 ? NONE : from * 10L, from * 10L + 10));
      }
      owner.seal(0, Shards.seal(late, NONE, 10));
      owner.tick();
      owner.catalog.index("books");
      owner.tick();
      List<BuildPlan> first = owner.plans();
      assertThat(first).allMatch(plan -> plan.getShard() == 0);
      owner.finish(Shards.indexed(first.get(0)));
      owner.tick();
      owner.tick();
      assertThat(owner.plans()).last().matches(plan -> plan.getShard() == 1);
    }
  }

  @Test
  void eachPlanComesOutOnceAlsoAfterARestart() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.catalog.index("books");
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.tick();
      owner.tick();
      assertThat(owner.plans()).hasSize(1);
      owner.restore(owner.checkpoint());
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.tick();
      owner.tick();
      assertThat(owner.plans()).as("the one under way is the builder's to repeat").isEmpty();
    }
  }

  @Test
  void aChannelHasNoMorePlansUnderWayThanItMay() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      CollectionInfo books = owner.catalog.create("books", 0, 0, 0);
      owner.catalog.index("books");
      for (int number = 0; number < 3; number++) {
        ShardId shard = new ShardId(books.id(), number);
        owner.seal(0, Shards.seal(shard, NONE, 10));
        owner.seal(0, Shards.seal(shard, 10, 20));
      }
      owner.tick();
      owner.tick();
      assertThat(owner.plans()).hasSize(options(owner).limits().builds().maxPlans());
      owner.finish(Shards.indexed(owner.plans().get(0)));
      owner.tick();
      assertThat(owner.plans()).hasSize(options(owner).limits().builds().maxPlans() + 1);
    }
  }

  private static BuildOptions options(OwnerHarness owner) {
    return owner.options;
  }

  @Test
  void aFailedPlanIsMadeAgainAfterAPause() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.catalog.index("books");
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.tick();
      BuildPlan plan = owner.plans().get(0);
      owner.finish(BuildFinished.newBuilder().setPlan(plan).setFailure("disk full").build());
      owner.advance(PlanFailures.FIRST_RETRY_MILLIS - OwnerHarness.TICK_MILLIS);
      assertThat(owner.plans()).hasSize(1);
      owner.tick();
      owner.tick();
      assertThat(owner.plans()).hasSize(2);
      assertThat(owner.plans().get(1).getIndex()).isEqualTo(plan.getIndex());
    }
  }

  @Test
  void aReplacedFileIsDeletedAGraceAfterItsManifestWasReadBack() throws Exception {
    try (OwnerHarness owner = owner(OwnerHarness.PAIRS).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.seal(0, Shards.seal(books, 10, 20));
      String replaced = owner.manifest().getSegments(0).getFile().getPath();
      owner.write(replaced);
      owner.tick();
      owner.finish(Shards.compacted(owner.plans().get(0), 0, 1));
      String kept = owner.manifest().getSegments(0).getFile().getPath();
      owner.write(kept);
      owner.checkpoint();
      owner.advance(10 * OwnerHarness.GRACE_MILLIS);
      owner.tick();
      assertThat(owner.exists(replaced)).as("its manifest was not read back").isTrue();

      List<Publication> publications = owner.publications();
      owner.readBack(publications.get(publications.size() - 1));
      owner.advance(OwnerHarness.GRACE_MILLIS - OwnerHarness.TICK_MILLIS);
      assertThat(owner.exists(replaced)).as("a reader may still load it").isTrue();
      owner.tick();
      owner.tick();
      assertThat(owner.exists(replaced)).isFalse();
      assertThat(owner.exists(kept)).isTrue();
    }
  }

  @Test
  void theGraceSurvivesARestart() throws Exception {
    try (OwnerHarness owner = owner(OwnerHarness.PAIRS).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.seal(0, Shards.seal(books, 10, 20));
      String replaced = owner.manifest().getSegments(0).getFile().getPath();
      owner.write(replaced);
      owner.tick();
      owner.finish(Shards.compacted(owner.plans().get(0), 0, 1));
      Publication published = owner.publications().get(owner.publications().size() - 1);
      owner.publish(0, owner.manifest());
      owner.restore(owner.checkpoint());
      owner.readBack(published);
      owner.advance(OwnerHarness.GRACE_MILLIS - OwnerHarness.TICK_MILLIS);
      assertThat(owner.exists(replaced)).as("its grace has started when it was read back").isTrue();
      owner.restore(owner.checkpoint());
      owner.advance(2 * OwnerHarness.GRACE_MILLIS);
      assertThat(owner.exists(replaced)).isFalse();
    }
  }

  @Test
  void aDroppedCollectionsManifestIsDeletedAndThenItsFiles() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      CollectionInfo books = owner.catalog.create("books", 0);
      owner.seal(0, Shards.seal(Shards.of(books), NONE, 10));
      List<String> files =
          io.cinclus.segment.ManifestEdits.files(owner.manifest()).stream()
              .map(FileRef::getPath)
              .toList();
      for (String file : files) {
        owner.write(file);
      }
      owner.catalog.drop("books");
      owner.tick();
      owner.tick();
      List<Publication> publications = owner.publications();
      assertThat(publications).hasSize(2);
      Publication deletion = publications.get(1);
      assertThat(deletion.hasEvent()).isFalse();
      owner.checkpoint();
      owner.advance(2 * OwnerHarness.GRACE_MILLIS);
      assertThat(files).allMatch(owner::exists);
      owner.readBack(deletion);
      owner.advance(OwnerHarness.GRACE_MILLIS);
      owner.tick();
      assertThat(files).noneMatch(owner::exists);
    }
  }

  @Test
  void whatIsBuiltForACollectionThatIsForgottenIsDeleted() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      CollectionInfo books = owner.catalog.create("books", 0);
      owner.catalog.index("books");
      owner.seal(0, Shards.seal(Shards.of(books), NONE, 10));
      owner.tick();
      BuildFinished late = Shards.indexed(owner.plans().get(0));
      String file = late.getIndex().getFile().getPath();
      owner.write(file);
      owner.start(); // Without state and without anything published: the shard is forgotten.
      owner.catalog.drop("books");
      owner.finish(late);
      owner.tick();
      owner.checkpoint();
      owner.tick();
      owner.advance(OwnerHarness.GRACE_MILLIS);
      owner.tick();
      owner.tick();
      assertThat(owner.exists(file)).isFalse();
      assertThat(owner.manifests()).isEmpty();
    }
  }

  @Test
  void filesOfADiscardedResultAreDeletedOnlyWhenACheckpointHoldsThatDecision() throws Exception {
    try (OwnerHarness owner = owner(OwnerHarness.PAIRS).start()) {
      CollectionInfo books = owner.catalog.create("books", 0);
      long old = owner.catalog.partition("books", "old");
      ShardId shard = Shards.of(books);
      owner.seal(0, Shards.seal(shard, NONE, 10, Shards.segment(old, NONE, 10, 10)));
      owner.seal(0, Shards.seal(shard, 10, 20, Shards.segment(old, 10, 20, 10)));
      owner.tick();
      owner.catalog.dropPartition("books", "old");
      owner.tick();
      BuildFinished late = Shards.compacted(owner.plans().get(0), 0, 1);
      String file = late.getCompaction().getOutput().getFile().getPath();
      owner.write(file);
      owner.finish(late);
      owner.tick();
      OwnerHarness.Snapshot holding = owner.begin();
      owner.advance(10 * OwnerHarness.GRACE_MILLIS);
      owner.tick();
      assertThat(owner.exists(file)).as("a restart may decide otherwise").isTrue();
      owner.complete(holding);
      owner.tick();
      owner.advance(OwnerHarness.GRACE_MILLIS);
      owner.tick();
      owner.tick();
      assertThat(owner.exists(file)).isFalse();
    }
  }

  @Test
  void aCatalogThatIsStillToBeFoldedDropsNothing() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.catalog.holdFromTheStart();
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.tick();
      owner.tick();
      assertThat(owner.publications()).hasSize(1);
      assertThat(owner.manifest().getSegmentsList()).hasSize(1);
    }
  }

  @Test
  void progressStopsAtARecordThatMayHaveBeenASeal() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.read(0, ByteString.copyFromUtf8("no event"));
      owner.read(0, SealEvent.newBuilder());
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.progress(0, 10);
      assertThat(owner.manifest().getSealedTo()).isEqualTo(10);
      assertThat(owner.progress()).isEmpty();
      owner.restore(owner.checkpoint());
      owner.progress(0, 11);
      assertThat(owner.progress()).isEmpty();
    }
  }

  /** Long enough for every folder to be looked through twice, and for every grace. */
  private static void lookTwice(OwnerHarness owner) throws Exception {
    for (int round = 0; round < 2; round++) {
      owner.advance(OwnerHarness.ORPHAN_INTERVAL_MILLIS);
      for (int tick = 0; tick < 6; tick++) {
        owner.tick();
      }
    }
  }

  @Test
  void anOrphanIsDeletedWhenItsShardIsPublishedBeyondItAndACheckpointHoldsThat() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      String folder = SegmentNames.folder(books);
      String orphan = folder + "/7/5-20.arrow";
      String above = folder + "/7/20-30.arrow";
      String young = folder + "/7/6-20.arrow";
      owner.writeOld(orphan);
      owner.writeOld(above);
      owner.write(young);
      owner.seal(0, Shards.seal(books, NONE, 20));
      lookTwice(owner);
      owner.checkpoint();
      lookTwice(owner);
      assertThat(owner.exists(orphan)).as("its manifest was not read back").isTrue();

      owner.readBack(owner.publications().get(0));
      lookTwice(owner);
      assertThat(owner.exists(orphan)).as("no checkpoint holds the decision").isTrue();
      owner.checkpoint();
      lookTwice(owner);
      assertThat(owner.exists(orphan)).isFalse();
      assertThat(owner.exists(above)).isTrue();
      assertThat(owner.exists(young)).isTrue();
    }
  }

  @Test
  void anOldTemporaryFileOfAShardThatNeverSealedIsDeleted() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      String temporary = SegmentNames.folder(books) + "/7/5-20.arrow.3d0c.tmp";
      owner.writeOld(temporary);
      owner.progress(0, 1);
      lookTwice(owner);
      owner.checkpoint();
      lookTwice(owner);
      assertThat(owner.exists(temporary)).isFalse();
    }
  }

  @Test
  void whatIsLeftOfACollectionThatWasDroppedLongAgoIsDeleted() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      CollectionInfo books = owner.catalog.create("books", 0);
      CollectionInfo films = owner.catalog.create("films", 0);
      String dropped = SegmentNames.folder(Shards.of(books)) + "/7/5-20.arrow";
      String live = SegmentNames.folder(Shards.of(films)) + "/7/5-20.arrow";
      String later = (films.id() + 1_000_000) + "/0/7/5-20.arrow";
      owner.writeOld(dropped);
      owner.writeOld(live);
      owner.writeOld(later);
      owner.catalog.drop("books");
      owner.progress(0, 1);
      owner.tick();
      owner.tick();
      assertThat(owner.exists(dropped)).as("a search may still read it").isTrue();
      lookTwice(owner);
      assertThat(owner.exists(dropped)).isFalse();
      assertThat(owner.exists(live)).isTrue();
      assertThat(owner.exists(later)).as("the catalog has not been folded that far").isTrue();
    }
  }

  @Test
  void channelsDoNotMix() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      CollectionInfo books = owner.catalog.create("books", 0, 1);
      owner.seal(0, Shards.seal(new ShardId(books.id(), 0), 10, 20));
      owner.seal(1, Shards.seal(new ShardId(books.id(), 1), NONE, 20));
      owner.progress(0, 20);
      owner.progress(1, 20);
      assertThat(owner.publications()).hasSize(2).allMatch(p -> p.getChannel() == 1);
    }
  }
}
