package io.cinclus.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.DropStandingQuery;
import io.cinclus.v1.FloatVector;
import io.cinclus.v1.MatchDelivery;
import io.cinclus.v1.MatchFormat;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.RegisterStandingQuery;
import io.cinclus.v1.StandingQueryInfo;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandingQueryFoldTest {
  private final LogFixture log = new LogFixture();

  @BeforeEach
  void createCollection() {
    log.accept(Commands.createCollection("", "books"));
  }

  @Test
  void aQueryIsKeptWithAllButItsVector() {
    log.accept(
        register(
            query ->
                query
                    .setFilter(" text == 'x' ")
                    .addOutputFields("text")
                    .addOutputFields("id")
                    .setFormat(MatchFormat.MATCH_JSON)
                    .setDelivery(MatchDelivery.MATCH_EXACTLY_ONCE)));
    StandingQueryInfo known = books().standingQuery("near");
    assertThat(known.getId()).isEqualTo(log.catalog().position());
    assertThat(known.getFieldId()).isEqualTo(books().field("vector").id());
    assertThat(known.getMetricType()).isEqualTo("L2");
    assertThat(known.getFilter()).isEqualTo("text == 'x'");
    assertThat(known.getOutputFieldIdsList())
        .containsExactly(books().field("id").id(), books().field("text").id());
    assertThat(known.getTopic()).isEqualTo("alerts");
    assertThat(known.getFormat()).isEqualTo(MatchFormat.MATCH_JSON);
    assertThat(known.getDelivery()).isEqualTo(MatchDelivery.MATCH_EXACTLY_ONCE);
    assertThat(known.getVectorDigest().size()).isEqualTo(32);
  }

  @Test
  void aSnapshotBringsThemBack() {
    log.accept(register(query -> {}));
    log.accept(register(query -> query.setName("far")));
    byte[] bytes = CatalogCodec.encodeSnapshot(log.catalog());
    assertThat(CatalogCodec.decodeSnapshot(bytes)).isEqualTo(log.catalog());
  }

  @Test
  void theSameQueryAgainIsAcceptedAndKeepsItsId() {
    log.accept(register(query -> {}));
    long id = books().standingQuery("near").getId();
    log.accept(register(query -> {}));
    assertThat(books().standingQuery("near").getId()).isEqualTo(id);
  }

  @Test
  void anotherQueryOfTheNameIsRejectedEvenIfOnlyItsVectorDiffers() {
    log.accept(register(query -> {}));
    assertThat(log.code(register(query -> query.setVector(dense(1, 2, 3, 5)))))
        .isEqualTo(ErrorCode.STANDING_QUERY_EXISTS);
    assertThat(log.code(register(query -> query.setRadius(2))))
        .isEqualTo(ErrorCode.STANDING_QUERY_EXISTS);
  }

  @Test
  void whatIsDroppedIsGoneAndItsNameIsFree() {
    log.accept(register(query -> {}));
    log.accept(drop("near"));
    assertThat(log.code(drop("near"))).isEqualTo(ErrorCode.STANDING_QUERY_NOT_FOUND);
    log.accept(register(query -> query.setRadius(2)));
  }

  @Test
  void aDropEndsNoOtherQueryOfTheName() {
    log.accept(register(query -> {}));
    long first = books().standingQuery("near").getId();
    log.accept(drop("near"));
    log.accept(register(query -> {}));
    long second = books().standingQuery("near").getId();
    assertThat(log.code(drop("near", first))).isEqualTo(ErrorCode.STANDING_QUERY_NOT_FOUND);
    log.accept(drop("near", second));
    assertThat(books().standingQueries().size()).isZero();
  }

  @Test
  void theyGoWithTheirCollection() {
    log.accept(register(query -> {}));
    log.accept(Commands.dropCollection("", "books"));
    log.accept(Commands.createCollection("", "books"));
    assertThat(books().standingQueries().size()).isZero();
  }

  @Test
  void theMetricIsThatOfTheIndexWhereNoneIsNamed() {
    log.accept(register(query -> query.setMetricType("")));
    assertThat(books().standingQuery("near").getMetricType()).isEqualTo("COSINE");
    log.accept(Commands.createIndex("", "books", "vector", "IP"));
    log.accept(register(query -> query.setName("other").setMetricType("")));
    assertThat(books().standingQuery("other").getMetricType()).isEqualTo("IP");
  }

  @Test
  void aStarMeansTheFieldsThatThereAreThen() {
    log.accept(register(query -> query.addOutputFields("*")));
    assertThat(books().standingQuery("near").getOutputFieldIdsCount())
        .isEqualTo(books().schema().fields().size());
  }

  @Test
  void whatMakesNoSenseIsRejected() {
    assertRejected(ErrorCode.COLLECTION_NOT_FOUND, query -> query.setCollection("films"));
    assertRejected(ErrorCode.DATABASE_NOT_FOUND, query -> query.setDatabase("none"));
    assertRejected(ErrorCode.FIELD_NOT_FOUND, query -> query.setVectorField("color"));
    assertRejected(ErrorCode.BAD_PARAMETER, query -> query.setVectorField("text"));
    assertRejected(ErrorCode.BAD_PARAMETER, query -> query.setVectorField(""));
    assertRejected(ErrorCode.BAD_VECTOR, query -> query.setVector(dense(1, 2, 3)));
    assertRejected(ErrorCode.BAD_VECTOR, RegisterStandingQuery.Builder::clearVector);
    assertRejected(
        ErrorCode.BAD_VECTOR,
        query -> query.setVector(QueryVector.newBuilder().setBinary(ByteString.EMPTY)));
    assertRejected(ErrorCode.BAD_PARAMETER, query -> query.setMetricType("HAMMING"));
    assertRejected(ErrorCode.BAD_PARAMETER, query -> query.setRadius(Float.NaN));
    assertRejected(ErrorCode.BAD_PARAMETER, query -> query.setName("1st"));
    assertRejected(ErrorCode.LIMIT_EXCEEDED, query -> query.setFilter("x".repeat(2_049)));
    assertRejected(ErrorCode.FIELD_NOT_FOUND, query -> query.addOutputFields("color"));
    assertRejected(ErrorCode.BAD_PARAMETER, query -> query.setFormatValue(7));
    for (String topic : List.of("", "..", "a b", "x".repeat(250))) {
      assertRejected(ErrorCode.BAD_PARAMETER, query -> query.setTopic(topic));
    }
  }

  @Test
  void aCollectionHasOnlySoMany() {
    for (int i = 0; i < CatalogLimits.MAX_STANDING_QUERIES_PER_COLLECTION; i++) {
      String name = "q" + i;
      log.accept(register(query -> query.setName(name)));
    }
    assertRejected(ErrorCode.LIMIT_EXCEEDED, query -> {});
    log.accept(register(query -> query.setName("q0")));
  }

  private void assertRejected(ErrorCode code, Consumer<RegisterStandingQuery.Builder> change) {
    assertThat(log.code(register(change))).isEqualTo(code);
  }

  private CollectionInfo books() {
    return log.catalog().collection("", "books");
  }

  private static CatalogCommand.Builder register(Consumer<RegisterStandingQuery.Builder> change) {
    RegisterStandingQuery.Builder query =
        RegisterStandingQuery.newBuilder()
            .setCollection("books")
            .setName("near")
            .setVectorField("vector")
            .setVector(dense(1, 2, 3, 4))
            .setMetricType("l2")
            .setRadius(1.5f)
            .setTopic("alerts");
    change.accept(query);
    return CatalogCommand.newBuilder().setRegisterStandingQuery(query);
  }

  private static CatalogCommand.Builder drop(String name) {
    return drop(name, 0);
  }

  private static CatalogCommand.Builder drop(String name, long id) {
    return CatalogCommand.newBuilder()
        .setDropStandingQuery(
            DropStandingQuery.newBuilder().setCollection("books").setName(name).setId(id));
  }

  private static QueryVector dense(float... values) {
    FloatVector.Builder vector = FloatVector.newBuilder();
    for (float value : values) {
      vector.addValues(value);
    }
    return QueryVector.newBuilder().setDense(vector).build();
  }
}
