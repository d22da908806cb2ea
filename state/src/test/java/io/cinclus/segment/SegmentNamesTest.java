package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ShardId;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.IndexPlan;
import io.cinclus.v1.Segment;
import io.cinclus.v1.TombstoneFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names are a format: files of an older release must be found. */
class SegmentNamesTest {
  private static final SealedRange RANGE = new SealedRange(new ShardId(7, 2), -1, 1048580);
  private static final BuildPlan PLAN =
      BuildPlan.newBuilder()
          .setCollectionId(7)
          .setShard(2)
          .setCatalogPosition(11)
          .setCompaction(
              CompactionPlan.newBuilder()
                  .setPartitionId(9)
                  .setHorizon(55)
                  .addInputs(segment("7/2/9/10-20.arrow", 10))
                  .addInputs(segment("7/2/9/20-30.arrow", 20))
                  .addOthers(segment("7/2/8/20-30.arrow", 20))
                  .addTombstones(tombstones("7/2/10-20.tombstones", 10)))
          .build();

  @Test
  void namesAreAsTheyAlwaysWere() {
    assertThat(SegmentNames.folder(RANGE.shard())).isEqualTo("7/2");
    assertThat(SegmentNames.segment(RANGE, 9)).isEqualTo("7/2/9/-1-1048580.arrow");
    assertThat(SegmentNames.tombstones(RANGE)).isEqualTo("7/2/-1-1048580.tombstones");
    assertThat(SegmentNames.compactedSegment(RANGE, 9, "0f"))
        .isEqualTo("7/2/9/-1-1048580.0f.arrow");
    assertThat(SegmentNames.compactedTombstones(RANGE, "0f"))
        .isEqualTo("7/2/-1-1048580.0f.tombstones");
    assertThat(SegmentNames.fingerprint(PLAN)).isEqualTo("2a727b3b21d631b3");
    BuildPlan index =
        index(
            IndexPlan.newBuilder()
                .setSegment(segment("7/2/9/10-20.0f.arrow", 10))
                .setFieldId(101)
                .setIndexId(12));
    assertThat(SegmentNames.index(index, "SIMD"))
        .isEqualTo("7/2/9/10-20.0f.101.3c25c536693728b9.idx");
  }

  @Test
  void aFingerprintDependsOnEverythingThatTheOutputDependsOn() {
    CompactionPlan compaction = PLAN.getCompaction();
    List<CompactionPlan.Builder> others =
        List.of(
            compaction.toBuilder().setPartitionId(8),
            compaction.toBuilder().setHorizon(56),
            compaction.toBuilder().setExpiredBelow(15),
            compaction.toBuilder().setExpiredBelow(16),
            compaction.toBuilder().removeInputs(1),
            compaction.toBuilder().setInputs(0, segment("7/2/9/10-20.arrow", 11)),
            compaction.toBuilder().removeOthers(0),
            compaction.toBuilder().addInputs(compaction.getOthers(0)).removeOthers(0),
            compaction.toBuilder().setOthers(0, segment("7/2/8/20-30.arrow", 21)),
            compaction.toBuilder().removeTombstones(0),
            compaction.toBuilder().setTombstones(0, tombstones("7/2/10-20.tombstones", 11)));
    Set<String> fingerprints = new HashSet<>();
    fingerprints.add(SegmentNames.fingerprint(PLAN));
    fingerprints.add(SegmentNames.fingerprint(PLAN.toBuilder().setCatalogPosition(12).build()));
    fingerprints.add(SegmentNames.fingerprint(PLAN.toBuilder().setPlanId(1).build()));
    for (CompactionPlan.Builder other : others) {
      fingerprints.add(SegmentNames.fingerprint(PLAN.toBuilder().setCompaction(other).build()));
    }
    assertThat(fingerprints).hasSize(3 + others.size());
  }

  @Test
  void aFingerprintDoesNotDependOnTheOrderOfTheInputs() {
    CompactionPlan compaction = PLAN.getCompaction();
    CompactionPlan.Builder swapped =
        compaction.toBuilder()
            .setInputs(0, compaction.getInputs(1))
            .setInputs(1, compaction.getInputs(0));
    assertThat(SegmentNames.fingerprint(PLAN.toBuilder().setCompaction(swapped).build()))
        .isEqualTo(SegmentNames.fingerprint(PLAN));
  }

  @Test
  void anIndexNameTellsClipsIndexesPlansAndBuildersApart() {
    IndexPlan plan = IndexPlan.newBuilder().setSegment(segment("a.arrow", 1)).setIndexId(2).build();
    List<String> names =
        List.of(
            SegmentNames.index(index(plan.toBuilder()), "SIMD"),
            SegmentNames.index(index(plan.toBuilder()), "scalar"),
            SegmentNames.index(index(plan.toBuilder()).toBuilder().setPlanId(7).build(), "SIMD"),
            SegmentNames.index(index(plan.toBuilder().setIndexId(3)), "SIMD"),
            SegmentNames.index(index(plan.toBuilder().setSegment(segment("a.arrow", 2))), "SIMD"));
    assertThat(names)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.startsWith(SegmentNames.indexPrefix(plan.getSegment())));
  }

  private static BuildPlan index(IndexPlan.Builder plan) {
    return BuildPlan.newBuilder().setPlanId(3).setIndex(plan).build();
  }

  @Test
  void theEndOfARangeIsReadFromEveryNameOfOurs() {
    for (String path :
        List.of(
            "7/2/9/-1-1048580.arrow",
            "7/2/9/10-1048580.0f.arrow",
            "7/2/10-1048580.0f.tombstones",
            "7/2/9/10-1048580.0f.101.ab.idx",
            "7/2/9/10-1048580.arrow.3d0c.tmp")) {
      assertThat(SegmentNames.rangeEnd(path)).as(path).hasValue(1048580);
    }
    for (String path : List.of("7/2/9/x.arrow", "7/2/10-20", "1-9999999999999999999.arrow")) {
      assertThat(SegmentNames.rangeEnd(path)).as(path).isEmpty();
    }
  }

  private static Segment segment(String path, long from) {
    return Segment.newBuilder().setFile(FileRef.newBuilder().setPath(path)).setFrom(from).build();
  }

  private static TombstoneFile tombstones(String path, long from) {
    return TombstoneFile.newBuilder()
        .setFile(FileRef.newBuilder().setPath(path))
        .setFrom(from)
        .build();
  }
}
