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
import static io.cinclus.catalog.Commands.foldVersion;
import static io.cinclus.catalog.Commands.load;
import static io.cinclus.catalog.Commands.release;
import static io.cinclus.model.ErrorCode.ALIAS_EXISTS;
import static io.cinclus.model.ErrorCode.ALIAS_NOT_FOUND;
import static io.cinclus.model.ErrorCode.BAD_PARAMETER;
import static io.cinclus.model.ErrorCode.BAD_SCHEMA;
import static io.cinclus.model.ErrorCode.COLLECTION_EXISTS;
import static io.cinclus.model.ErrorCode.COLLECTION_NOT_FOUND;
import static io.cinclus.model.ErrorCode.DATABASE_EXISTS;
import static io.cinclus.model.ErrorCode.DATABASE_NOT_EMPTY;
import static io.cinclus.model.ErrorCode.DATABASE_NOT_FOUND;
import static io.cinclus.model.ErrorCode.FIELD_NOT_FOUND;
import static io.cinclus.model.ErrorCode.INDEX_EXISTS;
import static io.cinclus.model.ErrorCode.INDEX_NOT_FOUND;
import static io.cinclus.model.ErrorCode.IN_USE;
import static io.cinclus.model.ErrorCode.LIMIT_EXCEEDED;
import static io.cinclus.model.ErrorCode.PARTITION_EXISTS;
import static io.cinclus.model.ErrorCode.PARTITION_NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateIndex;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason for which the fold rejects a command. */
class CatalogRejectionTest {
  private static final String LONG_NAME = "n".repeat(256);

  /** Database shop: collection items (alias things, partition old, index vector), loaded full. */
  private static LogFixture shop() {
    LogFixture log = new LogFixture();
    log.accept(createDatabase("shop"));
    log.accept(createCollection("shop", "items"));
    log.accept(createCollection("shop", "full"));
    log.accept(createAlias("shop", "items", "things"));
    log.accept(createPartition("shop", "items", "old"));
    log.accept(createIndex("shop", "items", "vector", "L2"));
    log.accept(createIndex("shop", "full", "vector", "L2"));
    log.accept(createIndex("shop", "full", "other", "L2"));
    log.accept(load("shop", "full"));
    return log;
  }

  static Stream<Arguments> rejected() {
    return Stream.of(
            databases(), collections(), names(), partitions(), indexes(), aliases(), versions())
        .flatMap(rejections -> rejections);
  }

  private static Arguments rejected(
      ErrorCode code, String mentioned, CatalogCommand.Builder command) {
    return Arguments.of(code, mentioned, command);
  }

