package io.cinclus.catalog;

import static io.cinclus.catalog.Commands.createAlias;
import static io.cinclus.catalog.Commands.createCollection;
import static io.cinclus.catalog.Commands.createDatabase;
import static io.cinclus.catalog.Commands.createPartition;
import static io.cinclus.catalog.Commands.dropCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import org.junit.jupiter.api.Test;

/** The catalog at its largest: one more is rejected, and a command stays cheap. */
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
  void aDatabaseHasAtMost65536CollectionsAndAliases() {
    for (int i = 0; i < CatalogLimits.MAX_COLLECTIONS_PER_DATABASE; i++) {
      log.accept(createCollection("", "c" + i));
    }
    assertThat(log.code(createCollection("", "more"))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    for (int i = 0; i < CatalogLimits.MAX_ALIASES_PER_DATABASE; i++) {
      log.accept(createAlias("", "c1", "a" + i));
    }
    assertThat(log.code(createAlias("", "c1", "more"))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    log.accept(createAlias("", "c1", "a0"));
    log.accept(dropCollection("", "c0"));
    log.accept(createCollection("", "more"));
    assertThat(log.catalog().collections("")).hasSize(CatalogLimits.MAX_COLLECTIONS_PER_DATABASE);
  }
}
