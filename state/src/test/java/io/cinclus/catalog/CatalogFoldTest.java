package io.cinclus.catalog;

import static io.cinclus.catalog.Commands.alterAlias;
import static io.cinclus.catalog.Commands.createAlias;
import static io.cinclus.catalog.Commands.createCollection;
import static io.cinclus.catalog.Commands.createDatabase;
import static io.cinclus.catalog.Commands.createIndex;
import static io.cinclus.catalog.Commands.createPartition;
import static io.cinclus.catalog.Commands.dropAlias;
import static io.cinclus.catalog.Commands.dropCollection;
import static io.cinclus.catalog.Commands.dropDatabase;
import static io.cinclus.catalog.Commands.dropIndex;
import static io.cinclus.catalog.Commands.dropPartition;
import static io.cinclus.catalog.Commands.load;
import static io.cinclus.catalog.Commands.nodeStarted;
import static io.cinclus.catalog.Commands.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogFoldTest {
  private final LogFixture log = new LogFixture();

  @Test
  void theDefaultDatabaseIsThereFromTheStart() {
    assertThat(Catalog.EMPTY.position()).isEqualTo(-1);
    assertThat(Catalog.EMPTY.databases().keys()).containsExactly("default");
    assertThat(Catalog.EMPTY.database("")).isEqualTo(Catalog.EMPTY.database("default"));
    assertThat(Catalog.EMPTY.collections("default")).isEmpty();
  }

  @Test
  void anIdIsThePositionOfTheCreatingCommand() {
    assertThat(log.accept(nodeStarted())).isZero();
    assertThat(log.accept(createDatabase("shop"))).isEqualTo(1);
    assertThat(log.accept(createCollection("shop", "items"))).isEqualTo(2);
    assertThat(log.accept(createPartition("shop", "items", "old"))).isEqualTo(3);
    assertThat(log.accept(createIndex("shop", "items", "vector", "L2"))).isEqualTo(4);

    CollectionInfo items = log.catalog().collection("shop", "items");
    assertThat(log.catalog().database("shop").id()).isEqualTo(1);
    assertThat(items.id()).isEqualTo(2);
    assertThat(items.partitions())
        .containsExactly(new PartitionInfo(2, "_default"), new PartitionInfo(3, "old"));
    assertThat(items.partitionIds()).containsExactly(2L, 3L);
    assertThat(items.index("vector"))
        .isEqualTo(
            new IndexInfo(
                4, "vector", 102, "HNSW", "L2", Map.of("M", "16", "efConstruction", "200")));
    assertThat(items.channels()).containsExactly(3, 0);
    assertThat(items.shardCount()).isEqualTo(2);
    assertThat(items.database()).isEqualTo("shop");
    assertThat(log.catalog().position()).isEqualTo(4);
  }

  @Test
  void fieldsAreNumberedFrom100OnAndTheDynamicFieldIsLast() {
    log.accept(createCollection("", "items"));
    assertThat(log.catalog().collection("", "items").schema().fields())
        .extracting(FieldSchema::name, FieldSchema::id)
        .containsExactly(
            tuple("id", 100),
            tuple("text", 101),
            tuple("vector", 102),
            tuple("other", 103),
            tuple("$meta", 104));
  }

  @Test
  void aCollectionIsFoundByNameAliasAndId() {
    long items = log.accept(createCollection("", "items"));
    log.accept(createAlias("", "items", "things"));
    assertThat(log.catalog().collection("", "items").id()).isEqualTo(items);
    assertThat(log.catalog().collection("default", "things").id()).isEqualTo(items);
    assertThat(log.catalog().collection(items)).contains(log.catalog().collection("", "items"));
    assertThat(log.catalog().aliases(items)).containsExactly("things");
    assertThat(log.catalog().findCollection("", "none")).isEmpty();
    assertThat(log.catalog().findCollection("none", "items")).isEmpty();
    assertThat(log.catalog().aliases(77)).isEmpty();
  }

  @Test
  void whatWasDroppedIsNoLongerLive() {
    long items = log.accept(createCollection("", "items"));
    long old = log.accept(createPartition("", "items", "old"));
    assertThat(log.catalog().isLive(items)).isTrue();
    assertThat(log.catalog().isLive(items, items)).isTrue();
    assertThat(log.catalog().isLive(items, old)).isTrue();

    log.accept(dropPartition("", "items", "old"));
    assertThat(log.catalog().isLive(items, old)).isFalse();
    assertThat(log.catalog().partitionIds(items)).containsExactly(items);

    log.accept(dropCollection("", "items"));
    assertThat(log.catalog().isLive(items)).isFalse();
    assertThat(log.catalog().partitionIds(items)).isEmpty();
    assertThat(log.catalog().collections("")).isEmpty();
  }

  @Test
  void aNameThatIsUsedAgainGetsANewId() {
    long first = log.accept(createCollection("", "items"));
    log.accept(dropCollection("", "items"));
    long second = log.accept(createCollection("", "items"));
    assertThat(second).isGreaterThan(first);
    assertThat(log.catalog().collection("", "items").id()).isEqualTo(second);
    assertThat(log.catalog().isLive(first)).isFalse();
  }

  @Test
  void databasesDoNotShareNames() {
    log.accept(createDatabase("shop"));
    long here = log.accept(createCollection("", "items"));
    long there = log.accept(createCollection("shop", "items"));
    assertThat(log.catalog().collection("", "items").id()).isEqualTo(here);
    assertThat(log.catalog().collections("shop"))
        .extracting(CollectionInfo::id)
        .containsExactly(there);
  }

  @Test
  void anAliasCanBeMovedToAnotherCollectionAndDropped() {
    log.accept(createCollection("", "blue"));
    long green = log.accept(createCollection("", "green"));
    log.accept(createAlias("", "blue", "live"));
    log.accept(alterAlias("", "green", "live"));
    assertThat(log.catalog().collection("", "live").id()).isEqualTo(green);
    log.accept(dropCollection("", "blue"));
    log.accept(dropAlias("", "live"));
    assertThat(log.catalog().findCollection("", "live")).isEmpty();
    log.accept(dropCollection("", "green"));
  }

  @Test
  void commandsReachACollectionByItsAlias() {
    long items = log.accept(createCollection("", "items"));
    log.accept(createAlias("", "items", "things"));
    log.accept(createAlias("", "things", "stuff"));
    log.accept(createPartition("", "things", "old"));
    log.accept(createIndex("", "things", "vector", "IP"));
    log.accept(createIndex("", "things", "other", "IP"));
    log.accept(load("", "things"));
    assertThat(log.catalog().collection("", "stuff").id()).isEqualTo(items);
    assertThat(log.catalog().collection("", "items").loaded()).isTrue();
    assertThat(log.catalog().collection("", "items").findPartition("old")).isPresent();
  }

  @Test
  void aCollectionIsLoadedWhenAllItsVectorFieldsHaveAnIndex() {
    log.accept(createCollection("", "items"));
    log.accept(createIndex("", "items", "vector", "L2"));
    CommandOutcome refused = log.send(load("", "items"));
    assertThat(refused.code()).isEqualTo(ErrorCode.INDEX_NOT_FOUND);
    assertThat(refused.message()).contains("\"other\"", "\"items\"", "create one");
    log.accept(createIndex("", "items", "other", "COSINE"));
    log.accept(load("", "items"));
    log.accept(load("", "items"));
    assertThat(log.catalog().collection("", "items").loaded()).isTrue();
    log.accept(release("", "items"));
    log.accept(release("", "items"));
    assertThat(log.catalog().collection("", "items").loaded()).isFalse();
  }

  @Test
  void aVectorIndexStaysWhileItsCollectionIsLoaded() {
    log.accept(createCollection("", "items"));
    log.accept(createIndex("", "items", "vector", "L2"));
    log.accept(createIndex("", "items", "other", "L2"));
    log.accept(createIndex("", "items", "text", ""));
    log.accept(load("", "items"));
    assertThat(log.code(dropIndex("", "items", "vector"))).isEqualTo(ErrorCode.IN_USE);
    log.accept(dropIndex("", "items", "text"));
    log.accept(release("", "items"));
    log.accept(dropIndex("", "items", "vector"));
    assertThat(log.catalog().collection("", "items").indexes())
        .extracting(IndexInfo::name)
        .containsExactly("other");
  }

  @Test
  void theSameIndexOrAliasAgainIsAcceptedAndChangesNothing() {
    log.accept(createCollection("", "items"));
    log.accept(createIndex("", "items", "vector", "L2"));
    log.accept(createAlias("", "items", "things"));
    CollectionInfo before = log.catalog().collection("", "items");
    log.accept(createIndex("", "items", "vector", "L2"));
    log.accept(createAlias("", "items", "things"));
    assertThat(log.catalog().collection("", "items")).isEqualTo(before);
    assertThat(log.catalog().database("").aliases().size()).isEqualTo(1);
  }

  @Test
  void anEmptyDatabaseCanBeDropped() {
    log.accept(createDatabase("shop"));
    log.accept(dropDatabase("shop"));
    assertThat(log.catalog().databases().keys()).containsExactly("default");
  }

  @Test
  void aRejectionChangesNothingButThePositionAndTheOutcomes() {
    log.accept(createCollection("", "items"));
    Catalog before = log.catalog();
    assertThat(log.code(createCollection("", "items"))).isEqualTo(ErrorCode.COLLECTION_EXISTS);
    assertThat(log.catalog().databases()).isEqualTo(before.databases());
    assertThat(log.catalog().collections()).isEqualTo(before.collections());
    assertThat(log.catalog().position()).isEqualTo(1);
  }

  @Test
  void theResolversSayWhatIsMissing() {
    log.accept(createCollection("", "items"));
    Catalog catalog = log.catalog();
    CollectionInfo items = catalog.collection("", "items");
    assertFails(() -> catalog.database("shop"), ErrorCode.DATABASE_NOT_FOUND, "shop");
    assertFails(() -> catalog.collections("shop"), ErrorCode.DATABASE_NOT_FOUND, "shop");
    assertFails(() -> catalog.collection("shop", "x"), ErrorCode.DATABASE_NOT_FOUND, "shop");
    assertFails(() -> catalog.collection("", "x"), ErrorCode.COLLECTION_NOT_FOUND, "\"x\"");
    assertFails(() -> items.partition("old"), ErrorCode.PARTITION_NOT_FOUND, "old");
    assertFails(() -> items.field("price"), ErrorCode.FIELD_NOT_FOUND, "price");
    assertFails(() -> items.index("vector"), ErrorCode.INDEX_NOT_FOUND, "vector");
    assertThat(items.partition("_default").id()).isZero();
    assertThat(items.field("text").id()).isEqualTo(101);
  }

  private static void assertFails(Runnable resolver, ErrorCode code, String named) {
    assertThatThrownBy(resolver::run)
        .isInstanceOfSatisfying(
            CinclusException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(named);
  }
}
