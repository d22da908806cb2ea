package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.segment.CompactionTask;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.Publication;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner does to segments because the catalog says so. */
class OwnerCatalogTest {
  private static final CompactionPolicy NO_COMPACTION =
      new CompactionPolicy(100, 1000, 100, 1e9, CompactionTask.MAX_INPUT_BYTES);
  private static final long NONE = Position.NONE;

  @TempDir private Path root;

  private OwnerHarness owner(CompactionPolicy compaction) {
    return new OwnerHarness(root, compaction);
  }

  @Test
  void aCompactionThatWasAskedForIsDoneWhenItsPlansAre() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.seal(0, Shards.seal(books, 10, 20));
      owner.tick();
      assertThat(owner.plans()).as("it would not pay").isEmpty();
      long asked = owner.catalog.compact("books");
      owner.tick();
      assertThat(owner.plans()).hasSize(1);
      BuildPlan plan = owner.plans().get(0);
      assertThat(plan.getCompaction().getInputsCount()).isEqualTo(2);
      owner.seal(0, Shards.seal(books, 20, 30));
      owner.tick();
      assertThat(owner.manifest().getCompactedTo()).as("it is under way").isZero();

      owner.restore(owner.checkpoint());
      owner.finish(Shards.compacted(plan, 5, 5));
      owner.tick();
      assertThat(owner.manifest().getCompactedTo()).isEqualTo(asked);
      assertThat(owner.manifest().getSegmentsCount()).as("what was sealed later").isEqualTo(2);
      assertThat(owner.plans()).isEmpty();
      int published = owner.manifests().size();
      owner.tick();
      assertThat(owner.manifests()).hasSize(published);
    }
  }

  @Test
  void aCompactionThatWasAskedForIsNotDoneWhileItWaitsForItsNextTry() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      long asked = owner.catalog.compact("books");
      owner.tick();
      BuildPlan first = owner.plans().get(0);
      owner.finish(BuildFinished.newBuilder().setPlan(first).setFailure("no storage").build());
      owner.tick();
      assertThat(owner.manifest().getCompactedTo()).isZero();
      owner.advance(PlanFailures.FIRST_RETRY_MILLIS);
      owner.tick();
      BuildPlan second = owner.plans().get(owner.plans().size() - 1);
      assertThat(second.getPlanId()).isGreaterThan(first.getPlanId());
      owner.finish(Shards.compacted(second, 5, 5));
      owner.tick();
      assertThat(owner.manifest().getCompactedTo()).isEqualTo(asked);
    }
  }

  @Test
  void aTruncatedCollectionLosesTheSegmentsOfBeforeAndNotThoseOfAfter() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = Shards.of(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      String before = owner.manifest().getSegments(0).getFile().getPath();
      owner.write(before);
      owner.catalog.hold();
      owner.catalog.truncate("books");
      long fresh = owner.catalog.collection("books").partitionIds().get(0);
      owner.seal(0, Shards.seal(books, 10, 20, Shards.segment(fresh, 10, 20, 3)));
      owner.tick();
      assertThat(owner.manifest().getSegmentsList())
          .as("a partition that the owner has not heard of is not a dropped one")
          .hasSize(2);
      owner.catalog.release();
      owner.tick();
      assertThat(owner.manifest().getSegmentsList())
          .singleElement()
          .satisfies(segment -> assertThat(segment.getPartitionId()).isEqualTo(fresh));
      owner.checkpoint();
      List<Publication> published = owner.publications();
      owner.readBack(published.get(published.size() - 1));
      owner.advance(OwnerHarness.GRACE_MILLIS + OwnerHarness.TICK_MILLIS);
      owner.tick();
      assertThat(owner.exists(before)).isFalse();
    }
  }
}
