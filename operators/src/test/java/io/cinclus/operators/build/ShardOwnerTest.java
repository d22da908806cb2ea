package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.segment.CompactionTask;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.IndexPlan;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.OwnedShard;
import io.cinclus.v1.Segment;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardOwnerTest {
  private static final long NOW = 50_000;

  private static final long NONE = Position.NONE;
  private static final CompactionPolicy PAIRS =
      new CompactionPolicy(2, 1000, 100, 0.5, CompactionTask.MAX_INPUT_BYTES);

  private final FakeCatalog catalog = new FakeCatalog();
  private final CollectionInfo books = catalog.create("books", 0);
  private final ShardId id = new ShardId(books.id(), 0);
  private final OwnedShard empty = ShardOwner.empty(id);

  private OwnedShard seal(OwnedShard shard, long from, long to) {
    return ShardOwner.seal(shard, Shards.seal(id, from, to), NONE);
  }

  private Planning planning(CompactionPolicy compaction) {
    return planning(compaction, Horizon.NO_HISTORY);
  }

  private Planning planning(CompactionPolicy compaction, Horizon horizon) {
    return new Planning(
        compaction, 5, 3, new Planning.Moment(catalog.current().position(), NOW, horizon));
  }

  private OwnedShard plan(OwnedShard shard, int room) {
    return ShardOwner.plan(shard, catalog.collection("books"), planning(PAIRS), room);
  }

  private static Manifest manifest(OwnedShard shard) {
    return shard.getManifest();
  }

  @Test
  void sealsThatFollowEachOtherAreRegistered() {
    OwnedShard shard = seal(seal(empty, NONE, 10), 10, 20);
    assertThat(manifest(shard).getSealedTo()).isEqualTo(20);
    assertThat(manifest(shard).getGeneration()).isEqualTo(2);
    assertThat(manifest(shard).getSegmentsList()).hasSize(2);
    assertThat(shard.getBufferedList()).isEmpty();
  }

  @Test
  void aSealBehindAGapWaitsForTheOneBetween() {
    OwnedShard gap = seal(seal(empty, NONE, 10), 20, 30);
    assertThat(manifest(gap).getSealedTo()).isEqualTo(10);
    assertThat(gap.getBufferedList()).hasSize(1);
    OwnedShard filled = seal(seal(gap, 30, 40), 10, 20);
    assertThat(manifest(filled).getSealedTo()).isEqualTo(40);
    assertThat(manifest(filled).getSegmentsList()).hasSize(4);
    assertThat(filled.getBufferedList()).isEmpty();
  }

  @Test
  void aRepeatedSealChangesNothing() {
    OwnedShard shard = seal(seal(empty, NONE, 10), 10, 20);
    assertThat(seal(shard, 10, 20)).isEqualTo(shard);
    assertThat(seal(shard, 5, 20)).isEqualTo(shard);
  }

  @Test
  void aSealThatStraddlesIsClipped() {
    OwnedShard shard = seal(seal(empty, NONE, 10), 5, 20);
    assertThat(manifest(shard).getSealedTo()).isEqualTo(20);
    assertThat(manifest(shard).getSegments(1).getFrom()).isEqualTo(10);
    assertThat(manifest(shard).getTombstones(1).getFrom()).isEqualTo(10);
  }

  @Test
  void whatProgressCoversIsNoGap() {
    OwnedShard shard = ShardOwner.seal(seal(empty, NONE, 10), Shards.seal(id, 20, 30), 20);
    assertThat(manifest(shard).getSealedTo()).isEqualTo(30);
    assertThat(ShardOwner.seal(empty, Shards.seal(id, 20, 30), 19).getBufferedList()).hasSize(1);
  }

  @Test
  void aResultEditsTheManifestAsItIsNow() {
    catalog.index("books");
    OwnedShard planned = plan(seal(empty, NONE, 10), 1);
    OwnedShard later = seal(planned, 10, 20);
    OwnedShard finished = ShardOwner.finished(later, Shards.indexed(planned.getPlans(0)), NOW);
    assertThat(manifest(finished).getSegmentsList()).hasSize(2);
    assertThat(manifest(finished).getSegments(0).getIndexesList()).hasSize(1);
    assertThat(manifest(finished).getGeneration()).isEqualTo(3);
    assertThat(finished.getPlansList()).isEmpty();
  }

  @Test
  void aCompactionReplacesItsInputsWhichBecomeGarbage() {
    OwnedShard planned = plan(seal(seal(empty, NONE, 10), 10, 20), 1);
    BuildFinished result = Shards.compacted(planned.getPlans(0), 3, 2);
    OwnedShard finished = ShardOwner.finished(seal(planned, 20, 30), result, NOW);
    assertThat(manifest(finished).getSegmentsList()).hasSize(2);
    assertThat(manifest(finished).getTombstonesList()).hasSize(2);
    assertThat(Shards.garbage(finished))
        .containsExactlyInAnyOrder(
            "p1/-1-10.arrow", "p1/10-20.arrow", "-1-10.tombstones", "10-20.tombstones");
    assertThat(finished.getGarbageList())
        .allMatch(file -> file.getGeneration() == manifest(finished).getGeneration());
  }

  @Test
  void aResultWhoseInputIsGoneIsDiscardedWithItsFiles() {
    long old = catalog.partition("books", "old");
    OwnedShard sealed =
        ShardOwner.seal(empty, Shards.seal(id, NONE, 10, Shards.segment(old, NONE, 10, 10)), NONE);
    OwnedShard both =
        ShardOwner.seal(sealed, Shards.seal(id, 10, 20, Shards.segment(old, 10, 20, 10)), NONE);
    OwnedShard planned = plan(both, 1);
    BuildPlan plan = planned.getPlans(0);
    assertThat(plan.getCompaction().getInputsList()).hasSize(2);
    catalog.dropPartition("books", "old");
    OwnedShard dropped =
        ShardOwner.followCatalog(
            planned, catalog.collection("books"), catalog.current().position());
    OwnedShard finished = ShardOwner.finished(dropped, Shards.compacted(plan, 0, 5), NOW);
    assertThat(manifest(finished)).isEqualTo(manifest(dropped));
    assertThat(finished.getPlansList()).isEmpty();
    assertThat(Shards.garbage(finished)).hasSize(4).anyMatch(path -> path.startsWith("plan0-p"));
  }

  @Test
  void aResultThatComesAgainMakesNoGarbageOfWhatTheManifestNames() {
    OwnedShard planned = plan(seal(seal(empty, NONE, 10), 10, 20), 1);
    BuildFinished result = Shards.compacted(planned.getPlans(0), 3, 2);
    OwnedShard once = ShardOwner.finished(planned, result, NOW);
    assertThat(ShardOwner.finished(once, result, NOW)).isEqualTo(once);
  }

  @Test
  void aResultThatComesAgainDoesNotHastenTheDeletionOfWhatWasReplaced() {
    OwnedShard planned = plan(seal(seal(empty, NONE, 10), 10, 20), 1);
    BuildFinished result = Shards.compacted(planned.getPlans(0), 3, 2);
    OwnedShard more = seal(seal(ShardOwner.finished(planned, result, NOW), 20, 30), 30, 40);
    OwnedShard once = more;
    while (once.getManifest().getSegmentsCount() > 1) {
      OwnedShard next = plan(once, 1);
      once = ShardOwner.finished(next, Shards.compacted(next.getPlans(0), 0, 2), NOW);
    }
    assertThat(Shards.garbage(once)).anyMatch(path -> path.startsWith("plan0-p"));
    assertThat(ShardOwner.finished(once, result, NOW)).isEqualTo(once);
  }

  @Test
  void aResultOfAnEarlierAttemptDoesNotEndThePlanOfItsNumber() {
    catalog.index("books");
    OwnedShard other = plan(seal(empty, NONE, 10), 1);
    OwnedShard planned = plan(seal(empty, NONE, 12), 1);
    assertThat(planned.getPlans(0).getPlanId()).isEqualTo(other.getPlans(0).getPlanId());
    OwnedShard finished = ShardOwner.finished(planned, Shards.indexed(other.getPlans(0)), NOW);
    assertThat(finished.getPlansList()).containsExactly(planned.getPlans(0));
  }

  @Test
  void aFailureEndsThePlanAndIsRemembered() {
    OwnedShard sealed = seal(seal(empty, NONE, 10), 10, 20);
    OwnedShard planned = plan(sealed, 1);
    BuildFinished failed =
        BuildFinished.newBuilder().setPlan(planned.getPlans(0)).setFailure("broken").build();
    OwnedShard finished = ShardOwner.finished(planned, failed, NOW);
    assertThat(finished.getFailuresCount()).isEqualTo(2);
    assertThat(finished.toBuilder().clearFailures().build())
        .isEqualTo(sealed.toBuilder().setNextPlanId(1).build());
    assertThat(plan(finished, 1).getPlansList()).isEmpty();
  }

  @Test
  void anIndexThatHasFailedIsBuiltBehindTheOthers() {
    catalog.index("books");
    OwnedShard planned = plan(seal(empty, NONE, 10), 1);
    BuildFinished failed =
        BuildFinished.newBuilder().setPlan(planned.getPlans(0)).setFailure("broken").build();
    OwnedShard retried =
        seal(ShardOwner.finished(planned, failed, NOW - PlanFailures.FIRST_RETRY_MILLIS), 10, 20);
    Planning planning =
        planning(new CompactionPolicy(100, 1, 100, 1, CompactionTask.MAX_INPUT_BYTES));
    OwnedShard next = ShardOwner.plan(retried, catalog.collection("books"), planning, 1);
    assertThat(next.getPlans(0).getIndex().getSegment().getFrom()).isEqualTo(10);
  }

  @Test
  void whatIsGarbageIsNeverTakenOver() {
    catalog.index("books");
    OwnedShard planned = plan(seal(empty, NONE, 10), 1);
    BuildFinished result = Shards.indexed(planned.getPlans(0));
    OwnedShard swept =
        ShardOwner.orphaned(seal(empty, NONE, 10), List.of(result.getIndex().getFile().getPath()));
    assertThat(Shards.garbage(swept)).hasSize(1);
    OwnedShard finished = ShardOwner.finished(swept, result, NOW);
    assertThat(finished.getManifest()).isEqualTo(planned.getManifest());
    assertThat(finished.getPlansList()).isEmpty();
  }

  @Test
  void aSealThatWaitsIsKeptOnceAndNotMoreThanMayWait() {
    OwnedShard shard = seal(seal(empty, 10, 20), 10, 20);
    assertThat(shard.getBufferedList()).hasSize(1);
    for (int to = 30; shard.getBufferedCount() < ShardOwner.MAX_BUFFERED; to += 10) {
      shard = seal(shard, to - 10, to);
    }
    OwnedShard full = shard;
    assertThatThrownBy(() -> seal(full, 1_000_000, 1_000_010))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("seals wait");
  }

  @Test
  void aDroppedShardThatAdoptsLetsGoOfTheAdoptedFiles() {
    OwnedShard own = seal(empty, NONE, 10);
    OwnedShard published = seal(own, 10, 20);
    OwnedShard adopted = ShardOwner.adopt(ShardOwner.dropped(own), published.getManifest(), NONE);
    assertThat(adopted.getDropped()).isTrue();
    assertThat(Shards.garbage(adopted)).containsAll(Shards.segmentPaths(published.getManifest()));
  }

  @Test
  void aHigherPublishedGenerationIsAdoptedAndPlansAndDeletionsAreDropped() {
    OwnedShard own = seal(seal(empty, NONE, 10), 10, 20);
    OwnedShard compacted =
        ShardOwner.finished(plan(own, 1), Shards.compacted(plan(own, 1).getPlans(0), 0, 1), NOW);
    OwnedShard busy = plan(seal(seal(compacted, 20, 30), 30, 40), 1);
    assertThat(busy.getPlansList()).isNotEmpty();
    assertThat(busy.getGarbageList()).isNotEmpty();
    Manifest published = manifest(busy).toBuilder().setGeneration(9).build();
    OwnedShard adopted = ShardOwner.adopt(busy, published, NONE);
    assertThat(manifest(adopted)).isEqualTo(published);
    assertThat(adopted.getPlansList()).isEmpty();
    assertThat(adopted.getGarbageList()).isEmpty();
    assertThat(ShardOwner.adopt(busy, manifest(own), NONE)).as("a lower one").isEqualTo(busy);
  }

  @Test
  void sealsThatWaitedFollowAnAdoptedManifest() {
    OwnedShard gap = seal(seal(empty, NONE, 10), 20, 30);
    Manifest published = manifest(seal(seal(empty, NONE, 15), 15, 20));
    OwnedShard adopted = ShardOwner.adopt(gap, published, NONE);
    assertThat(manifest(adopted).getSealedTo()).isEqualTo(30);
    assertThat(adopted.getBufferedList()).isEmpty();
  }

  @Test
  void oneCompactionOfAShardIsUnderWayAtATime() {
    OwnedShard planned = plan(seal(seal(empty, NONE, 10), 10, 20), 5);
    assertThat(planned.getPlansList()).hasSize(1);
    OwnedShard more = plan(seal(seal(planned, 20, 30), 30, 40), 5);
    assertThat(more.getPlansList()).hasSize(1);
    OwnedShard finished = ShardOwner.finished(more, Shards.compacted(more.getPlans(0), 0, 0), NOW);
    assertThat(plan(finished, 5).getPlansList()).hasSize(1);
  }

  @Test
  void aCompactionThatIsAskedForAgainDropsWhatHasExpiredSince() {
    catalog.compact("books");
    OwnedShard first = plan(seal(empty, NONE, 10), 1);
    OwnedShard done = ShardOwner.finished(first, Shards.compacted(first.getPlans(0), 0, 0), NOW);
    OwnedShard expired = ShardOwner.expire(plan(done, 1), 5);
    assertThat(plan(expired, 1).getPlansList()).isEmpty();
    catalog.compact("books");
    assertThat(plan(expired, 1).getPlansList())
        .singleElement()
        .matches(plan -> plan.getCompaction().getExpiredBelow() == 5)
        .matches(plan -> plan.getCompaction().getInputsCount() == 1);
  }

  @Test
  void eachIndexIsPlannedOnceAndNotForSegmentsAboutToBeReplaced() {
    catalog.index("books");
    OwnedShard planned = plan(seal(seal(seal(empty, NONE, 10), 10, 20), 20, 30), 5);
    assertThat(planned.getPlansList()).hasSize(2);
    assertThat(planned.getPlans(0).hasCompaction()).isTrue();
    assertThat(planned.getPlans(1).getIndex().getSegment().getTo()).isEqualTo(30);
    assertThat(plan(planned, 5)).isEqualTo(planned);
    assertThat(planned.getPlansList().stream().map(BuildPlan::getPlanId)).doesNotHaveDuplicates();
    assertThat(planned.getPlans(1).getChannel()).isEqualTo(3);
  }

  @Test
  void aFieldWhoseTermsFiltersAskForHasAnIndexOfThemWhichStays() {
    CollectionSchema schema =
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2)),
                FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(9))
                    .withAnalysis(new FieldSchema.Analysis(true, "")),
                FieldSchema.of("other", DataType.VARCHAR, Limits.maxLength(9))
                    .withAnalysis(new FieldSchema.Analysis(false, ""))));
    CollectionInfo texts = catalog.create("texts", schema, 0);
    ShardId shard = new ShardId(texts.id(), 0);
    OwnedShard sealed =
        ShardOwner.seal(ShardOwner.empty(shard), Shards.seal(shard, NONE, 10), NONE);
    OwnedShard planned = ShardOwner.plan(sealed, texts, planning(PAIRS), 5);
    assertThat(planned.getPlansList()).hasSize(1);
    IndexPlan plan = planned.getPlans(0).getIndex();
    assertThat(plan.getFieldId()).isEqualTo(texts.field("text").id());
    assertThat(texts.builtIndexes())
        .singleElement()
        .matches(index -> index.id() == plan.getIndexId())
        .matches(index -> index.indexType().equals(IndexInfo.TEXT_MATCH));
    assertThat(texts.indexes()).isEmpty();
    Segment segment = sealed.getManifest().getSegments(0);
    IndexFile built = IndexFile.newBuilder().setIndexId(plan.getIndexId()).build();
    OwnedShard indexed =
        sealed.toBuilder()
            .setManifest(
                sealed.getManifest().toBuilder()
                    .setSegments(0, segment.toBuilder().addIndexes(built)))
            .build();
    assertThat(ShardOwner.plan(indexed, texts, planning(PAIRS), 5).getPlansList()).isEmpty();
    assertThat(ShardOwner.followCatalog(indexed, texts, catalog.current().position()))
        .isEqualTo(indexed);
    IndexFile ofLaterField = IndexFile.newBuilder().setIndexId(-99).build();
    OwnedShard ahead =
        sealed.toBuilder()
            .setManifest(
                sealed.getManifest().toBuilder()
                    .setSegments(0, segment.toBuilder().addIndexes(ofLaterField)))
            .build();
    assertThat(ShardOwner.followCatalog(ahead, texts, catalog.current().position()))
        .isEqualTo(ahead);
  }

  @Test
  void noMoreIsPlannedThanThereIsRoomFor() {
    catalog.index("books");
    OwnedShard sealed = seal(seal(seal(empty, NONE, 10), 10, 20), 20, 30);
    assertThat(plan(sealed, 0)).isEqualTo(sealed);
    assertThat(plan(sealed, 1).getPlansList()).hasSize(1);
  }

  @Test
  void aSmallSegmentGetsNoIndex() {
    catalog.index("books");
    OwnedShard sealed =
        ShardOwner.seal(
            empty, Shards.seal(id, NONE, 10, Shards.segment(books.id(), NONE, 10, 4)), NONE);
    assertThat(plan(sealed, 5).getPlansList()).isEmpty();
  }

  @Test
  void aDroppedPartitionsSegmentsGoAndItsTombstonesStay() {
    long old = catalog.partition("books", "old");
    OwnedShard sealed =
        ShardOwner.seal(
            empty,
            Shards.seal(
                id,
                NONE,
                10,
                Shards.segment(old, NONE, 10, 5),
                Shards.segment(books.id(), NONE, 10, 5)),
            NONE);
    catalog.dropPartition("books", "old");
    OwnedShard dropped =
        ShardOwner.followCatalog(sealed, catalog.collection("books"), catalog.current().position());
    assertThat(Shards.segmentPaths(manifest(dropped))).containsExactly("p1/-1-10.arrow");
    assertThat(manifest(dropped).getTombstonesList()).hasSize(1);
    assertThat(Shards.garbage(dropped)).containsExactly("p%d/-1-10.arrow".formatted(old));
  }

  @Test
  void aPartitionOrIndexThatTheCatalogDoesNotKnowYetIsKept() {
    CollectionInfo before = catalog.collection("books");
    long position = catalog.current().position();
    long later = catalog.partition("books", "later");
    catalog.index("books");
    OwnedShard sealed =
        ShardOwner.seal(
            empty, Shards.seal(id, NONE, 10, Shards.segment(later, NONE, 10, 10)), NONE);
    OwnedShard planned = plan(sealed, 1);
    OwnedShard indexed = ShardOwner.finished(planned, Shards.indexed(planned.getPlans(0)), NOW);
    assertThat(ShardOwner.followCatalog(indexed, before, position)).isEqualTo(indexed);
  }

  @Test
  void aDroppedIndexsFilesGo() {
    catalog.index("books");
    OwnedShard planned = plan(seal(empty, NONE, 10), 1);
    OwnedShard indexed = ShardOwner.finished(planned, Shards.indexed(planned.getPlans(0)), NOW);
    catalog.dropIndex("books");
    OwnedShard dropped =
        ShardOwner.followCatalog(
            indexed, catalog.collection("books"), catalog.current().position());
    assertThat(manifest(dropped).getSegments(0).getIndexesList()).isEmpty();
    assertThat(Shards.garbage(dropped)).containsExactly("p1/-1-10.arrow.idx");
  }

  @Test
  void aDroppedCollectionsFilesAllGoAndNothingComesBack() {
    OwnedShard planned = plan(seal(seal(seal(empty, NONE, 10), 10, 20), 50, 60), 1);
    OwnedShard dropped = ShardOwner.dropped(planned);
    assertThat(Shards.garbage(dropped)).hasSize(6);
    assertThat(dropped.getPlansList()).isEmpty();
    assertThat(dropped.getBufferedList()).isEmpty();
    OwnedShard late =
        ShardOwner.finished(dropped, Shards.compacted(planned.getPlans(0), 0, 0), NOW);
    OwnedShard later = ShardOwner.seal(late, Shards.seal(id, 60, 70), NONE);
    assertThat(Shards.garbage(later)).hasSize(9);
    assertThat(manifest(later)).isEqualTo(manifest(dropped));
  }

  @Test
  void aReplacedFileIsDeletedOnlyAGraceAfterItsGenerationWasReadBack() {
    OwnedShard planned = plan(seal(seal(empty, NONE, 10), 10, 20), 1);
    OwnedShard shard =
        ShardOwner.finished(planned, Shards.compacted(planned.getPlans(0), 0, 0), NOW);
    assertThat(manifest(shard).getGeneration()).isEqualTo(3);
    OwnedShard early = ShardOwner.readBack(shard, 2, 1000);
    assertThat(ShardOwner.deletable(early, 1_000_000, 500)).isEmpty();
    OwnedShard read = ShardOwner.readBack(shard, 3, 1000);
    assertThat(ShardOwner.deletable(read, 1499, 500)).isEmpty();
    assertThat(ShardOwner.deletable(read, 1500, 500)).hasSize(4);
    assertThat(ShardOwner.readBack(read, 4, 2000)).as("its grace has started").isEqualTo(read);
    OwnedShard gone =
        ShardOwner.withoutGarbage(read, Set.copyOf(ShardOwner.deletable(read, 1500, 500)));
    assertThat(gone.getGarbageList()).isEmpty();
  }

  @Test
  void aDroppedCollectionsFilesWaitForTheDeletionOfItsManifest() {
    OwnedShard dropped = ShardOwner.dropped(seal(empty, NONE, 10));
    assertThat(ShardOwner.deletable(ShardOwner.readBack(dropped, 1, 1000), 9999, 500)).isEmpty();
    OwnedShard read = ShardOwner.readBack(dropped, Long.MAX_VALUE, 1000);
    assertThat(ShardOwner.deletable(read, 9999, 500)).hasSize(2);
  }

  @Test
  void aFileThatNoManifestEverNamesIsDeletedOnceThatDecisionIsDurable() {
    OwnedShard dropped = ShardOwner.dropped(empty);
    OwnedShard late = ShardOwner.seal(dropped, Shards.seal(id, NONE, 10), NONE);
    OwnedShard asked = ShardOwner.decide(late, 7, 7, 1000);
    assertThat(ShardOwner.decide(asked, 8, 7, 2000)).isEqualTo(asked);
    assertThat(ShardOwner.deletable(ShardOwner.readBack(asked, Long.MAX_VALUE, 1), 9999, 5))
        .as("reading back says nothing of it")
        .isEmpty();
    OwnedShard durable = ShardOwner.decide(asked, 8, 8, 3000);
    assertThat(ShardOwner.deletable(durable, 3499, 500)).isEmpty();
    assertThat(ShardOwner.deletable(durable, 3500, 500)).hasSize(2);
  }

  @Test
  void aFileThatTheManifestNamesIsNeverDeleted() {
    OwnedShard shard = seal(empty, NONE, 10);
    OwnedShard mistaken =
        shard.toBuilder()
            .addGarbage(
                io.cinclus.v1.Garbage.newBuilder()
                    .setPath(manifest(shard).getSegments(0).getFile().getPath())
                    .setGeneration(1)
                    .setReadBackMillis(1))
            .build();
    assertThat(ShardOwner.deletable(mistaken, 9999, 1)).isEmpty();
  }
}