  private static Stream<Arguments> databases() {
    return Stream.of(
        rejected(DATABASE_EXISTS, "\"shop\"", createDatabase("shop")),
        rejected(DATABASE_EXISTS, "\"default\"", createDatabase("default")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", dropDatabase("none")),
        rejected(DATABASE_NOT_EMPTY, "2 collections", dropDatabase("shop")),
        rejected(BAD_PARAMETER, "default", dropDatabase("default")),
        rejected(BAD_PARAMETER, "default", dropDatabase("")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", createCollection("none", "c")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", dropCollection("none", "items")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", createPartition("none", "items", "p")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", dropPartition("none", "items", "old")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", createIndex("none", "items", "other", "L2")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", dropIndex("none", "items", "vector")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", createAlias("none", "items", "a")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", alterAlias("none", "items", "things")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", dropAlias("none", "things")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", load("none", "full")),
        rejected(DATABASE_NOT_FOUND, "\"none\"", release("none", "full")));
  }

  private static Stream<Arguments> collections() {
    List<Integer> tooMany = Collections.nCopies(17, 0);
    CollectionSchema empty = new CollectionSchema("", List.of());
    return Stream.of(
        rejected(COLLECTION_EXISTS, "\"items\"", createCollection("shop", "items")),
        rejected(ALIAS_EXISTS, "\"things\"", createCollection("shop", "things")),
        rejected(
            LIMIT_EXCEEDED, "0 shards", createCollection("shop", "c", Commands.SCHEMA, List.of())),
        rejected(
            LIMIT_EXCEEDED, "17 shards", createCollection("shop", "c", Commands.SCHEMA, tooMany)),
        rejected(
            BAD_PARAMETER,
            "channel -1",
            createCollection("shop", "c", Commands.SCHEMA, List.of(0, -1))),
        rejected(BAD_SCHEMA, "no fields", createCollection("shop", "c", empty, List.of(0))),
        rejected(COLLECTION_NOT_FOUND, "\"none\"", dropCollection("shop", "none")),
        rejected(BAD_PARAMETER, "alias of", dropCollection("shop", "things")),
        rejected(IN_USE, "\"things\"", dropCollection("shop", "items")),
        rejected(COLLECTION_NOT_FOUND, "\"none\"", load("shop", "none")),
        rejected(INDEX_NOT_FOUND, "\"other\"", load("shop", "items")),
        rejected(COLLECTION_NOT_FOUND, "\"none\"", release("shop", "none")));
  }

  private static Stream<Arguments> names() {
    return Stream.of("", "1st", "a b", "a-b", "é", "$meta", "a\n", LONG_NAME)
        .flatMap(
            name ->
                Stream.of(
                    rejected(BAD_PARAMETER, "database", createDatabase(name)),
                    rejected(BAD_PARAMETER, "collection", createCollection("shop", name)),
                    rejected(BAD_PARAMETER, "partition", createPartition("shop", "items", name)),
                    rejected(BAD_PARAMETER, "alias", createAlias("shop", "items", name)),
                    rejected(BAD_PARAMETER, "index", index("other", name.isEmpty() ? "-" : name))));
  }

  private static Stream<Arguments> partitions() {
    return Stream.of(
        rejected(PARTITION_EXISTS, "\"old\"", createPartition("shop", "items", "old")),
        rejected(PARTITION_EXISTS, "_default", createPartition("shop", "items", "_default")),
        rejected(COLLECTION_NOT_FOUND, "\"none\"", createPartition("shop", "none", "p")),
        rejected(COLLECTION_NOT_FOUND, "\"none\"", dropPartition("shop", "none", "p")),
        rejected(PARTITION_NOT_FOUND, "\"none\"", dropPartition("shop", "items", "none")),
        rejected(BAD_PARAMETER, "default", dropPartition("shop", "items", "_default")));
  }

  private static CatalogCommand.Builder index(String field, String name) {
    return createIndex(
        CreateIndex.newBuilder()
            .setDatabase("shop")
            .setCollection("items")
            .setField(field)
            .setIndex(name)
            .setIndexType("FLAT")
            .setMetricType("L2"));
  }

  private static CatalogCommand.Builder parameter(String key, String value) {
    CatalogCommand.Builder index = index("other", "");
    index.getCreateIndexBuilder().putParams(key, value);
    return index;
  }

  private static Stream<Arguments> indexes() {
    CatalogCommand.Builder parameters = index("other", "");
    for (int i = 0; i <= CatalogLimits.MAX_INDEX_PARAMETERS; i++) {
      parameters.getCreateIndexBuilder().putParams("p" + i, "");
    }
    CatalogCommand.Builder longType = index("other", "");
    longType.getCreateIndexBuilder().setIndexType(LONG_NAME);
    return Stream.of(
        rejected(COLLECTION_NOT_FOUND, "\"none\"", createIndex("shop", "none", "f", "L2")),
        rejected(FIELD_NOT_FOUND, "\"none\"", createIndex("shop", "items", "none", "L2")),
        rejected(INDEX_EXISTS, "HNSW", createIndex("shop", "items", "vector", "IP")),
        rejected(INDEX_EXISTS, "HNSW", index("vector", "another")),
        rejected(INDEX_EXISTS, "\"vector\"", index("other", "vector")),
        rejected(BAD_PARAMETER, "COSINE", createIndex("shop", "items", "other", "HAMMING")),
        rejected(BAD_PARAMETER, "scalar", createIndex("shop", "items", "text", "L2")),
        rejected(BAD_PARAMETER, "HNSW", longType),
        rejected(LIMIT_EXCEEDED, "65 parameters", parameters),
        rejected(LIMIT_EXCEEDED, "1025 characters", parameter("x".repeat(1_025), "")),
        rejected(LIMIT_EXCEEDED, "1025 characters", parameter("p", "x".repeat(1_025))),
        rejected(COLLECTION_NOT_FOUND, "\"none\"", dropIndex("shop", "none", "vector")),
        rejected(INDEX_NOT_FOUND, "\"none\"", dropIndex("shop", "items", "none")),
        rejected(IN_USE, "release", dropIndex("shop", "full", "vector")));
  }

  private static Stream<Arguments> aliases() {
    return Stream.of(
        rejected(COLLECTION_NOT_FOUND, "\"none\"", createAlias("shop", "none", "a")),
        rejected(ALIAS_EXISTS, "\"items\"", createAlias("shop", "full", "things")),
        rejected(COLLECTION_EXISTS, "\"full\"", createAlias("shop", "items", "full")),
        rejected(COLLECTION_EXISTS, "\"items\"", createAlias("shop", "items", "items")),
        rejected(COLLECTION_NOT_FOUND, "\"none\"", alterAlias("shop", "none", "things")),
        rejected(ALIAS_NOT_FOUND, "\"none\"", alterAlias("shop", "items", "none")),
        rejected(ALIAS_NOT_FOUND, "\"none\"", dropAlias("shop", "none")),
        rejected(ALIAS_NOT_FOUND, "\"items\"", dropAlias("shop", "items")));
  }

  private static Stream<Arguments> versions() {
    return Stream.of(
        rejected(BAD_PARAMETER, "version 0", foldVersion(0)),
        rejected(BAD_PARAMETER, "version -7", foldVersion(-7)),
        rejected(BAD_PARAMETER, "version 3", foldVersion(3)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rejected")
  void theCommandIsRejectedAndSaysWhy(
      ErrorCode code, String mentioned, CatalogCommand.Builder command) {
    LogFixture log = shop();
    Catalog before = log.catalog();
    CommandOutcome outcome = log.send(command);
    assertThat(outcome.code()).as(outcome.message()).isEqualTo(code);
    assertThat(outcome.message()).contains(mentioned);
    assertThat(outcome.isAccepted()).isFalse();
    assertThat(log.catalog().databases()).isEqualTo(before.databases());
    assertThat(log.catalog().collections()).isEqualTo(before.collections());
    assertThat(log.catalog().foldVersion()).isEqualTo(before.foldVersion());
    assertThat(log.catalog().deadLetterCount()).isZero();
  }

  @Test
  void aMessageIsCutWhateverItQuotes() {
    LogFixture log = shop();
    String name = "a" + "😀".repeat(100_000);
    CommandOutcome outcome = log.send(load("shop", name));
    assertThat(outcome.code()).isEqualTo(COLLECTION_NOT_FOUND);
    assertThat(outcome.message()).hasSizeLessThanOrEqualTo(CatalogLimits.MAX_MESSAGE_LENGTH + 1);
    assertThat(CatalogCodec.decodeSnapshot(CatalogCodec.encodeSnapshot(log.catalog())))
        .isEqualTo(log.catalog());
  }
}
