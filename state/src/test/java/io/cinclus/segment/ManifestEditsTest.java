package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.ShardId;
import io.cinclus.segment.ManifestEdit.Changed;
import io.cinclus.segment.ManifestEdit.Discarded;
import io.cinclus.segment.ManifestEdit.Gap;
import io.cinclus.segment.ManifestEdit.Unchanged;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.CompactionResult;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.IndexPlan;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.TombstoneFile;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManifestEditsTest {
  private static final Manifest EMPTY = ManifestEdits.empty(new ShardId(7, 2));
  // Two ranges, the second with rows of two partitions.
  private static final Manifest TWO =
      register(register(EMPTY, seal(-1, 10, 1)), seal(10, 20, 1, 2));

  @Test
  void aSealThatFollowsIsRegistered() {
    Manifest manifest = changed(ManifestEdits.register(EMPTY, seal(-1, 10, 1), -1)).manifest();
    assertThat(manifest.getGeneration()).isEqualTo(1);
    assertThat(manifest.getSealedTo()).isEqualTo(10);
    assertThat(manifest.getHorizon()).isEqualTo(-1);
    assertThat(manifest.getCatalogPosition()).isEqualTo(5);
    assertThat(paths(manifest)).containsExactly("1/-1-10.arrow", "-1-10.tombstones");
  }

  @Test
  void anEmptySealAdvancesTheEnd() {
    ShardSealed seal = seal(20, 30).toBuilder().clearTombstones().build();
    Changed edit = changed(ManifestEdits.register(TWO, seal, -1));
    assertThat(edit.manifest().getSealedTo()).isEqualTo(30);
    assertThat(paths(edit.manifest())).isEqualTo(paths(TWO));
    assertThat(edit.replaced()).isEmpty();
  }

  @Test
  void aSealThatEndsAtOrBelowTheEndIsADuplicate() {
    assertThat(ManifestEdits.register(TWO, seal(10, 20, 1, 2), -1)).isEqualTo(new Unchanged());
    assertThat(ManifestEdits.register(TWO, seal(-1, 15, 1), -1)).isEqualTo(new Unchanged());
  }

  @Test
  void aSealBeyondTheEndIsAGap() {
    assertThat(ManifestEdits.register(TWO, seal(21, 30, 1), -1)).isEqualTo(new Gap(20));
  }

  @Test
  void aStraddlingSealIsClipped() {
    Manifest manifest = register(TWO, seal(5, 30, 1));
    assertThat(manifest.getSealedTo()).isEqualTo(30);
    assertThat(manifest.getSegments(3).getFrom()).isEqualTo(20);
    assertThat(manifest.getSegments(3).getTo()).isEqualTo(30);
    assertThat(manifest.getTombstones(2).getFrom()).isEqualTo(20);
  }

  @Test
  void anEventOfAnotherShardIsRefused() {
    ShardSealed seal = seal(20, 30, 1).toBuilder().setShard(3).build();
    assertThatThrownBy(() -> ManifestEdits.register(TWO, seal, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7/3")
        .hasMessageContaining("7/2");
  }

  @Test
  void aBuiltIndexIsAddedToItsSegment() {
    Manifest manifest = finish(TWO, indexed(TWO.getSegments(1), 40, "a.idx")).manifest();
    assertThat(manifest.getGeneration()).isEqualTo(3);
    assertThat(manifest.getSegments(1).getIndexesList())
        .extracting(index -> index.getFile().getPath())
        .containsExactly("a.idx");
    assertThat(manifest.getSegments(0)).isEqualTo(TWO.getSegments(0));
    assertThat(ManifestEdits.finish(manifest, indexed(TWO.getSegments(1), 40, "a.idx")))
        .isEqualTo(new Unchanged());
  }

  @Test
  void anIndexBuiltAgainReplacesItsFile() {
    Segment segment = TWO.getSegments(1);
    Manifest manifest = finish(TWO, indexed(segment, 40, "a.idx")).manifest();
    manifest = finish(manifest, indexed(segment, 41, "b.idx")).manifest();
    Changed edit = finish(manifest, indexed(segment, 40, "c.idx"));
    assertThat(edit.replaced()).containsExactly(file("a.idx"));
    assertThat(paths(edit.manifest())).contains("b.idx", "c.idx").doesNotContain("a.idx");
  }

  @Test
  void anIndexOfASegmentThatIsGoneIsDiscarded() {
    Manifest compacted = finish(TWO, compacted(TWO, 1, "1/x.arrow", "x.tombstones")).manifest();
    assertDiscarded(compacted, indexed(TWO.getSegments(1), 40, "a.idx"), "1/10-20.arrow");
  }

  @Test
  void aCompactionEditsTheCurrentManifest() {
    BuildFinished finished = compacted(TWO, 1, "1/x.arrow", "x.tombstones");
    // Meanwhile an input was indexed and a range sealed.
    Manifest manifest = finish(TWO, indexed(TWO.getSegments(1), 40, "a.idx")).manifest();
    manifest = register(manifest, seal(20, 30, 1));
    Changed edit = finish(manifest, finished);
    assertThat(paths(edit.manifest()))
        .containsExactlyInAnyOrder(
            "2/10-20.arrow", "1/20-30.arrow", "1/x.arrow", "x.tombstones", "20-30.tombstones");
    assertThat(edit.replaced())
        .extracting(FileRef::getPath)
        .containsExactlyInAnyOrder(
            "1/-1-10.arrow", "1/10-20.arrow", "a.idx", "-1-10.tombstones", "10-20.tombstones");
    assertThat(edit.manifest().getHorizon()).isEqualTo(15);
    assertThat(edit.manifest().getSealedTo()).isEqualTo(30);
    assertThat(edit.manifest().getGeneration()).isEqualTo(manifest.getGeneration() + 1);
  }

  @Test
  void theHorizonNeverFalls() {
    Manifest manifest = TWO.toBuilder().setHorizon(18).build();
    assertThat(finish(manifest, compacted(TWO, 1, "1/x.arrow", "x")).manifest().getHorizon())
        .isEqualTo(18);
  }

  @Test
  void aCompactionMayLeaveNothing() {
    BuildFinished finished =
        compacted(TWO, 1, "", "").toBuilder()
            .setCompaction(CompactionResult.getDefaultInstance())
            .build();
    assertThat(paths(finish(TWO, finished).manifest())).containsExactly("2/10-20.arrow");
  }

  @Test
  void aCompactionIsTakenOnlyOnce() {
    BuildFinished finished = compacted(TWO, 1, "1/x.arrow", "x.tombstones");
    Manifest manifest = finish(TWO, finished).manifest();
    assertDiscarded(manifest, finished, "no longer names");
  }

  @Test
  void ofTwoCompactionsThatCutTheSameTombstonesTheSecondIsDiscarded() {
    Manifest manifest = finish(TWO, compacted(TWO, 1, "1/x.arrow", "x.tombstones")).manifest();
    assertDiscarded(manifest, compacted(TWO, 2, "2/y.arrow", "y.tombstones"), "tombstones");
  }

  @Test
  void aCompactionThatDidNotKnowOfASegmentIsDiscarded() {
    BuildFinished finished = compacted(TWO, 1, "1/x.arrow", "x.tombstones");
    CompactionPlan.Builder ignorant = finished.getPlan().getCompaction().toBuilder().clearOthers();
    BuildFinished blind =
        finished.toBuilder()
            .setPlan(finished.getPlan().toBuilder().setCompaction(ignorant))
            .build();
    assertDiscarded(TWO, blind, "2/10-20.arrow");
  }

  @Test
  void aFailedPlanIsDiscardedWithItsReason() {
    BuildFinished failed =
        compacted(TWO, 1, "x", "x").toBuilder().setFailure("out of memory").build();
    assertDiscarded(TWO, failed, "out of memory");
  }

  @Test
  void aDroppedPartitionLosesItsSegmentsButNotItsTombstones() {
    Changed edit = changed(ManifestEdits.dropPartitions(TWO, Set.of(2L), 9));
    assertThat(paths(edit.manifest()))
        .containsExactly("2/10-20.arrow", "-1-10.tombstones", "10-20.tombstones");
    assertThat(edit.replaced())
        .extracting(FileRef::getPath)
        .containsExactly("1/-1-10.arrow", "1/10-20.arrow");
    assertThat(edit.manifest().getCatalogPosition()).isEqualTo(9);
    assertThat(ManifestEdits.dropPartitions(TWO, Set.of(1L, 2L, 3L), 9)).isEqualTo(new Unchanged());
  }

  @Test
  void aCompactionOfADroppedPartitionIsDiscarded() {
    BuildFinished finished = compacted(TWO, 1, "1/x.arrow", "x.tombstones");
    Manifest manifest = changed(ManifestEdits.dropPartitions(TWO, Set.of(2L), 9)).manifest();
    assertDiscarded(manifest, finished, ".arrow");
  }

  @Test
  void whatHasExpiredStaysSoAndWholeSegmentsOfItGo() {
    Changed edit = changed(ManifestEdits.expire(TWO, 11));
    assertThat(edit.manifest().getExpiredBelow()).isEqualTo(11);
    assertThat(edit.manifest().getSegmentsList()).isEqualTo(TWO.getSegmentsList().subList(1, 3));
    assertThat(edit.manifest().getTombstonesList()).isEqualTo(TWO.getTombstonesList());
    assertThat(edit.replaced()).containsExactly(TWO.getSegments(0).getFile());
    assertThat(changed(ManifestEdits.expire(TWO, 10)).manifest().getSegmentsList())
        .as("position 10 is left")
        .isEqualTo(TWO.getSegmentsList());
    assertThat(ManifestEdits.expire(edit.manifest(), 11)).isEqualTo(new Unchanged());
    assertThat(ManifestEdits.expire(edit.manifest(), 5)).isEqualTo(new Unchanged());
    Manifest later = register(edit.manifest(), seal(20, 30, 1));
    assertThat(later.getExpiredBelow()).isEqualTo(11);
  }

  @Test
  void aSealIsClippedToWhatHasNotExpired() {
    Manifest expired = changed(ManifestEdits.expire(EMPTY, 15)).manifest();
    Manifest gone = register(expired, seal(-1, 10, 1));
    assertThat(gone.getSegments(0).getFrom()).as("all of it has, and it goes soon").isEqualTo(-1);
    Manifest partly = register(gone, seal(10, 20, 1));
    assertThat(partly.getSegments(1).getFrom()).isEqualTo(14);
    assertThat(partly.getTombstones(1).getFrom()).isEqualTo(10);
    assertThat(register(partly, seal(20, 30, 1)).getSegments(2).getFrom()).isEqualTo(20);
  }

  @Test
  void aDroppedIndexLosesItsFiles() {
    Manifest manifest = finish(TWO, indexed(TWO.getSegments(1), 40, "a.idx")).manifest();
    manifest = finish(manifest, indexed(TWO.getSegments(1), 41, "b.idx")).manifest();
    Changed edit = changed(ManifestEdits.dropIndexes(manifest, Set.of(41L), 9));
    assertThat(edit.replaced()).containsExactly(file("a.idx"));
    assertThat(paths(edit.manifest())).contains("b.idx");
    assertThat(ManifestEdits.dropIndexes(edit.manifest(), Set.of(41L), 9))
        .isEqualTo(new Unchanged());
  }

  private static void assertDiscarded(Manifest manifest, BuildFinished finished, String reason) {
    assertThat(ManifestEdits.finish(manifest, finished))
        .isInstanceOfSatisfying(
            Discarded.class, discarded -> assertThat(discarded.reason()).contains(reason));
  }

  private static Manifest register(Manifest manifest, ShardSealed seal) {
    return changed(ManifestEdits.register(manifest, seal, -1)).manifest();
  }

  private static Changed finish(Manifest manifest, BuildFinished finished) {
    return changed(ManifestEdits.finish(manifest, finished));
  }

  private static Changed changed(ManifestEdit edit) {
    assertThat(edit).isInstanceOf(Changed.class);
    return (Changed) edit;
  }

  private static List<String> paths(Manifest manifest) {
    return ManifestEdits.files(manifest).stream().map(FileRef::getPath).toList();
  }

  private static FileRef file(String path) {
    return FileRef.newBuilder().setPath(path).build();
  }

  private static ShardSealed seal(long from, long to, long... partitions) {
    ShardSealed.Builder seal =
        ShardSealed.newBuilder()
            .setCollectionId(7)
            .setShard(2)
            .setFrom(from)
            .setTo(to)
            .setCatalogPosition(5)
            .setTombstones(
                TombstoneFile.newBuilder()
                    .setFile(file("%d-%d.tombstones".formatted(from, to)))
                    .setFrom(from)
                    .setTo(to));
    for (long partition : partitions) {
      seal.addSegments(
          Segment.newBuilder()
              .setFile(file("%d/%d-%d.arrow".formatted(partition, from, to)))
              .setPartitionId(partition)
              .setFrom(from)
              .setTo(to));
    }
    return seal.build();
  }

  private static BuildFinished indexed(Segment segment, long indexId, String path) {
    return BuildFinished.newBuilder()
        .setPlan(plan().setIndex(IndexPlan.newBuilder().setSegment(segment).setIndexId(indexId)))
        .setIndex(IndexFile.newBuilder().setIndexId(indexId).setFile(file(path)))
        .build();
  }

  /** A compaction of all segments of a partition, as planned on {@code manifest}. */
  private static BuildFinished compacted(
      Manifest manifest, long partition, String path, String tombstonesPath) {
    CompactionPlan.Builder compaction =
        CompactionPlan.newBuilder()
            .setPartitionId(partition)
            .addAllTombstones(manifest.getTombstonesList())
            .setHorizon(15);
    for (Segment segment : manifest.getSegmentsList()) {
      if (segment.getPartitionId() == partition) {
        compaction.addInputs(segment);
      } else {
        compaction.addOthers(segment);
      }
    }
    return BuildFinished.newBuilder()
        .setPlan(plan().setCompaction(compaction))
        .setCompaction(
            CompactionResult.newBuilder()
                .setOutput(
                    Segment.newBuilder()
                        .setFile(file(path))
                        .setPartitionId(partition)
                        .setFrom(-1)
                        .setTo(manifest.getSealedTo()))
                .setTombstones(
                    TombstoneFile.newBuilder()
                        .setFile(file(tombstonesPath))
                        .setFrom(-1)
                        .setTo(manifest.getSealedTo())))
        .build();
  }

  private static BuildPlan.Builder plan() {
    return BuildPlan.newBuilder().setCollectionId(7).setShard(2).setCatalogPosition(6);
  }
}
