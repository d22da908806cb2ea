package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.segment.CompactionTask;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Publication;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an owner that starts makes of its state and of what is published. */
class OwnerRestartTest {
  private static final long NONE = Position.NONE;
  private static final CompactionPolicy NO_COMPACTION =
      new CompactionPolicy(100, 1, 100, 1, CompactionTask.MAX_INPUT_BYTES);

  @TempDir Path root;

  private OwnerHarness owner(CompactionPolicy compaction) {
    return new OwnerHarness(root, compaction);
  }

  private static ShardId shard(CollectionInfo collection) {
    return new ShardId(collection.id(), 0);
  }

  @Test
  void aStartingOwnerAdoptsWhatIsPublishedAboveItsState() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = shard(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      OwnerHarness.Snapshot old = owner.checkpoint();
      owner.seal(0, Shards.seal(books, 10, 20));
      owner.seal(0, Shards.seal(books, 20, 30));
      owner.publish(0, owner.manifest());
      owner.publish(ChannelProgress.newBuilder().setSealedTo(30).build());

      owner.restore(old);
      owner.seal(0, Shards.seal(books, 10, 25));
      assertThat(owner.publications()).as("all of it is published").isEmpty();
      owner.seal(0, Shards.seal(books, 25, 40));
      assertThat(owner.manifest().getGeneration()).isEqualTo(4);
      assertThat(owner.manifest().getSegments(3).getFrom()).isEqualTo(30);
      owner.progress(0, 29);
      assertThat(owner.progress()).isEmpty();
    }
  }

  @Test
  void anOwnerWithoutStateAdoptsWhatIsPublished() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = shard(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.publish(0, owner.manifest());
      owner.start();
      owner.seal(0, Shards.seal(books, NONE, 10));
      assertThat(owner.publications()).isEmpty();
      owner.seal(0, Shards.seal(books, 10, 20));
      assertThat(owner.manifest().getGeneration()).isEqualTo(2);
    }
  }

  @Test
  void progressGoesOnWhenAnAdoptedManifestFillsAGap() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = shard(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, 10, 20));
      OwnerHarness.Snapshot waiting = owner.checkpoint();
      owner.publish(
          0,
          ShardOwner.seal(ShardOwner.empty(books), Shards.seal(books, NONE, 15), NONE)
              .getManifest());
      owner.restore(waiting);
      owner.progress(0, 20);
      assertThat(owner.manifest().getSealedTo()).isEqualTo(20);
      assertThat(owner.progress()).containsExactly(20L);
    }
  }

  @Test
  void aRestoredOwnerPublishesWhatItsStateHoldsAboveWhatIsPublished() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = shard(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.publish(0, owner.manifest());
      owner.seal(0, Shards.seal(books, 10, 20));
      owner.progress(0, 20);
      Manifest unpublished = owner.manifest();
      owner.restore(owner.checkpoint());
      owner.advance(OwnerHarness.TICK_MILLIS);
      assertThat(owner.manifests()).containsExactly(unpublished);
      assertThat(owner.progress()).containsExactly(20L);
    }
  }

  @Test
  void aRestoredOwnerPublishesTheDeletionThatItsStateHolds() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      ShardId books = shard(owner.catalog.create("books", 0));
      owner.seal(0, Shards.seal(books, NONE, 10));
      owner.publish(0, owner.manifest());
      owner.catalog.drop("books");
      owner.tick();
      Publication deletion = owner.publications().get(1);
      assertThat(deletion.hasEvent()).isFalse();
      owner.restore(owner.checkpoint());
      owner.advance(2 * OwnerHarness.TICK_MILLIS);
      assertThat(owner.publications()).containsExactly(deletion);
    }
  }

  @Test
  void afterRescalingEachOwnerPublishesWhatTheStateHoldsOfItsChannels() throws Exception {
    try (OwnerHarness owner = owner(NO_COMPACTION).start()) {
      CollectionInfo books = owner.catalog.create("books", 0, 1);
      for (int channel = 0; channel < 2; channel++) {
        owner.seal(channel, Shards.seal(new ShardId(books.id(), channel), NONE, 10));
        owner.progress(channel, 10);
      }
      List<Publication> dropped = owner.publications();
      OwnerHarness.Snapshot before = owner.checkpoint();
      for (int channel = 0; channel < 2; channel++) {
        int mine = channel;
        owner.restore(before, ChannelKeys.subtaskOf(channel, 2), 2);
        owner.tick();
        assertThat(owner.publications())
            .as("channel %d", channel)
            .containsExactlyElementsOf(
                dropped.stream().filter(p -> p.getChannel() == mine).toList());
      }
    }
  }
}
