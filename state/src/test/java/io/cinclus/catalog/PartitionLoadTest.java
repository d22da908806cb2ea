package io.cinclus.catalog;

import static io.cinclus.catalog.Commands.createCollection;
import static io.cinclus.catalog.Commands.createIndex;
import static io.cinclus.catalog.Commands.createPartition;
import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CompactCollection;
import io.cinclus.v1.NodeStarted;
import io.cinclus.v1.TruncateCollection;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is searchable of a collection, and what else its upkeep is told through the log. */
class PartitionLoadTest {
  private final LogFixture log = new LogFixture();

  @BeforeEach
  void create() {
    log.accept(createCollection("", "items"));
    log.accept(createPartition("", "items", "old"));
    log.accept(createPartition("", "items", "new"));
    log.accept(createIndex("", "items", "vector", "L2"));
    log.accept(createIndex("", "items", "other", "L2"));
  }

  @AfterEach
  void aSnapshotHoldsAllOfIt() {
    assertThat(CatalogCodec.decodeSnapshot(CatalogCodec.encodeSnapshot(log.catalog())))
        .isEqualTo(log.catalog())
        .isEqualTo(log.replay());
  }

  private static CatalogCommand.Builder load(String... partitions) {
    CatalogCommand.Builder command = Commands.load("", "items");
    command.getLoadCollectionBuilder().addAllPartitions(List.of(partitions));
    return command;
  }

  private static CatalogCommand.Builder release(String... partitions) {
    CatalogCommand.Builder command = Commands.release("", "items");
    command.getReleaseCollectionBuilder().addAllPartitions(List.of(partitions));
    return command;
  }

  private CollectionInfo items() {
    return log.catalog().collection("", "items");
  }

  private List<String> loaded() {
    return items().partitions().stream()
        .filter(items()::isLoaded)
        .map(PartitionInfo::name)
        .toList();
  }

  @Test
  void partitionsAreLoadedBesideThoseThatAre() {
    log.accept(load("old"));
    assertThat(loaded()).containsExactly("old");
    assertThat(items().releasedIds()).hasSize(2);
    log.accept(load("new"));
    assertThat(loaded()).containsExactly("old", "new");
    log.accept(load());
    assertThat(loaded()).containsExactly("_default", "old", "new");
    log.accept(load("old"));
    assertThat(loaded()).as("it is loaded already").hasSize(3);
    assertThat(log.code(load("old", "none"))).isEqualTo(ErrorCode.PARTITION_NOT_FOUND);
  }

  @Test
  void aCollectionWithoutALoadedPartitionIsReleased() {
    log.accept(release("old"));
    assertThat(items().loaded()).isFalse();
    log.accept(load());
    log.accept(release("old", "_default"));
    assertThat(loaded()).containsExactly("new");
    assertThat(items().loaded()).isTrue();
    log.accept(release("new"));
    assertThat(items().loaded()).isFalse();
    assertThat(items().releasedIds()).isEmpty();
    log.accept(load("new"));
    log.accept(Commands.dropPartition("", "items", "new"));
    assertThat(items().loaded()).isFalse();
  }

  @Test
  void aPartitionThatIsCreatedIsLoadedWhereAllAre() {
    log.accept(load());
    log.accept(createPartition("", "items", "third"));
    assertThat(loaded()).contains("third");
    log.accept(release("old"));
    log.accept(createPartition("", "items", "fourth"));
    assertThat(loaded()).doesNotContain("fourth");
    log.accept(
        CatalogCommand.newBuilder()
            .setTruncateCollection(TruncateCollection.newBuilder().setCollection("items")));
    assertThat(loaded()).containsExactly("_default", "new", "third");
  }

  @Test
  void aPartitionThatFollowsItsCollectionIsLoadedWhereThatWasAsAWhole() {
    log.accept(load());
    log.accept(release("old"));
    log.accept(following("third"));
    assertThat(loaded()).containsExactly("_default", "new", "third");
    log.accept(release());
    log.accept(load("new"));
    log.accept(following("fourth"));
    log.accept(load("old"));
    assertThat(loaded()).containsExactly("old", "new");
    log.accept(load());
    log.accept(following("fifth"));
    assertThat(loaded()).hasSize(6);
    assertThat(items().partition("fifth").createdAtMillis()).isEqualTo(77);
    log.accept(
        CatalogCommand.newBuilder()
            .setTruncateCollection(TruncateCollection.newBuilder().setCollection("items")));
    assertThat(items().partition("fifth").createdAtMillis()).isEqualTo(77);
  }

  private static CatalogCommand.Builder following(String partition) {
    CatalogCommand.Builder command = createPartition("", "items", partition);
    command.getCreatePartitionBuilder().setFollowsCollection(true).setAtMillis(77);
    return command;
  }

  @Test
  void theDefaultDatabaseBeganWithTheFirstNodeThatSaysWhen() {
    for (long millis : List.of(0L, 50L, 60L)) {
      log.accept(
          CatalogCommand.newBuilder().setNodeStarted(NodeStarted.newBuilder().setAtMillis(millis)));
    }
    assertThat(log.catalog().database("").createdAtMillis()).isEqualTo(50);
  }

  @Test
  void theNewestCompactionsThatWereAskedForAreKnown() {
    CatalogCommand.Builder compact =
        CatalogCommand.newBuilder()
            .setCompactCollection(CompactCollection.newBuilder().setCollection("items"));
    assertThat(items().settings().newestCompaction()).isZero();
    log.accept(compact);
    long first = log.catalog().position();
    assertThat(items().settings().compactions()).containsExactly(first);
    for (int more = 0; more < CollectionSettings.MAX_COMPACTIONS; more++) {
      log.accept(compact);
    }
    assertThat(items().settings().compactions())
        .containsExactlyElementsOf(
            LongStream.rangeClosed(first + 1, log.catalog().position()).boxed().toList());
    assertThat(items().settings().newestCompaction()).isEqualTo(log.catalog().position());
  }
}
