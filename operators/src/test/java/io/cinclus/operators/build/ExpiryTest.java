package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.segment.CompactionTask;
import io.cinclus.v1.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiryTest {
  private static final CompactionPolicy NO_COMPACTION =
      new CompactionPolicy(100, 1000, 100, 1e9, CompactionTask.MAX_INPUT_BYTES);
  private static final long SECOND = 1000;

  @TempDir private Path root;

  private OwnerHarness start() throws Exception {
    return new OwnerHarness(root, NO_COMPACTION).start();
  }

  @Test
  void rowsExpireWithOrWithoutASealAndSegmentsGo() throws Exception {
    try (OwnerHarness owner = start()) {
      CollectionInfo books = owner.catalog.create("books", 0, 0);
      owner.catalog.setTtl("books", 60);
      ShardId sealed = new ShardId(books.id(), 0);
      owner.seal(0, Shards.seal(sealed, Position.NONE, Position.of(4, 0)));
      owner.seal(0, Shards.seal(sealed, Position.of(4, 0), Position.of(9, 0)));
      owner.ends.setBefore(Map.of(0, 5L));
      owner.tick();
      owner.tick();
      assertThat(owner.ends.askedMillis().get(0))
          .isEqualTo(OwnerHarness.START_MILLIS + OwnerHarness.TICK_MILLIS - 60 * SECOND);
      Manifest ofRows = newest(owner, 0);
      assertThat(ofRows.getExpiredBelow()).isEqualTo(Position.of(5, 0));
      assertThat(ofRows.getSegmentsList())
          .extracting(s -> s.getTo())
          .containsExactly(Position.of(9, 0));
      Manifest growing = newest(owner, 1);
      assertThat(growing.getExpiredBelow()).isEqualTo(Position.of(5, 0));
      assertThat(growing.getSealedTo()).isEqualTo(Position.NONE);

      owner.seal(0, Shards.seal(new ShardId(books.id(), 1), Position.NONE, Position.of(3, 0)));
      owner.tick();
      assertThat(newest(owner, 1).getSegmentsList()).as("sealed after it had expired").isEmpty();
    }
  }

  @Test
  void theLogIsAskedNowAndThenAndNothingIsPublishedThatIsNotNew() throws Exception {
    try (OwnerHarness owner = start()) {
      CollectionInfo books = owner.catalog.create("books", 0);
      owner.catalog.setTtl("books", 200);
      owner.seal(0, Shards.seal(new ShardId(books.id(), 0), Position.NONE, Position.of(9, 0)));
      owner.ends.setBefore(Map.of(0, 5L));
      owner.tick();
      owner.tick();
      int published = owner.publications().size();
      owner.advance(SECOND);
      assertThat(owner.ends.askedMillis()).as("a hundredth of it is 2 s").hasSize(1);
      owner.advance(SECOND);
      owner.tick();
      assertThat(owner.ends.askedMillis()).hasSize(2);
      assertThat(owner.publications()).hasSize(published);

      owner.ends.setFailing(true);
      owner.advance(2 * SECOND);
      owner.tick();
      owner.ends.setFailing(false);
      owner.ends.setBefore(Map.of(0, 6L));
      owner.advance(2 * SECOND);
      owner.tick();
      assertThat(newest(owner, 0).getExpiredBelow()).isEqualTo(Position.of(6, 0));
    }
  }

  @Test
  void whatHasExpiredStaysSoWhenTheCollectionSaysOtherwise() throws Exception {
    try (OwnerHarness owner = start()) {
      CollectionInfo books = owner.catalog.create("books", 0);
      owner.catalog.setTtl("books", 60);
      owner.seal(0, Shards.seal(new ShardId(books.id(), 0), Position.NONE, Position.of(9, 0)));
      owner.ends.setBefore(Map.of(0, 5L));
      owner.tick();
      owner.tick();
      owner.catalog.setTtl("books", 0);
      owner.ends.setBefore(Map.of(0, 8L));
      owner.advance(60 * SECOND);
      owner.tick();
      assertThat(owner.ends.askedMillis()).as("of no interest any more").hasSize(1);
      assertThat(newest(owner, 0).getExpiredBelow()).isEqualTo(Position.of(5, 0));
      OwnerHarness.Snapshot snapshot = owner.checkpoint();
      owner.restore(snapshot);
      owner.seal(0, Shards.seal(new ShardId(books.id(), 0), Position.of(9, 0), Position.of(10, 0)));
      assertThat(newest(owner, 0).getExpiredBelow()).isEqualTo(Position.of(5, 0));
    }
  }

  private static Manifest newest(OwnerHarness owner, int shard) {
    List<Manifest> manifests =
        owner.manifests().stream().filter(manifest -> manifest.getShard() == shard).toList();
    return manifests.get(manifests.size() - 1);
  }
}
