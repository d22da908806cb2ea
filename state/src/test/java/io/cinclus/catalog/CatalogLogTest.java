package io.cinclus.catalog;

import static io.cinclus.catalog.Commands.createCollection;
import static io.cinclus.catalog.Commands.createDatabase;
import static io.cinclus.catalog.Commands.dropCollection;
import static io.cinclus.catalog.Commands.foldVersion;
import static io.cinclus.catalog.Commands.nodeStarted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log may hold besides good commands: repeats, rubbish, other versions. */
class CatalogLogTest {
  private final LogFixture log = new LogFixture();

  @Test
  void aRepeatedCommandKeepsTheFirstOutcomeAndChangesNothing() {
    CatalogCommand.Builder create = createCollection("", "items").setCommandId("once");
    CommandOutcome first = log.send(create);
    assertThat(first).isEqualTo(new CommandOutcome("once", 0, ErrorCode.OK, ""));
    assertThat(log.send(create)).isEqualTo(first);
    log.accept(dropCollection("", "items"));
    assertThat(log.send(create)).isEqualTo(first);
    assertThat(log.catalog().collections("")).isEmpty();
    assertThat(log.catalog().position()).isEqualTo(3);
  }

  @Test
  void aRepeatOfARejectedCommandIsNotTriedAgain() {
    CatalogCommand.Builder drop = dropCollection("", "items").setCommandId("drop");
    CommandOutcome rejected = log.send(drop);
    assertThat(rejected.code()).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
    assertThatThrownBy(rejected::positionIfAccepted)
        .isInstanceOf(CinclusException.class)
        .hasMessage(rejected.message());
    log.accept(createCollection("", "items"));
    assertThat(log.send(drop)).isEqualTo(rejected);
    assertThat(log.catalog().findCollection("", "items")).isPresent();
  }

  @Test
  void onlyTheNewestOutcomesAreKept() {
    log.send(nodeStarted().setCommandId("first"));
    log.send(nodeStarted().setCommandId("second"));
    for (int i = 2; i < CatalogLimits.MAX_OUTCOMES; i++) {
      log.send(nodeStarted());
    }
    assertThat(log.catalog().outcome("first")).isPresent();
    log.send(nodeStarted().setCommandId("last"));
    assertThat(log.catalog().outcome("first")).isEmpty();
    assertThat(log.catalog().outcome("second")).isPresent();
    assertThat(log.catalog().outcomes().oldestFirst())
        .hasSize(CatalogLimits.MAX_OUTCOMES)
        .startsWith(new CommandOutcome("second", 1, ErrorCode.OK, ""))
        .endsWith(new CommandOutcome("last", CatalogLimits.MAX_OUTCOMES, ErrorCode.OK, ""));
  }

  @Test
  void anUnreadableRecordIsACountedDeadLetter() {
    log.append("no command".getBytes(StandardCharsets.UTF_8));
    log.append(nodeStarted().build().toByteArray());
    log.append(nodeStarted().setCommandId("x".repeat(257)).build().toByteArray());
    byte[] cut = createDatabase("shop").setCommandId("id").build().toByteArray();
    log.append(Arrays.copyOf(cut, cut.length - 1));
    log.append(new byte[0]);
    Catalog catalog = CatalogFold.applyRecord(log.catalog(), null, 5);
    assertThat(catalog.deadLetterCount()).isEqualTo(6);
    assertThat(catalog.position()).isEqualTo(5);
    assertThat(catalog.outcomes()).isEqualTo(Outcomes.NONE);
    assertThat(catalog.databases()).isEqualTo(Catalog.EMPTY.databases());
  }

  @Test
  void aCommandOfAnUnknownKindIsADeadLetterThatItsSenderHearsAbout() {
    UnknownFieldSet newKind =
        UnknownFieldSet.newBuilder()
            .addField(
                999,
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.EMPTY).build())
            .build();
    CommandOutcome outcome =
        log.send(CatalogCommand.newBuilder().setCommandId("new").setUnknownFields(newKind));
    assertThat(outcome.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(outcome.message()).contains("upgrade");
    assertThat(log.catalog().deadLetterCount()).isEqualTo(1);
  }

  @Test
  void aSchemaWithATypeOfANewerReleaseIsRejected() {
    CatalogCommand.Builder create = createCollection("", "items");
    create.getCreateCollectionBuilder().getSchemaBuilder().getFieldsBuilder(1).setTypeValue(77);
    CommandOutcome outcome = log.send(create);
    assertThat(outcome.code()).isEqualTo(ErrorCode.BAD_SCHEMA);
    assertThat(outcome.message()).contains("\"text\"", "77");
  }

  @Test
  void aSchemaWithADefaultOfUnknownKindIsRejected() {
    CatalogCommand.Builder create = createCollection("", "items");
    create
        .getCreateCollectionBuilder()
        .getSchemaBuilder()
        .getFieldsBuilder(1)
        .setDefaultValue(Value.getDefaultInstance());
    assertThat(log.code(create)).isEqualTo(ErrorCode.BAD_SCHEMA);
  }

  @Test
  void aDynamicFieldThatIsOnlyAskedForIsAdded() {
    CatalogCommand.Builder create =
        createCollection(
            "",
            "items",
            new CollectionSchema("", Commands.SCHEMA.fields().subList(0, 4)),
            List.of(0));
    create.getCreateCollectionBuilder().getSchemaBuilder().setDynamicField(true);
    log.accept(create);
    assertThat(log.catalog().collection("", "items").schema())
        .isEqualTo(SchemaRules.withFieldIds(Commands.SCHEMA));
  }

  @Test
  void theFoldVersionInUseCanBeNamedAgain() {
    log.accept(foldVersion(1));
    assertThat(log.catalog().foldVersion()).isEqualTo(1);
  }

  @Test
  void theNextFoldVersionStopsAReleaseThatDoesNotKnowIt() {
    int unknown = CatalogFold.NEWEST_VERSION + 1;
    byte[] record = foldVersion(unknown).setCommandId("up").build().toByteArray();
    assertThatThrownBy(() -> CatalogFold.applyRecord(log.catalog(), record, 17))
        .isInstanceOfSatisfying(
            CinclusException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_READY))
        .hasMessageContaining("position 17")
        .hasMessageContaining("upgrade");
  }

  @Test
  void aPositionThatIsAlreadyFoldedIsRefused() {
    log.accept(nodeStarted());
    assertThatThrownBy(() -> CatalogFold.applyRecord(log.catalog(), new byte[0], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("position 0");
  }

  @Test
  void positionsMayHaveGaps() {
    Catalog catalog =
        CatalogFold.apply(
            Catalog.EMPTY, createDatabase("shop").setCommandId("a").build(), 1_000_000_007L);
    assertThat(catalog.database("shop").id()).isEqualTo(1_000_000_007L);
  }
}
