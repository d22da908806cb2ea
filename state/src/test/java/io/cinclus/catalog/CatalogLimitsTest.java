package io.cinclus.catalog;

import static io.cinclus.catalog.Commands.createAlias;
import static io.cinclus.catalog.Commands.createCollection;
import static io.cinclus.catalog.Commands.createDatabase;
import static io.cinclus.catalog.Commands.createPartition;
import static io.cinclus.catalog.Commands.dropAlias;
import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import org.junit.jupiter.api.Test;

/** The catalog at its largest: one more is rejected. */
class CatalogLimitsTest {
  private final LogFixture log = new LogFixture();

  @Test
  void thereAreAtMost64Databases() {
    for (int i = 1; i < CatalogLimits.MAX_DATABASES; i++) {
      log.accept(createDatabase("d" + i));
    }
    assertThat(log.code(createDatabase("more"))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  @Test
  void aCollectionHasAtMost1024Partitions() {
    log.accept(createCollection("", "items"));
    for (int i = 1; i < CatalogLimits.MAX_PARTITIONS_PER_COLLECTION; i++) {
      log.accept(createPartition("", "items", "p" + i));
    }
    CommandOutcome outcome = log.send(createPartition("", "items", "more"));
    assertThat(outcome.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    assertThat(outcome.message()).contains("1024");
  }

  @Test
  void aDatabaseHasAtMost65536Collections() {
    DatabaseInfo database = Catalog.EMPTY.database("");
    PersistentMap<String, Long> names = numbered(CatalogLimits.MAX_COLLECTIONS_PER_DATABASE);
    LogFixture full = new LogFixture(Catalog.EMPTY.withDatabase(database.withCollectionIds(names)));
    CommandOutcome outcome = full.send(createCollection("", "more"));
    assertThat(outcome.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    assertThat(outcome.message()).contains("65536");
    LogFixture almost =
        new LogFixture(Catalog.EMPTY.withDatabase(database.withCollectionIds(names.without("n0"))));
    almost.accept(createCollection("", "more"));
  }

  @Test
  void aDatabaseHasAtMost65536Aliases() {
    log.accept(createCollection("", "items"));
    DatabaseInfo database = log.catalog().database("");
    PersistentMap<String, Long> names = numbered(CatalogLimits.MAX_ALIASES_PER_DATABASE);
    LogFixture full =
        new LogFixture(log.catalog().withDatabase(database.withAliases(names.with("n0", 0L))));
    CommandOutcome outcome = full.send(createAlias("", "items", "more"));
    assertThat(outcome.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    assertThat(outcome.message()).contains("65536");
    full.accept(createAlias("", "items", "n0"));
    full.accept(dropAlias("", "n1"));
    full.accept(createAlias("", "items", "more"));
  }

  private static PersistentMap<String, Long> numbered(int count) {
    PersistentMap<String, Long> names = PersistentMap.empty();
    for (int i = 0; i < count; i++) {
      names = names.with("n" + i, (long) i);
    }
    return names;
  }
}
