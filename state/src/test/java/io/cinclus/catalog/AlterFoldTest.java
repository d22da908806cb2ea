package io.cinclus.catalog;

import static io.cinclus.catalog.Commands.createAlias;
import static io.cinclus.catalog.Commands.createCollection;
import static io.cinclus.catalog.Commands.createDatabase;
import static io.cinclus.catalog.Commands.createIndex;
import static io.cinclus.catalog.Commands.createPartition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.v1.AddField;
import io.cinclus.v1.AlterCollection;
import io.cinclus.v1.AlterDatabase;
import io.cinclus.v1.AlterField;
import io.cinclus.v1.AlterIndex;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.PropertyChange;
import io.cinclus.v1.RenameCollection;
import io.cinclus.v1.TruncateCollection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may be altered, and what stays as it is. */
class AlterFoldTest {
  private static final FieldSchema PAGES =
      FieldSchema.of("pages", DataType.INT32, Limits.NONE).asNullable();

  private final LogFixture log = new LogFixture();

  @AfterEach
  void aSnapshotHoldsAllOfIt() {
    assertThat(CatalogCodec.decodeSnapshot(CatalogCodec.encodeSnapshot(log.catalog())))
        .isEqualTo(log.catalog())
        .isEqualTo(log.replay());
  }

  private CollectionInfo items() {
    return log.catalog().collection("", "items");
  }

  private static CatalogCommand.Builder rename(String to, String database) {
    return CatalogCommand.newBuilder()
        .setRenameCollection(
            RenameCollection.newBuilder()
                .setCollection("items")
                .setNewCollection(to)
                .setNewDatabase(database));
  }

  private static CatalogCommand.Builder addField(FieldSchema field) {
    return CatalogCommand.newBuilder()
        .setAddField(
            AddField.newBuilder()
                .setCollection("items")
                .setField(SchemaCodec.encode(field))
                .setAtMillis(5));
  }

  private static CatalogCommand.Builder alter(AlterCollection.Builder change) {
    return CatalogCommand.newBuilder()
        .setAlterCollection(change.setCollection("items").setAtMillis(9));
  }

  private static CatalogCommand.Builder alter(AlterField.Builder change) {
    return CatalogCommand.newBuilder().setAlterField(change.setCollection("items").setAtMillis(9));
  }

  private static PropertyChange change(Map<String, String> set, String... delete) {
    return PropertyChange.newBuilder().putAllSet(set).addAllDelete(List.of(delete)).build();
  }

  @Test
  void aRenamedCollectionKeepsAllButItsName() {
    long id = log.accept(createCollection("", "items"));
    log.accept(createAlias("", "items", "things"));
    log.accept(rename("goods", ""));
    assertThat(log.catalog().findCollection("", "items")).isEmpty();
    assertThat(log.catalog().collection("", "goods").id()).isEqualTo(id);
    assertThat(log.catalog().collection("", "things").name()).isEqualTo("goods");
    log.accept(createCollection("", "items"));
  }

  @Test
  void aCollectionMovesIntoAnotherDatabaseWithoutAliases() {
    long id = log.accept(createCollection("", "items"));
    log.accept(createDatabase("shop"));
    log.accept(createAlias("", "items", "things"));
    assertThat(log.code(rename("goods", "shop"))).isEqualTo(ErrorCode.IN_USE);
    log.accept(Commands.dropAlias("", "things"));
    log.accept(rename("items", "shop"));
    assertThat(log.catalog().collections("")).isEmpty();
    assertThat(log.catalog().collection("shop", "items").id()).isEqualTo(id);
    assertThat(log.code(Commands.dropDatabase("shop"))).isEqualTo(ErrorCode.DATABASE_NOT_EMPTY);
  }

  @Test
  void aNameThatIsTakenOrNoneIsRefused() {
    log.accept(createCollection("", "items"));
    log.accept(createCollection("", "goods"));
    log.accept(createAlias("", "goods", "things"));
    assertThat(log.code(rename("goods", ""))).isEqualTo(ErrorCode.COLLECTION_EXISTS);
    assertThat(log.code(rename("things", ""))).isEqualTo(ErrorCode.ALIAS_EXISTS);
    assertThat(log.code(rename("1", ""))).isEqualTo(ErrorCode.BAD_PARAMETER);
    assertThat(log.code(rename("other", "none"))).isEqualTo(ErrorCode.DATABASE_NOT_FOUND);
  }

