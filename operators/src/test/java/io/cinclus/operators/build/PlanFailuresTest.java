package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.segment.CompactionTask;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.IndexPlan;
import io.cinclus.v1.OwnedShard;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanFailuresTest {
  private static final ShardId SHARD = new ShardId(1, 0);
  private static final long NOW = 1_000_000;
  private static final OwnedShard SEALED = sealed();
  private static final CompactionPolicy PAIRS =
      new CompactionPolicy(2, 1000, 100, 0.5, CompactionTask.MAX_INPUT_BYTES);

  private static OwnedShard sealed() {
    OwnedShard shard = ShardOwner.empty(SHARD);
    long from = Position.NONE;
    for (long to = 10; to <= 40; to += 10) {
      shard = ShardOwner.seal(shard, Shards.seal(SHARD, from, to), Position.NONE);
      from = to;
    }
    return shard;
  }

  private static String path(int segment) {
    return SEALED.getManifest().getSegments(segment).getFile().getPath();
  }

  private static BuildFinished compaction(CompactionPlan plan, String failedPath) {
    return BuildFinished.newBuilder()
        .setPlan(BuildPlan.newBuilder().setCompaction(plan))
        .setFailure("broken")
        .setFailedPath(failedPath)
        .build();
  }

  private static CompactionPlan next(OwnedShard shard, long nowMillis) {
    return PAIRS
        .plan(shard.getManifest(), PlanFailures.unusable(shard, nowMillis), Horizon.NO_HISTORY)
        .orElseThrow();
  }

  private static IndexPlan index(int segment) {
    return IndexPlan.newBuilder()
        .setSegment(SEALED.getManifest().getSegments(segment))
        .setIndexId(5)
        .build();
  }

  @Test
  void aSegmentThatCannotBeReadIsNoInputUntilItsTimeHasCome() {
    OwnedShard failed = PlanFailures.failed(SEALED, compaction(next(SEALED, NOW), path(0)), NOW);
    assertThat(next(failed, NOW).getInputsList())
        .isEqualTo(SEALED.getManifest().getSegmentsList().subList(1, 3));
    assertThat(next(failed, NOW).getOthersList()).hasSize(2);
    assertThat(next(failed, NOW + PlanFailures.FIRST_RETRY_MILLIS).getInputsList())
        .isEqualTo(SEALED.getManifest().getSegmentsList().subList(0, 2));
  }

  @Test
  void aFailureThatNamesNoInputIsThatOfAllInputs() {
    CompactionPlan plan = next(SEALED, NOW);
    for (String failedPath : new String[] {"", path(3)}) {
      OwnedShard failed = PlanFailures.failed(SEALED, compaction(plan, failedPath), NOW);
      assertThat(PlanFailures.unusable(failed, NOW)).isEqualTo(Set.of(path(0), path(1)));
    }
  }

  @Test
  void withTombstonesThatCannotBeReadNothingIsCompacted() {
    CompactionPlan plan = next(SEALED, NOW);
    String tombstones = plan.getTombstones(2).getFile().getPath();
    OwnedShard failed = PlanFailures.failed(SEALED, compaction(plan, tombstones), NOW);
    assertThat(
            PAIRS.plan(
                failed.getManifest(), PlanFailures.unusable(failed, NOW), Horizon.NO_HISTORY))
        .isEmpty();
  }

  @Test
  void anIndexThatFailsHoldsUpNeitherOtherSegmentsNorCompaction() {
    OwnedShard failed = PlanFailures.failed(SEALED, indexFailure("", 0), NOW);
    assertThat(PlanFailures.mayRun(failed, index(0), NOW)).isFalse();
    assertThat(PlanFailures.mayRun(failed, index(1), NOW)).isTrue();
    assertThat(PlanFailures.unusable(failed, NOW)).isEmpty();
    assertThat(PlanFailures.count(failed, index(0))).isEqualTo(1);
    OwnedShard unreadable = PlanFailures.failed(SEALED, indexFailure(path(0), 0), NOW);
    assertThat(PlanFailures.unusable(unreadable, NOW)).containsExactly(path(0));
  }

  private static BuildFinished indexFailure(String failedPath, int segment) {
    return BuildFinished.newBuilder()
        .setPlan(BuildPlan.newBuilder().setIndex(index(segment)))
        .setFailure("broken")
        .setFailedPath(failedPath)
        .build();
  }

  @Test
  void thePauseDoublesUpToItsLimitAndASuccessEndsIt() {
    OwnedShard shard = SEALED;
    for (int count = 1; count <= 40; count++) {
      shard = PlanFailures.failed(shard, indexFailure("", 0), NOW);
      assertThat(shard.getFailures(0).getCount()).isEqualTo(count);
      assertThat(shard.getFailures(0).getRetryAtMillis())
          .isEqualTo(NOW + PlanFailures.retryMillis(count));
    }
    assertThat(PlanFailures.retryMillis(2)).isEqualTo(2 * PlanFailures.FIRST_RETRY_MILLIS);
    assertThat(PlanFailures.retryMillis(40)).isEqualTo(PlanFailures.MAX_RETRY_MILLIS);
    BuildPlan plan = BuildPlan.newBuilder().setIndex(index(0)).build();
    assertThat(PlanFailures.succeeded(shard, plan)).isEqualTo(SEALED);
  }

  @Test
  void ofFilesThatAreGoneNothingIsKept() {
    OwnedShard failed = PlanFailures.failed(SEALED, compaction(next(SEALED, NOW), path(0)), NOW);
    OwnedShard.Builder without = failed.toBuilder();
    without.getManifestBuilder().removeSegments(0);
    OwnedShard later = PlanFailures.failed(without.build(), indexFailure("", 1), NOW);
    assertThat(later.getFailuresList()).hasSize(1);
  }
}
