package io.cinclus.operators.serve;

import static io.cinclus.operators.serve.TestRequests.query;
import static io.cinclus.operators.serve.TestRequests.request;
import static io.cinclus.operators.serve.TestRequests.search;
import static io.cinclus.operators.serve.TestRequests.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.Position;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.MergePlan;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.PlanOutput;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import io.cinclus.v1.Texts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestPlannerTest {
  private static final Map<Integer, Long> ENDS = Map.of(0, 10L, 3, 77L, 5, 0L);

  private final TestCatalog catalog = new TestCatalog();
  private final CollectionInfo things = catalog.createLoaded("things", 3, 0, 3);

  @Test
  void theShardsOfAChannelAreAskedTogether() {
    List<ChannelRequest> asked = channels(plan(request(ConsistencyLevel.STRONG, search())));

    assertThat(asked).extracting(ChannelRequest::getChannel).containsExactly(0, 3);
    assertThat(asked.get(0).getShardsList()).containsExactly(1);
    assertThat(asked.get(1).getShardsList()).containsExactly(0, 2);
    assertThat(asked)
        .allSatisfy(
            question -> {
              assertThat(question.getId()).isEqualTo(TestRequests.id(9));
              assertThat(question.getDeadlineMillis()).isEqualTo(1234);
              assertThat(question.getCatalogPosition()).isEqualTo(catalog.end() - 1);
              assertThat(question.getCollectionId()).isEqualTo(things.id());
              assertThat(question.getPartitionIdsList()).containsExactly(things.id());
              assertThat(question.getVectorFieldId()).isEqualTo(things.field("vector").id());
              assertThat(question.getMetricType()).isEqualTo("L2");
              assertThat(question.getRequest().getSearch()).isEqualTo(search().build());
            });
  }

  @Test
  void aFilterByThePartitionKeyLeavesOutPartitions() {
    CollectionSchema schema =
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                FieldSchema.of("tenant", DataType.INT64, Limits.NONE).asPartitionKey(),
                FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2))));
    CollectionInfo spread = catalog.createSpread("spread", schema, 8);
    SearchRequest.Builder all = search().setCollection("spread");
    assertThat(asked(all)).hasSameElementsAs(spread.partitionIds()).isSorted();
    int[] number = new int[1];
    spread.route(new Column.Longs(DataType.INT64, new long[] {5}, null), number);
    assertThat(asked(all.setFilter("tenant == 5 and id > 3")))
        .containsExactly(spread.partitionIds().get(number[0]));
    assertThat(asked(all.setFilter("tenant > 5"))).hasSize(8);
    assertThat(asked(all.setFilter("tenant in []"))).isEmpty();
    long other = spread.partitionIds().get(number[0] == 0 ? 1 : 0);
    assertThat(
            asked(
                all.setFilter("id > 3")
                    .addPartitions(number[0] == 0 ? "_default_1" : "_default_0")))
        .containsExactly(other);
    assertThat(asked(all.setFilter("tenant == 5"))).isEmpty();
  }

  private List<Long> asked(SearchRequest.Builder search) {
    return channels(plan(request(ConsistencyLevel.STRONG, search))).get(0).getPartitionIdsList();
  }

  @Test
  void aReleasedPartitionIsLeftOutAndRefusedWhereItIsNamed() {
    long other = catalog.partition("things", "other");
    assertThat(asked(search())).contains(other, things.id());
    catalog.release("things", "other");
    assertThat(asked(search())).containsExactly(things.id());
    assertThatThrownBy(() -> asked(search().addPartitions("other")))
        .isInstanceOfSatisfying(
            CinclusException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PARTITION_NOT_LOADED));
    catalog.load("things", "other");
    assertThat(asked(search().addPartitions("other"))).containsExactly(other);
  }

  @Test
  void theMergeIsToldWhoWillAnswerAndHow() {
    SearchRequest.Builder twoVectors = search().addVectors(vector(1, 1)).addOutputFields("text");
    MergePlan merge = merge(plan(request(ConsistencyLevel.STRONG, twoVectors)));

    assertThat(merge.getChannelsList()).containsExactly(0, 3);
    assertThat(merge.getId()).isEqualTo(TestRequests.id(9));
    assertThat(merge.getAddress()).isEqualTo(TestRequests.ADDRESS);
    assertThat(merge.getDeadlineMillis()).isEqualTo(1234);
    assertThat(merge.getQueryCount()).isEqualTo(2);
    assertThat(merge.getDescending()).isFalse();
    assertThat(SchemaCodec.decode(merge.getSchema())).isEqualTo(things.schema());
    assertThat(merge.getRequest().getSearch()).isEqualTo(twoVectors.clearVectors().build());
  }

  @Test
  void aMetricWithWhichMoreIsBetterIsMergedDescending() {
    catalog.create("cosine", TestCatalog.SCHEMA, 0);
    catalog.index("cosine", "vector", "COSINE");
    catalog.load("cosine");

    assertThat(
            merge(plan(request(ConsistencyLevel.STRONG, search().setCollection("cosine"))))
                .getDescending())
        .isTrue();
  }

  @Test
  void aStrongRequestIsGuaranteedWhatTheLogHeldWhenItArrived() {
    assertThat(channels(plan(request(ConsistencyLevel.STRONG, search()))))
        .extracting(ChannelRequest::getGuarantee)
        .containsExactly(Position.before(10), Position.before(77));
  }

  @Test
  void aSessionIsGuaranteedItsOwnPositionsAndNothingElsewhere() {
    Request session =
        request(ConsistencyLevel.SESSION, search()).toBuilder()
            .putSessionPositions(3, 4711)
            .build();

    assertThat(channels(RequestPlanner.plan(open(session), catalog.current(), Map.of())))
        .extracting(ChannelRequest::getGuarantee)
        .containsExactly(Position.NONE, 4711L);
  }

  @Test
  void aWeakerRequestWaitsForNothing() {
    for (ConsistencyLevel level : List.of(ConsistencyLevel.BOUNDED, ConsistencyLevel.EVENTUALLY)) {
      assertThat(
              channels(
                  RequestPlanner.plan(open(request(level, search())), catalog.current(), Map.of())))
          .extracting(ChannelRequest::getGuarantee)
          .containsExactly(Position.NONE, Position.NONE);
    }
  }

  @Test
  void aStrongRequestIsRefusedWhereTheLogLacksItsChannel() {
    assertThatThrownBy(
            () ->
                RequestPlanner.plan(
                    open(request(ConsistencyLevel.STRONG, search())),
                    catalog.current(),
                    Map.of(0, 1L)))
        .satisfies(failure -> assertCode(failure, ErrorCode.NOT_READY))
        .hasMessageContaining("channel 3");
  }

  @Test
  void aChannelBeyondTheLastOneIsRefusedWhateverTheConsistency() {
    catalog.createLoaded("far", 1023, 1024);
    for (ConsistencyLevel level :
        List.of(
            ConsistencyLevel.STRONG,
            ConsistencyLevel.SESSION,
            ConsistencyLevel.BOUNDED,
            ConsistencyLevel.EVENTUALLY)) {
      refused(
          request(level, search().setCollection("far")),
          ErrorCode.LIMIT_EXCEEDED,
          "shard 1 of collection 'far' is on channel 1024");
    }
    refused(query().setCollection("far").setLimit(1), ErrorCode.LIMIT_EXCEEDED, "channel 1024");
  }

  @Test
  void aConsistencyThatIsNotKnownIsRefusedRatherThanWeakened() {
    Request future =
        request(ConsistencyLevel.STRONG, search()).toBuilder().setConsistencyValue(9).build();

    refused(future, ErrorCode.BAD_REQUEST, "consistency 9");
  }

  @Test
  void namedPartitionsAreAskedOnceEachInTheOrderOfTheirIds() {
    long more = catalog.partition("things", "more");

    ChannelRequest asked =
        channels(
                plan(
                    request(
                        ConsistencyLevel.STRONG,
                        search()
                            .addPartitions("more")
                            .addPartitions("_default")
                            .addPartitions("more"))))
            .get(0);
    assertThat(asked.getPartitionIdsList()).containsExactly(things.id(), more);
    assertThat(
            channels(plan(request(query().addPartitions("more").setLimit(1))))
                .get(0)
                .getPartitionIdsList())
        .containsExactly(more);
  }

  @Test
  void theMergeOfAQueryNeedsNoKeys() {
    MergePlan merge = merge(plan(request(query().setKeys(TestLog.keys(1, 2)))));

    assertThat(merge.getRequest().getQuery().hasKeys()).isFalse();
    assertThat(channels(plan(request(query().setKeys(TestLog.keys(1, 2))))).get(0).getRequest())
        .isEqualTo(request(query().setKeys(TestLog.keys(1, 2))));
  }

  @Test
  void aRequestForACollectionThatCannotAnswerIsRefused() {
    refused(search().setCollection(""), ErrorCode.BAD_REQUEST, "names no collection");
    refused(search().setCollection("nobody"), ErrorCode.COLLECTION_NOT_FOUND, "nobody");
    refused(
        request(ConsistencyLevel.STRONG, search()).toBuilder().setDatabase("elsewhere").build(),
        ErrorCode.DATABASE_NOT_FOUND,
        "elsewhere");
    catalog.release("things");
    refused(search(), ErrorCode.COLLECTION_NOT_LOADED, "things");
    refused(query().setLimit(1), ErrorCode.COLLECTION_NOT_LOADED, "things");
  }

  @Test
  void vectorsThatTheFieldCannotHoldAreRefused() {
    refused(search().clearVectors(), ErrorCode.BAD_VECTOR, "0 vectors");
    refused(
        search().setVectors(0, vector(1, 2, 3)), ErrorCode.BAD_VECTOR, "vector 0 has dimension 3");
    refused(
        search().addVectors(vector(1, Float.NaN)),
        ErrorCode.BAD_VECTOR,
        "component 1 of vector 1 is NaN");
    refused(
        search().addVectors(vector(Float.NEGATIVE_INFINITY, 1)),
        ErrorCode.BAD_VECTOR,
        "component 0 of vector 1 is -Infinity");
    SearchRequest.Builder many = search();
    for (int i = 0; i < RequestPlanner.MAX_VECTORS; i++) {
      many.addVectors(vector(0, 0));
    }
    refused(many, ErrorCode.BAD_VECTOR, "16385 vectors");
  }

  @Test
  void theVectorFieldMustBeOneOfTheCollection() {
    refused(
        search().setVectorField("nothing"), ErrorCode.FIELD_NOT_FOUND, "no vector field 'nothing'");
    refused(search().setVectorField("text"), ErrorCode.FIELD_NOT_FOUND, "no vector field 'text'");

    CollectionSchema two =
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                FieldSchema.of("one", DataType.FLOAT_VECTOR, Limits.dimension(2)),
                FieldSchema.of("other", DataType.FLOAT_VECTOR, Limits.dimension(2))));
    catalog.create("two", two, 0);
    catalog.index("two", "one", "L2");
    catalog.index("two", "other", "IP");
    CollectionInfo loaded = catalog.load("two");
    refused(search().setCollection("two"), ErrorCode.BAD_REQUEST, "set vector_field");
    ChannelRequest asked =
        channels(
                plan(
                    request(
                        ConsistencyLevel.STRONG,
                        search().setCollection("two").setVectorField("other"))))
            .get(0);
    assertThat(asked.getVectorFieldId()).isEqualTo(loaded.field("other").id());
    assertThat(asked.getMetricType()).isEqualTo("IP");
  }

  @Test
  void limitsAndOffsetsOutsideTheirBoundsAreRefused() {
    refused(search().setLimit(0), ErrorCode.BAD_PARAMETER, "limit is 0");
    refused(search().setLimit(-1), ErrorCode.BAD_PARAMETER, "limit is -1");
    refused(search().setOffset(-1), ErrorCode.BAD_PARAMETER, "offset -1");
    refused(search().setLimit(16_384).setOffset(1), ErrorCode.BAD_PARAMETER, "16384");
    refused(
        search().setLimit(Integer.MAX_VALUE).setOffset(Integer.MAX_VALUE),
        ErrorCode.BAD_PARAMETER,
        "16384");
    refused(query().setLimit(-1).setFilter("id > 0"), ErrorCode.BAD_PARAMETER, "limit is -1");
    refused(query().setLimit(16_385), ErrorCode.BAD_PARAMETER, "16384");
    refused(query(), ErrorCode.BAD_REQUEST, "needs a limit");
    assertThat(plan(request(ConsistencyLevel.STRONG, search().setLimit(16_384)))).hasSize(3);
    assertThat(plan(request(query().setCount(true)))).hasSize(3);
  }

  @Test
  void moreHitsThanFitIntoAReplyAreRefusedBeforeTheyAreSearched() {
    SearchRequest.Builder many = search().setLimit(16_000).setOffset(384);
    for (int i = 1; i < 64; i++) {
      many.addVectors(vector(0, 0));
    }
    assertThat(plan(request(ConsistencyLevel.STRONG, many))).hasSize(3);
    refused(many.addVectors(vector(0, 0)), ErrorCode.BAD_PARAMETER, "1064960 hits");
  }

  @Test
  void aMetricOrParametersThatTheIndexDoesNotHaveAreRefused() {
    assertThat(plan(request(ConsistencyLevel.STRONG, search().setMetricType("l2")))).hasSize(3);
    refused(search().setMetricType("IP"), ErrorCode.BAD_REQUEST, "measures L2");
    refused(search().setMetricType("MILES"), ErrorCode.BAD_PARAMETER, "MILES");
    refused(search().putParams("nprobe", "3"), ErrorCode.BAD_PARAMETER, "nprobe");
    refused(search().putParams("ef", "many"), ErrorCode.BAD_PARAMETER, "ef");
    refused(search().putParams("ef", "2"), ErrorCode.BAD_PARAMETER, "ef(2)");
    refused(search().setOffset(8).putParams("ef", "10"), ErrorCode.BAD_PARAMETER, "ef(10)");
  }

  @Test
  void rangesThatHoldNothingAreRefused() {
    refused(search().setRangeFilter(1), ErrorCode.BAD_REQUEST, "without radius");
    refused(search().setRadius(1).setRangeFilter(2), ErrorCode.BAD_PARAMETER, "range_filter (2.0)");
    refused(search().setRadius(Float.NaN), ErrorCode.BAD_PARAMETER, "range");
    assertThat(plan(request(ConsistencyLevel.STRONG, search().setRadius(2).setRangeFilter(1))))
        .hasSize(3);
  }

  @Test
  void filtersFieldsAndPartitionsThatDoNotFitAreRefused() {
    refused(search().setFilter("id >"), ErrorCode.BAD_FILTER, "");
    refused(query().setFilter("nothing == 1"), ErrorCode.BAD_FILTER, "nothing");
    refused(search().addOutputFields("nothing"), ErrorCode.FIELD_NOT_FOUND, "nothing");
    refused(query().setLimit(1).addOutputFields("no"), ErrorCode.FIELD_NOT_FOUND, "no");
    refused(search().addPartitions("nowhere"), ErrorCode.PARTITION_NOT_FOUND, "nowhere");
    refused(query().setLimit(1).addPartitions("nowhere"), ErrorCode.PARTITION_NOT_FOUND, "");
  }

  @Test
  void keysOfAnotherTypeOrOfNoneAreRefused() {
    Keys texts = Keys.newBuilder().setTexts(Texts.newBuilder().addValues("a")).build();
    Keys longs = Keys.newBuilder().setLongs(Longs.newBuilder().addValues(1)).build();
    refused(query().setKeys(texts), ErrorCode.BAD_REQUEST, "of type INT64");
    refused(query().setKeys(Keys.getDefaultInstance()), ErrorCode.BAD_REQUEST, "keys is empty");

    CollectionSchema named =
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("name", DataType.VARCHAR, Limits.maxLength(9)).asPrimaryKey(),
                FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2))));
    catalog.create("named", named, 0);
    catalog.index("named", "vector", "L2");
    catalog.load("named");
    refused(
        query().setCollection("named").setKeys(longs), ErrorCode.BAD_REQUEST, "of type VARCHAR");
    assertThat(plan(request(query().setCollection("named").setKeys(texts)))).hasSize(2);
  }

  private List<PlanOutput> plan(Request request) {
    return RequestPlanner.plan(open(request), catalog.current(), ENDS);
  }

  private static OpenRequest open(Request request) {
    return TestRequests.open(9, 1234, request);
  }

  private void refused(SearchRequest.Builder search, ErrorCode code, String part) {
    refused(request(ConsistencyLevel.STRONG, search), code, part);
  }

  private void refused(QueryRequest.Builder query, ErrorCode code, String part) {
    refused(request(query), code, part);
  }

  private void refused(Request request, ErrorCode code, String part) {
    assertThatThrownBy(() -> plan(request))
        .satisfies(failure -> assertCode(failure, code))
        .hasMessageContaining(part);
  }

  private static void assertCode(Throwable failure, ErrorCode code) {
    assertThat(failure).isInstanceOf(CinclusException.class);
    assertThat(((CinclusException) failure).code()).isEqualTo(code);
  }

  private static MergePlan merge(List<PlanOutput> plan) {
    return plan.get(0).getMerge().getPlan();
  }

  private static List<ChannelRequest> channels(List<PlanOutput> plan) {
    return plan.stream().filter(PlanOutput::hasChannel).map(PlanOutput::getChannel).toList();
  }
}
