package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.segment.CompactionTask;
import io.cinclus.segment.ManifestEdits;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.TombstoneFile;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactionPolicyTest {
  private static final ShardId SHARD = new ShardId(1, 0);
  private static final CompactionPolicy POLICY =
      new CompactionPolicy(4, 1000, 8, 0.2, CompactionTask.MAX_INPUT_BYTES);
  private static final Horizon NO_HISTORY = Horizon.NO_HISTORY;
  private static final long MIB = 1 << 20;

  /** A seal for each row count, of one partition, with a tombstone for each row. */
  private static Manifest sealed(long... rowCounts) {
    Manifest.Builder manifest = ManifestEdits.empty(SHARD).toBuilder();
    long from = Position.NONE;
    for (long rows : rowCounts) {
      manifest
          .addSegments(Shards.segment(1, from, from + 10, rows))
          .addTombstones(Shards.tombstones(from, from + 10, rows));
      from += 10;
    }
    return manifest.setSealedTo(from).build();
  }

  private static TombstoneFile large(long from, long to, long lengthBytes) {
    return Shards.tombstones(from, to, 1).toBuilder()
        .setFile(Shards.file("%d-%d.tombstones".formatted(from, to), lengthBytes))
        .build();
  }

  private static long inputBytes(CompactionPlan plan) {
    return plan.getInputsList().stream().mapToLong(s -> s.getFile().getLengthBytes()).sum()
        + plan.getTombstonesList().stream().mapToLong(t -> t.getFile().getLengthBytes()).sum();
  }

  @Test
  void aTierThatIsNotFullIsLeftAlone() {
    assertThat(POLICY.plan(sealed(10, 10, 10), Set.of(), NO_HISTORY)).isEmpty();
    assertThat(POLICY.plan(sealed(10, 10, 10, 100), Set.of(), NO_HISTORY))
        .as("another tier")
        .isEmpty();
  }

  @Test
  void theOldestSegmentsOfAFullTierAreMerged() {
    Manifest manifest = sealed(100, 10, 10, 10, 10, 10);
    CompactionPlan plan = POLICY.plan(manifest, Set.of(), NO_HISTORY).orElseThrow();
    assertThat(plan.getInputsList()).isEqualTo(manifest.getSegmentsList().subList(1, 5));
    assertThat(plan.getOthersList())
        .containsExactlyInAnyOrder(manifest.getSegments(0), manifest.getSegments(5));
    assertThat(plan.getTombstonesList()).isEqualTo(manifest.getTombstonesList());
    assertThat(plan.getHorizon()).isEqualTo(manifest.getSealedTo());
    assertThat(plan.getPartitionId()).isEqualTo(1);
  }

  @Test
  void segmentsOfDifferentPartitionsAreNotMerged() {
    Manifest manifest = sealed(10, 10, 10, 10);
    Manifest two =
        manifest.toBuilder()
            .setSegments(3, manifest.getSegments(3).toBuilder().setPartitionId(2))
            .build();
    assertThat(POLICY.plan(two, Set.of(), NO_HISTORY)).isEmpty();
  }

  @Test
  void noMoreRowsAreMergedThanASegmentMayHave() {
    assertThat(POLICY.plan(sealed(250, 250, 250, 250), Set.of(), NO_HISTORY)).isPresent();
    assertThat(POLICY.plan(sealed(250, 250, 250, 251), Set.of(), NO_HISTORY)).isEmpty();
  }

  @Test
  void whereTheOldestAreTooLargeTogetherYoungerOnesAreMerged() {
    Manifest manifest = sealed(256, 250, 250, 250, 250);
    CompactionPlan plan = POLICY.plan(manifest, Set.of(), NO_HISTORY).orElseThrow();
    assertThat(plan.getInputsList()).isEqualTo(manifest.getSegmentsList().subList(1, 5));
  }

  @Test
  void noMoreBytesAreMergedThanATaskCanHold() {
    Manifest.Builder manifest = sealed(10, 10, 10, 10).toBuilder();
    for (Segment.Builder segment : manifest.getSegmentsBuilderList()) {
      segment.getFileBuilder().setLengthBytes(200 * MIB);
    }
    assertThat(POLICY.plan(manifest.build(), Set.of(), NO_HISTORY)).isEmpty();
  }

  @Test
  void manyTombstoneFilesAreMerged() {
    Manifest manifest = sealed(1, 10, 100, 1000, 10, 1, 100, 1000, 1);
    CompactionPlan plan = POLICY.plan(manifest, Set.of(), NO_HISTORY).orElseThrow();
    assertThat(plan.getInputsList()).isEmpty();
    assertThat(plan.getOthersList()).isEqualTo(manifest.getSegmentsList());
    assertThat(plan.getTombstonesList()).hasSize(9);
    Manifest fewer = manifest.toBuilder().removeTombstones(8).build();
    assertThat(POLICY.plan(fewer, Set.of(), NO_HISTORY)).isEmpty();
  }

  @Test
  void largeTombstoneFilesAreMergedLongBeforeATaskCannotReadThem() {
    Manifest.Builder manifest = sealed(100, 10).toBuilder().clearTombstones();
    manifest.addTombstones(large(-1, 9, 100 * MIB));
    assertThat(POLICY.plan(manifest.build(), Set.of(), NO_HISTORY)).isEmpty();
    CompactionPlan plan =
        POLICY
            .plan(manifest.addTombstones(large(9, 19, 100 * MIB)).build(), Set.of(), NO_HISTORY)
            .orElseThrow();
    assertThat(plan.getInputsList()).isEmpty();
    assertThat(inputBytes(plan)).isLessThan(CompactionTask.MAX_INPUT_BYTES / 4);
  }

  @Test
  void largeTombstonesComeBeforeAFullTier() {
    Manifest.Builder manifest = sealed(10, 10, 10, 10).toBuilder();
    manifest.getTombstonesBuilder(0).getFileBuilder().setLengthBytes(200 * MIB);
    assertThat(POLICY.plan(manifest.build(), Set.of(), NO_HISTORY).orElseThrow().getInputsList())
        .isEmpty();
  }

  @Test
  void largeNeededTombstonesMakeTheRowsBeRewritten() {
    Manifest manifest =
        sealed(100).toBuilder()
            .setSegments(
                0, Shards.segment(1, -1, 9, 100_000_000).toBuilder().setFile(Shards.file("s", MIB)))
            .setTombstones(0, large(-1, 9, 200 * MIB))
            .setHorizon(9)
            .build();
    assertThat(POLICY.plan(manifest, Set.of(), NO_HISTORY).orElseThrow().getInputsList())
        .hasSize(1);
  }

  @Test
  void aSegmentOfManyDeadRowsIsRewrittenOnce() {
    Manifest merged =
        sealed(100, 10).toBuilder()
            .clearTombstones()
            .addTombstones(Shards.tombstones(-1, 19, 40))
            .setHorizon(19)
            .build();
    CompactionPlan plan = POLICY.plan(merged, Set.of(), NO_HISTORY).orElseThrow();
    assertThat(plan.getInputsList()).containsExactly(merged.getSegments(0));
    Manifest.Builder rewritten = merged.toBuilder();
    rewritten.getSegmentsBuilder(0).setPurgedTo(19);
    rewritten.getSegmentsBuilder(1).setPurgedTo(19);
    assertThat(POLICY.plan(rewritten.build(), Set.of(), NO_HISTORY)).isEmpty();
  }

  @Test
  void aSegmentOfWhichMostHasExpiredIsRewritten() {
    Manifest half = sealed(10, 20, 10).toBuilder().removeSegments(0).setExpiredBelow(15).build();
    assertThat(POLICY.plan(half, Set.of(), NO_HISTORY)).as("half of the second").isEmpty();
    Manifest more = half.toBuilder().setExpiredBelow(16).build();
    CompactionPlan plan = POLICY.plan(more, Set.of(), NO_HISTORY).orElseThrow();
    assertThat(plan.getInputsList()).containsExactly(more.getSegments(0));
    assertThat(plan.getExpiredBelow()).isEqualTo(16);
    Manifest rewritten =
        more.toBuilder().setSegments(0, more.getSegments(0).toBuilder().setFrom(15)).build();
    assertThat(POLICY.plan(rewritten, Set.of(), NO_HISTORY)).isEmpty();
  }

  @Test
  void whatWasAskedForMergesAllThatWasSealedUntilThen() {
    Manifest manifest = sealed(10, 300, 10, 900, 10);
    CompactionPolicy.Asked to = new CompactionPolicy.Asked(manifest.getSegments(3).getTo(), 0);
    List<Segment> segments = manifest.getSegmentsList();
    CompactionPlan first = POLICY.planAll(manifest, Set.of(), NO_HISTORY, to).orElseThrow();
    assertThat(first.getInputsList()).as("1000 rows at most").isEqualTo(segments.subList(0, 3));
    Manifest.Builder next = manifest.toBuilder();
    for (int done = 0; done < 3; done++) {
      next.setSegments(done, segments.get(done).toBuilder().setPurgedTo(first.getHorizon()));
    }
    CompactionPlan second = POLICY.planAll(next.build(), Set.of(), NO_HISTORY, to).orElseThrow();
    assertThat(second.getInputsList()).containsExactly(segments.get(3));
    next.setSegments(3, segments.get(3).toBuilder().setPurgedTo(second.getHorizon()));
    assertThat(POLICY.planAll(next.build(), Set.of(), NO_HISTORY, to))
        .as("the last is younger")
        .isEmpty();
    String unusable = segments.get(0).getFile().getPath();
    assertThat(
            POLICY
                .planAll(manifest, Set.of(unusable), NO_HISTORY, to)
                .orElseThrow()
                .getInputsList())
        .doesNotContain(segments.get(0));
  }

  @Test
  void whatWasAskedForDropsWhatHadExpiredUntilThen() {
    Manifest.Builder purged = sealed(10, 10).toBuilder();
    purged.getSegmentsBuilderList().forEach(segment -> segment.setPurgedTo(19));
    Manifest asked = purged.setExpiredBelow(3).build();
    CompactionPolicy.Asked now =
        new CompactionPolicy.Asked(asked.getSealedTo(), asked.getExpiredBelow());
    CompactionPlan plan = POLICY.planAll(asked, Set.of(), NO_HISTORY, now).orElseThrow();
    assertThat(plan.getInputsList()).containsExactly(asked.getSegments(0));
    purged.getSegmentsBuilder(0).setFrom(plan.getExpiredBelow() - 1);
    assertThat(POLICY.planAll(purged.setExpiredBelow(5).build(), Set.of(), NO_HISTORY, now))
        .as("what expires later")
        .isEmpty();
  }

  @Test
  void tombstonesThatWereNotMergedSayNothingOfDeadRows() {
    assertThat(POLICY.plan(sealed(100), Set.of(), NO_HISTORY)).isEmpty();
  }

  /** Plans are carried out, with as many dead rows as may be, until there is none. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void planningComesToAnEnd(long seed) {
    Random random = new Random(seed);
    CompactionPolicy policy =
        new CompactionPolicy(
            2 + random.nextInt(4),
            1 + random.nextInt(100_000),
            1 + random.nextInt(9),
            0.1,
            CompactionTask.MAX_INPUT_BYTES);
    Manifest manifest = ManifestEdits.empty(SHARD);
    long planId = 0;
    for (int seals = 0; seals < 200; seals++) {
      manifest = seal(manifest, random);
      int plans = 0;
      for (var next = policy.plan(manifest, Set.of(), NO_HISTORY);
          next.isPresent();
          next = policy.plan(manifest, Set.of(), NO_HISTORY)) {
        assertThat(plans++).as("plans after seal %d", seals).isLessThan(200);
        assertThat(inputBytes(next.get())).isLessThan(CompactionTask.MAX_INPUT_BYTES);
        manifest = execute(manifest, next.get(), planId++, random);
      }
      assertThat(manifest.getTombstonesCount()).isLessThanOrEqualTo(policy.maxTombstoneFiles());
    }
    assertThat(manifest.getSegmentsCount()).as("of 400 sealed ones").isLessThan(400);
  }

  private static Manifest seal(Manifest manifest, Random random) {
    long from = manifest.getSealedTo();
    ShardSealed.Builder seal = Shards.seal(SHARD, from, from + 10).toBuilder().clearSegments();
    for (long partition = 1; partition < 3; partition++) {
      seal.addSegments(Shards.segment(partition, from, from + 10, 1L << random.nextInt(12)));
    }
    long tombstones = 1L << random.nextInt(21);
    seal.setTombstones(Shards.tombstones(from, from + 10, tombstones));
    return ((io.cinclus.segment.ManifestEdit.Changed)
            ManifestEdits.register(manifest, seal.build(), Position.NONE))
        .manifest();
  }

  private static Manifest execute(
      Manifest manifest, CompactionPlan compaction, long planId, Random random) {
    var plan =
        io.cinclus.v1.BuildPlan.newBuilder()
            .setCollectionId(1)
            .setPlanId(planId)
            .setCompaction(compaction)
            .build();
    long rows = compaction.getInputsList().stream().mapToLong(Segment::getRowCount).sum();
    long tombstones =
        compaction.getTombstonesList().stream().mapToLong(TombstoneFile::getCount).sum();
    long dead = random.nextLong(rows + 1);
    long needed = random.nextLong(tombstones + 1);
    return ((io.cinclus.segment.ManifestEdit.Changed)
            ManifestEdits.finish(manifest, Shards.compacted(plan, dead, needed)))
        .manifest();
  }

  @Test
  void aPlanReadsNoMoreThanItMay() {
    Manifest manifest = sealed(10, 10, 10, 10);
    CompactionPlan plan = POLICY.plan(manifest, Set.of(), NO_HISTORY).orElseThrow();
    assertThat(plan.getInputsList()).hasSize(4);
    long segmentBytes = 40 * Shards.ROW_BYTES;
    assertThat(limited(2 * segmentBytes).plan(manifest, Set.of(), NO_HISTORY)).isPresent();
    assertThat(limited(2 * segmentBytes - 2).plan(manifest, Set.of(), NO_HISTORY)).isEmpty();
  }

  private static CompactionPolicy limited(long maxInputBytes) {
    return new CompactionPolicy(4, 1000, 8, 0.2, maxInputBytes);
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new CompactionPolicy(1, 1, 1, 1, CompactionTask.MAX_INPUT_BYTES))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limited(0)).hasMessageContaining("0 bytes of input");
    assertThatThrownBy(() -> limited(CompactionTask.MAX_INPUT_BYTES + 1))
        .hasMessageContaining("bytes of input");
  }
}
