package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ShardId;
import io.cinclus.segment.CompactionTask;
import io.cinclus.segment.ManifestEdit;
import io.cinclus.segment.ManifestEdits;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.TombstoneFile;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy plans while the history of a shard is needed. */
class CompactionHistoryTest {
  private static final ShardId SHARD = new ShardId(1, 0);
  private static final CompactionPolicy POLICY =
      new CompactionPolicy(4, 1000, 8, 0.2, CompactionTask.MAX_INPUT_BYTES);

  private static Horizon at(long position) {
    return new Horizon(position, 0);
  }

  /** Segments of these rows, at ten positions each, and their tombstones. */
  private static Manifest.Builder shard(TombstoneFile tombstones, long... rowCounts) {
    Manifest.Builder manifest = ManifestEdits.empty(SHARD).toBuilder().addTombstones(tombstones);
    long from = -1;
    for (long rows : rowCounts) {
      manifest.addSegments(Shards.segment(1, from, from + 10, rows));
      from += 10;
    }
    return manifest.setSealedTo(from);
  }

  private static TombstoneFile merged(long to, long count, long purgeable, long purgeableTo) {
    return Shards.tombstones(-1, to, count).toBuilder()
        .setPurgeable(purgeable)
        .setPurgeableTo(purgeableTo)
        .build();
  }

  private static Optional<CompactionPlan> plan(Manifest manifest, long horizon) {
    return POLICY.plan(manifest, Set.of(), at(horizon));
  }

  @Test
  void aPlanPurgesOnlyWhatNobodyNeedsAnyMore() {
    Manifest full = shard(merged(39, 4, 0, 0), 10, 10, 10, 10).build();
    CompactionPlan plan = POLICY.plan(full, Set.of(), new Horizon(25, 1_000)).orElseThrow();
    assertThat(plan.getHorizon()).isEqualTo(25);
    assertThat(plan.getHorizonMillis()).isEqualTo(1_000);
    assertThat(plan.getSealedTo()).isEqualTo(39);
    assertThat(plan(full, 50).orElseThrow().getHorizon()).as("what is sealed").isEqualTo(39);
  }

  @Test
  void historyThatIsGoneStaysGone() {
    Manifest purged =
        shard(merged(39, 4, 0, 0), 10, 10, 10, 10).setHorizon(30).setHorizonMillis(2_000).build();
    CompactionPlan plan = POLICY.plan(purged, Set.of(), new Horizon(25, 1_000)).orElseThrow();
    assertThat(plan.getHorizon()).isEqualTo(30);
    assertThat(plan.getHorizonMillis()).isEqualTo(2_000);
  }

  @Test
  void rowsThatOnlyHistoryNeedsAreNotRewrittenUntilItIsOld() {
    Manifest churned = shard(merged(19, 40, 5, 12), 100, 10).build();
    assertThat(plan(churned, 12)).as("five of 110 rows can be dropped").isEmpty();
    assertThat(plan(churned, 18)).as("nobody knows how many can").isEmpty();
    assertThat(plan(churned, 19).orElseThrow().getInputsList())
        .containsExactly(churned.getSegments(0));
    Manifest old = shard(merged(19, 40, 30, 12), 100, 10).build();
    assertThat(plan(old, 12).orElseThrow().getInputsList()).containsExactly(old.getSegments(0));
  }

  @Test
  void whatWasRewrittenLongestAgoComesFirst() {
    Manifest.Builder churned = shard(merged(19, 40, 30, 15), 100, 10);
    churned.getSegmentsBuilder(0).setPurgedTo(14);
    assertThat(plan(churned.build(), 15).orElseThrow().getInputsList())
        .containsExactly(churned.getSegments(1));
    churned.getSegmentsBuilder(1).setPurgedTo(15);
    assertThat(plan(churned.build(), 15).orElseThrow().getInputsList())
        .containsExactly(churned.getSegments(0));
    churned.getSegmentsBuilder(0).setPurgedTo(15);
    assertThat(plan(churned.build(), 18)).as("none of them is left").isEmpty();
  }

  @Test
  void tiersAreMergedThoughHistoryNeedsManyTombstones() {
    TombstoneFile large =
        merged(39, 4, 0, 0).toBuilder().setFile(Shards.file("t", 200 << 20)).build();
    Manifest full = shard(large, 10, 10, 10, 10).build();
    assertThat(plan(full, 5).orElseThrow().getInputsList()).hasSize(4);
    Manifest more = full.toBuilder().addTombstones(Shards.tombstones(39, 49, 4)).build();
    assertThat(plan(more, 5).orElseThrow().getInputsList()).as("first the tombstones").isEmpty();
  }

  @Test
  void whatWasAskedForEndsThoughItMayPurgeNothing() {
    Manifest manifest = shard(merged(19, 4, 0, 0), 10, 10).build();
    CompactionPolicy.Asked asked = new CompactionPolicy.Asked(19, 0);
    CompactionPlan plan = POLICY.planAll(manifest, Set.of(), at(-1), asked).orElseThrow();
    assertThat(plan.getInputsList()).hasSize(2);
    assertThat(plan.getHorizon()).isEqualTo(-1);
    Manifest done = execute(manifest, plan, 1, 0, 4);
    assertThat(done.getSegmentsList()).hasSize(1);
    assertThat(POLICY.planAll(done, Set.of(), at(-1), asked)).isEmpty();
  }

  /** Under churn, with a horizon that lags and rises between plans, planning comes to an end. */
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
    long lag = random.nextInt(300);
    Manifest manifest = ManifestEdits.empty(SHARD);
    long planId = 0;
    for (int seals = 0; seals < 200; seals++) {
      manifest = seal(manifest, random);
      int plans = 0;
      long horizon = Math.max(0, manifest.getSealedTo() - lag);
      for (var next = policy.plan(manifest, Set.of(), at(horizon));
          next.isPresent();
          next = policy.plan(manifest, Set.of(), at(horizon))) {
        assertThat(plans++).as("plans after seal %d", seals).isLessThan(200);
        horizon += random.nextInt(2);
        manifest = executeAtRandom(manifest, next.get(), planId++, random);
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
    seal.setTombstones(Shards.tombstones(from, from + 10, 1L << random.nextInt(21)));
    return manifest(ManifestEdits.register(manifest, seal.build(), -1));
  }

  private static Manifest executeAtRandom(
      Manifest manifest, CompactionPlan compaction, long planId, Random random) {
    long rows = compaction.getInputsList().stream().mapToLong(Segment::getRowCount).sum();
    long tombstones =
        compaction.getTombstonesList().stream().mapToLong(TombstoneFile::getCount).sum();
    return execute(
        manifest, compaction, planId, random.nextLong(rows + 1), random.nextLong(tombstones + 1));
  }

  private static Manifest execute(
      Manifest manifest, CompactionPlan compaction, long planId, long dead, long needed) {
    BuildPlan plan =
        BuildPlan.newBuilder()
            .setCollectionId(1)
            .setPlanId(planId)
            .setCompaction(compaction)
            .build();
    return manifest(ManifestEdits.finish(manifest, Shards.compacted(plan, dead, needed)));
  }

  private static Manifest manifest(ManifestEdit edit) {
    assertThat(List.of(edit)).hasOnlyElementsOfType(ManifestEdit.Changed.class);
    return ((ManifestEdit.Changed) edit).manifest();
  }
}