  @Test
  void propertiesAreSetAndDeleted() {
    log.accept(createCollection("", "items"));
    log.accept(alter(AlterCollection.newBuilder().setChange(change(Map.of("a", "1", "b", "2")))));
    long timestamp = items().settings().schemaTimestamp();
    log.accept(
        alter(
            AlterCollection.newBuilder()
                .setChange(change(Map.of("c", "3"), "a", "none"))
                .setConsistency(ConsistencyLevel.BOUNDED)));
    assertThat(items().settings().properties())
        .containsExactly(Map.entry("b", "2"), Map.entry("c", "3"));
    assertThat(items().settings().consistency()).isEqualTo(ConsistencyLevel.BOUNDED);
    assertThat(items().settings().schemaTimestamp())
        .as("the schema is what it was")
        .isEqualTo(timestamp);
    String tooLong = "x".repeat(CatalogLimits.MAX_PROPERTY_LENGTH + 1);
    assertThat(
            log.code(alter(AlterCollection.newBuilder().setChange(change(Map.of("d", tooLong))))))
        .isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  @Test
  void theDescriptionAndTheDynamicFieldAreOfTheSchema() {
    CollectionSchema fixed = new CollectionSchema("", Commands.SCHEMA.fields().subList(0, 3));
    log.accept(createCollection("", "items", fixed, List.of(0)));
    long at =
        log.accept(
            alter(AlterCollection.newBuilder().setDescription("what").setDynamicField(true)));
    assertThat(items().schema().description()).isEqualTo("what");
    assertThat(items().schema().dynamicField())
        .contains(SchemaRules.DYNAMIC_FIELD.withId(103).withAddedAt(at));
    assertThat(items().settings().schemaTimestamp()).isEqualTo(CollectionSettings.timestamp(9, at));
    log.accept(alter(AlterCollection.newBuilder().setDynamicField(true)));
    assertThat(items().schema().fields()).hasSize(4);
  }

  @Test
  void limitsOfAFieldGoUpOnly() {
    log.accept(createCollection("", "items"));
    log.accept(
        alter(
            AlterField.newBuilder()
                .setField("text")
                .setMaxLength(500)
                .setDescription("says")
                .setChange(change(Map.of("mmap.enabled", "true")))));
    FieldSchema text = items().field("text");
    assertThat(text.limits().maxLengthBytes()).isEqualTo(500);
    assertThat(text.description()).isEqualTo("says");
    assertThat(items().settings().ofField(text.id()))
        .containsExactly(Map.entry("mmap.enabled", "true"));

    assertThat(log.code(alter(AlterField.newBuilder().setField("text").setMaxLength(499))))
        .isEqualTo(ErrorCode.BAD_PARAMETER);
    assertThat(log.code(alter(AlterField.newBuilder().setField("text").setMaxLength(65_536))))
        .isEqualTo(ErrorCode.BAD_SCHEMA);
    assertThat(log.code(alter(AlterField.newBuilder().setField("id").setMaxLength(5))))
        .isEqualTo(ErrorCode.BAD_PARAMETER);
    assertThat(log.code(alter(AlterField.newBuilder().setField("none"))))
        .isEqualTo(ErrorCode.FIELD_NOT_FOUND);
    log.accept(
        alter(
            AlterField.newBuilder().setField("text").setChange(change(Map.of(), "mmap.enabled"))));
    assertThat(items().settings().fieldProperties()).isEmpty();
  }

  @Test
  void anAddedFieldHasTheNextIdAndStandsBeforeTheDynamicOne() {
    log.accept(createCollection("", "items"));
    CollectionSchema before = items().schema();
    long at = log.accept(addField(PAGES));
    long later =
        log.accept(addField(FieldSchema.of("x", DataType.BOOL, Limits.NONE).withDefault(true)));
    assertThat(items().schema().fields())
        .extracting(FieldSchema::name, FieldSchema::id, FieldSchema::addedAt)
        .contains(
            tuple("other", 103, 0L),
            tuple("pages", 105, at),
            tuple("x", 106, later),
            tuple("$meta", 104, 0L));
    assertThat(items().schema().fields().get(6).isDynamic()).isTrue();
    assertThat(items().schema().asOf(at - 1)).isEqualTo(before);
    assertThat(items().schema().asOf(at).field("x")).isEmpty();
    assertThat(items().schema().asOf(later)).isEqualTo(items().schema());
    assertThat(items().settings().schemaTimestamp())
        .isEqualTo(CollectionSettings.timestamp(5, later));
  }

  @Test
  void aFieldThatOldRowsCannotBeWithoutIsRefused() {
    log.accept(createCollection("", "items"));
    for (FieldSchema refused :
        List.of(
            FieldSchema.of("pages", DataType.INT32, Limits.NONE),
            FieldSchema.of("key", DataType.INT64, Limits.NONE).asNullable().asPrimaryKey(),
            FieldSchema.of("v", DataType.FLOAT_VECTOR, Limits.dimension(2)).asNullable(),
            FieldSchema.of("text", DataType.INT32, Limits.NONE).asNullable(),
            FieldSchema.of("$meta", DataType.JSON, Limits.NONE).asNullable())) {
      assertThat(log.code(addField(refused))).as(refused.name()).isEqualTo(ErrorCode.BAD_SCHEMA);
    }
  }

  @Test
  void aTruncatedCollectionHasItsPartitionsWithOtherIds() {
    long id = log.accept(createCollection("", "items"));
    long old = log.accept(createPartition("", "items", "old"));
    log.accept(createIndex("", "items", "vector", "L2"));
    CollectionInfo before = items();
    long at =
        log.accept(
            CatalogCommand.newBuilder()
                .setTruncateCollection(TruncateCollection.newBuilder().setCollection("items")));
    assertThat(items().partitions())
        .extracting(PartitionInfo::name)
        .containsExactly("_default", "old");
    assertThat(items().partitionIds()).doesNotContain(id, old).doesNotHaveDuplicates();
    assertThat(items().partitionIds())
        .allSatisfy(
            partition -> {
              assertThat(PartitionInfo.createdAt(partition)).isEqualTo(at);
              assertThat(partition).isLessThan(1L << 53);
            });
    assertThat(items().withPartitions(before.partitions())).isEqualTo(before);
    assertThat(PartitionInfo.createdAt(old)).isEqualTo(old);
  }

  @Test
  void aPartitionKeySpreadsRowsOverPartitionsThatStay() {
    List<FieldSchema> fields = new java.util.ArrayList<>(Commands.SCHEMA.fields());
    fields.set(1, FieldSchema.of("tenant", DataType.VARCHAR, Limits.maxLength(9)).asPartitionKey());
    CollectionSchema schema = new CollectionSchema("", fields);
    CatalogCommand.Builder create = createCollection("", "items", schema, List.of(0));
    create.getCreateCollectionBuilder().setPartitionCount(3);
    log.accept(create);
    assertThat(items().partitions())
        .extracting(PartitionInfo::name)
        .containsExactly("_default_0", "_default_1", "_default_2");
    assertThat(items().partitionIds()).doesNotHaveDuplicates();
    assertThat(items().schema().partitionKey()).map(FieldSchema::name).contains("tenant");
    assertThat(log.code(createPartition("", "items", "more"))).isEqualTo(ErrorCode.BAD_PARAMETER);
    assertThat(log.code(Commands.dropPartition("", "items", "_default_1")))
        .isEqualTo(ErrorCode.BAD_PARAMETER);
    assertThat(log.code(createCollection("", "none", schema, List.of(0))))
        .isEqualTo(ErrorCode.BAD_PARAMETER);
    fields.set(1, fields.get(1).asNullable());
    assertThat(log.code(createCollection("", "none", new CollectionSchema("", fields), List.of(0))))
        .isEqualTo(ErrorCode.BAD_SCHEMA);
  }

  @Test
  void indexesAndDatabasesHaveProperties() {
    log.accept(createDatabase("shop"));
    log.accept(
        CatalogCommand.newBuilder()
            .setAlterDatabase(
                AlterDatabase.newBuilder()
                    .setDatabase("shop")
                    .setChange(change(Map.of("a", "1")))));
    assertThat(log.catalog().database("shop").properties()).containsExactly(Map.entry("a", "1"));
    log.accept(createCollection("", "items"));
    log.accept(createIndex("", "items", "vector", "L2"));
    CatalogCommand.Builder alter =
        CatalogCommand.newBuilder()
            .setAlterIndex(
                AlterIndex.newBuilder()
                    .setCollection("items")
                    .setIndex("vector")
                    .setChange(change(Map.of("mmap.enabled", "true"))));
    IndexInfo before = items().index("vector");
    log.accept(alter);
    assertThat(items().index("vector").properties()).containsEntry("mmap.enabled", "true");
    assertThat(items().index("vector").isSameAs(before)).isTrue();
    log.accept(createIndex("", "items", "vector", "L2"));
  }
}
