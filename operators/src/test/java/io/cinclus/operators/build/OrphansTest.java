package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ShardId;
import io.cinclus.segment.ManifestEdits;
import io.cinclus.segment.ObjectStorage.StoredFile;
import io.cinclus.segment.SegmentNames;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.Garbage;
import io.cinclus.v1.IndexPlan;
import io.cinclus.v1.OwnedShard;
import io.cinclus.v1.Segment;
import org.junit.jupiter.api.Test;

class OrphansTest {
  private static final ShardId SHARD = new ShardId(7, 0);
  private static final long PUBLISHED_TO = 100;
  private static final long OLD_BEFORE = 1000;
  private static final String ORPHAN = "7/0/7/10-20.arrow";
  private static final OwnedShard EMPTY = ShardOwner.empty(SHARD);
  private static final Segment SEGMENT =
      Segment.newBuilder().setFile(Shards.file(ORPHAN, 1)).setFrom(10).setTo(20).build();

  private static boolean isOrphan(OwnedShard shard, String path) {
    return Orphans.isOrphan(
        shard, new StoredFile(path, 1, OLD_BEFORE - 1), PUBLISHED_TO, OLD_BEFORE);
  }

  @Test
  void anOldFileThatNobodyNamesIsOne() {
    assertThat(isOrphan(EMPTY, ORPHAN)).isTrue();
    assertThat(isOrphan(EMPTY, "7/0/10-20.tombstones")).isTrue();
    assertThat(isOrphan(EMPTY, "7/0/7/10-20.101.ab.idx")).isTrue();
  }

  @Test
  void aFileAboveWhatIsSealedIsSpared() {
    assertThat(isOrphan(EMPTY, "7/0/7/90-100.arrow")).isTrue();
    assertThat(isOrphan(EMPTY, "7/0/7/90-101.arrow")).isFalse();
  }

  @Test
  void aYoungFileIsSpared() {
    StoredFile young = new StoredFile(ORPHAN, 1, OLD_BEFORE);
    assertThat(Orphans.isOrphan(EMPTY, young, PUBLISHED_TO, OLD_BEFORE)).isFalse();
  }

  @Test
  void anOldTemporaryFileIsOneWhereverItLies() {
    assertThat(isOrphan(EMPTY, "7/0/7/500-600.arrow.3d0c.tmp")).isTrue();
  }

  @Test
  void whatIsNotNamedAsOursIsSpared() {
    assertThat(isOrphan(EMPTY, "7/0/7/notes.txt")).isFalse();
  }

  @Test
  void whatTheManifestNamesIsSpared() {
    OwnedShard shard =
        EMPTY.toBuilder()
            .setManifest(ManifestEdits.empty(SHARD).toBuilder().addSegments(SEGMENT))
            .build();
    assertThat(isOrphan(shard, ORPHAN)).isFalse();
  }

  @Test
  void whatAWaitingSealNamesIsSpared() {
    OwnedShard shard = EMPTY.toBuilder().addBuffered(Shards.seal(SHARD, 10, 20, SEGMENT)).build();
    assertThat(isOrphan(shard, ORPHAN)).isFalse();
  }

  @Test
  void whatIsGarbageAlreadyIsSpared() {
    OwnedShard shard = EMPTY.toBuilder().addGarbage(Garbage.newBuilder().setPath(ORPHAN)).build();
    assertThat(isOrphan(shard, ORPHAN)).isFalse();
  }

  @Test
  void whatAPlanReadsAndWritesIsSpared() {
    BuildPlan index =
        BuildPlan.newBuilder().setIndex(IndexPlan.newBuilder().setSegment(SEGMENT)).build();
    OwnedShard building = EMPTY.toBuilder().addPlans(index).build();
    assertThat(isOrphan(building, ORPHAN)).isFalse();
    assertThat(isOrphan(building, SegmentNames.index(index, "any"))).isFalse();
    BuildPlan compaction =
        BuildPlan.newBuilder()
            .setCompaction(CompactionPlan.newBuilder().addInputs(SEGMENT))
            .build();
    OwnedShard compacting = EMPTY.toBuilder().addPlans(compaction).build();
    String fingerprint = SegmentNames.fingerprint(compaction);
    assertThat(isOrphan(compacting, ORPHAN)).isFalse();
    assertThat(isOrphan(compacting, "7/0/7/10-20." + fingerprint + ".arrow")).isFalse();
    assertThat(isOrphan(compacting, "7/0/10-20." + fingerprint + ".tombstones")).isFalse();
  }
}
