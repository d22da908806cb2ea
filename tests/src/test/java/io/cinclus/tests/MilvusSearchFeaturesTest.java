package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.milvus.orm.iterator.QueryIterator;
import io.milvus.orm.iterator.SearchIterator;
import io.milvus.orm.iterator.SearchIteratorV2;
import io.milvus.response.QueryResultsWrapper;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.AnnSearchReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.FunctionScore;
import io.milvus.v2.service.vector.request.GetReq;
import io.milvus.v2.service.vector.request.HybridSearchReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryIteratorReq;
import io.milvus.v2.service.vector.request.SearchIteratorReq;
import io.milvus.v2.service.vector.request.SearchIteratorReqV2;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.request.ranker.BoostRanker;
import io.milvus.v2.service.vector.request.ranker.DecayRanker;
import io.milvus.v2.service.vector.request.ranker.RRFRanker;
import io.milvus.v2.service.vector.response.SearchResp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Groups, iterators, rankers and partial upserts of Milvus' Java client, over several shards. */
class MilvusSearchFeaturesTest {
  private static final int ROWS = 400;
  private static final List<BaseVector> ORIGIN = List.of(new FloatVec(List.of(0f, 0f)));

  private static MilvusClientV2 client;

  @BeforeAll
  static void start() throws Exception {
    client = StandaloneProcess.shared().client();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
  }

  /** Row k is at (k mod 50, k / 50), so that many are equally far; its color is that of k mod 7. */
  private static JsonObject row(long key) {
    JsonObject row = new JsonObject();
    row.addProperty("id", key);
    row.add("vector", vector(key));
    row.add("other", vector(ROWS - key));
    row.addProperty("color", "c" + key % 7);
    row.addProperty("price", key);
    return row;
  }

  private static JsonArray vector(long key) {
    JsonArray vector = new JsonArray();
    long x = key % 50;
    long y = key / 50;
    vector.add((float) x);
    vector.add((float) y);
    return vector;
  }

  private static long distance(long key) {
    long x = key % 50;
    long y = key / 50;
    return x * x + y * y;
  }

  private static void create(String name) {
    CreateCollectionReq.CollectionSchema schema = MilvusClientV2.CreateSchema();
    schema.addField(
        AddFieldReq.builder().fieldName("id").dataType(DataType.Int64).isPrimaryKey(true).build());
    List<IndexParam> indexes = new ArrayList<>();
    for (String field : List.of("vector", "other")) {
      schema.addField(
          AddFieldReq.builder()
              .fieldName(field)
              .dataType(DataType.FloatVector)
              .dimension(2)
              .build());
      indexes.add(
          IndexParam.builder()
              .fieldName(field)
              .indexType(IndexParam.IndexType.FLAT)
              .metricType(IndexParam.MetricType.L2)
              .build());
    }
    schema.addField(
        AddFieldReq.builder().fieldName("color").dataType(DataType.VarChar).maxLength(8).build());
    schema.addField(AddFieldReq.builder().fieldName("price").dataType(DataType.Int32).build());
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(name)
            .collectionSchema(schema)
            .numShards(3)
            .indexParams(indexes)
            .consistencyLevel(ConsistencyLevel.STRONG)
            .build());
    insert(name, 0, ROWS);
  }

  private static void insert(String name, long from, long to) {
    client.insert(
        InsertReq.builder()
            .collectionName(name)
            .data(LongStream.range(from, to).mapToObj(MilvusSearchFeaturesTest::row).toList())
            .build());
  }

  private static List<Long> expected(Comparator<Long> order) {
    return LongStream.range(0, ROWS).boxed().sorted(order).toList();
  }

  private static Comparator<Long> nearest() {
    return Comparator.<Long>comparingLong(MilvusSearchFeaturesTest::distance)
        .thenComparing(key -> key);
  }

  private static <T> List<T> drain(Supplier<List<T>> pages, Runnable afterFirst) {
    List<T> all = new ArrayList<>();
    for (List<T> page = pages.get(); !page.isEmpty(); page = pages.get()) {
      if (all.isEmpty()) {
        afterFirst.run();
      }
      all.addAll(page);
    }
    return all;
  }

  /** Rows come and go near the origin. */
  private static void disturb(String name) {
    insert(name, 10_000_000, 10_000_020);
    client.delete(DeleteReq.builder().collectionName(name).ids(List.of(7L, 150L, 399L)).build());
    insert(name, 60, 90);
  }

  @Test
  void iteratorsGiveEveryRowOnceAsOfTheirFirstPageWhateverIsWritten() {
    create("pages");
    SearchIteratorV2 second =
        client.searchIteratorV2(
            SearchIteratorReqV2.builder()
                .collectionName("pages")
                .vectorFieldName("vector")
                .metricType(IndexParam.MetricType.L2)
                .vectors(ORIGIN)
                .searchParams(new HashMap<>())
                .batchSize(37)
                .consistencyLevel(ConsistencyLevel.STRONG)
                .build());
    assertThat(drain(second::next, () -> disturb("pages")).stream().map(hit -> (Long) hit.getId()))
        .isEqualTo(expected(nearest()).stream().toList());

    create("queried");
    QueryIterator query =
        client.queryIterator(
            QueryIteratorReq.builder()
                .collectionName("queried")
                .expr("id >= 0")
                .outputFields(List.of("id", "color"))
                .batchSize(64)
                .offset(10)
                .consistencyLevel(ConsistencyLevel.STRONG)
                .build());
    List<QueryResultsWrapper.RowRecord> rows = drain(query::next, () -> disturb("queried"));
    assertThat(rows.stream().map(row -> (Long) row.get("id")))
        .isEqualTo(LongStream.range(10, ROWS).boxed().toList());

    create("older");
    SearchIterator first =
        client.searchIterator(
            SearchIteratorReq.builder()
                .collectionName("older")
                .vectorFieldName("vector")
                .metricType(IndexParam.MetricType.L2)
                .vectors(ORIGIN)
                .outputFields(List.of("id"))
                .batchSize(50)
                .params("{}")
                .consistencyLevel(ConsistencyLevel.STRONG)
                .build());
    assertThat(
            drain(first::next, () -> disturb("older")).stream()
                .map(row -> (Long) row.get("id"))
                .sorted())
        .isEqualTo(LongStream.range(0, ROWS).boxed().toList());
  }

  private static SearchReq.SearchReqBuilder search(String name) {
    return SearchReq.builder()
        .collectionName(name)
        .annsField("vector")
        .data(ORIGIN)
        .consistencyLevel(ConsistencyLevel.STRONG);
  }

  private static List<Long> ids(SearchResp found) {
    return found.getSearchResults().get(0).stream().map(hit -> (Long) hit.getId()).toList();
  }

  @Test
  void groupsHaveTheBestRowsOfAllShards() {
    create("groups");
    Map<Long, List<Long>> groups = new HashMap<>();
    List<Long> order = new ArrayList<>();
    for (long key : expected(nearest())) {
      List<Long> group = groups.computeIfAbsent(key % 7, color -> new ArrayList<>());
      if (group.isEmpty()) {
        order.add(key % 7);
      }
      group.add(key);
    }
    SearchResp found =
        client.search(
            search("groups")
                .groupByFieldName("color")
                .groupSize(3)
                .strictGroupSize(true)
                .outputFields(List.of("color"))
                .limit(4)
                .offset(1)
                .build());
    List<Long> wanted =
        order.subList(1, 5).stream()
            .flatMap(color -> groups.getOrDefault(color, List.of()).stream().limit(3))
            .toList();
    assertThat(ids(found)).isEqualTo(wanted);
    assertThat(found.getSearchResults().get(0).get(0).getEntity())
        .containsEntry("color", "c" + order.get(1));

    SearchResp hybrid =
        client.hybridSearch(
            HybridSearchReq.builder()
                .collectionName("groups")
                .searchRequests(
                    List.of(
                        AnnSearchReq.builder()
                            .vectorFieldName("vector")
                            .vectors(ORIGIN)
                            .limit(20)
                            .build(),
                        AnnSearchReq.builder()
                            .vectorFieldName("other")
                            .vectors(ORIGIN)
                            .limit(20)
                            .build()))
                .ranker(RRFRanker.builder().k(60).build())
                .groupByFieldName("color")
                .groupSize(2)
                .limit(7)
                .outFields(List.of("color"))
                .consistencyLevel(ConsistencyLevel.STRONG)
                .build());
    Map<String, Long> sizes = new HashMap<>();
    hybrid
        .getSearchResults()
        .get(0)
        .forEach(hit -> sizes.merge(String.valueOf(hit.getEntity().get("color")), 1L, Long::sum));
    assertThat(sizes).hasSize(7).allSatisfy((color, size) -> assertThat(size).isEqualTo(2));
    assertThatThrownBy(
            () -> client.search(search("groups").groupByFieldName("other").limit(1).build()))
        .isInstanceOf(MilvusClientException.class)
        .hasMessageContaining("'other'");
  }

  @Test
  void rankersReorderAndSealedRowsCanBeSearchedAlone() {
    create("ranked");
    SearchResp decayed =
        client.search(
            search("ranked")
                .ranker(
                    DecayRanker.builder()
                        .name("near8")
                        .inputFieldNames(List.of("price"))
                        .function("gauss")
                        .origin(8)
                        .scale(1)
                        .decay(0.1)
                        .build())
                .limit(100)
                .build());
    assertThat(ids(decayed)).hasSize(100).startsWith(8L);

    SearchResp boosted =
        client.search(
            search("ranked")
                .functionScore(
                    FunctionScore.builder()
                        .functions(
                            List.of(
                                BoostRanker.builder()
                                    .name("green")
                                    .filter("color == \"c3\"")
                                    .weight(0.01f)
                                    .build()))
                        .build())
                .limit(5)
                .build());
    // Four times as many rows as are wanted are looked at.
    Comparator<Long> byBoosted =
        Comparator.comparingDouble(key -> (double) distance(key) * (key % 7 == 3 ? 0.01 : 1));
    assertThat(ids(boosted))
        .isEqualTo(
            expected(nearest()).stream()
                .limit(20)
                .sorted(byBoosted.thenComparing(key -> key))
                .limit(5)
                .toList())
        .contains(3L, 52L, 101L);

    client.flush(FlushReq.builder().collectionNames(List.of("ranked")).build());
    client.upsert(
        UpsertReq.builder().collectionName("ranked").data(List.of(row(1_000_000_000L))).build());
    assertThat(ids(client.search(search("ranked").limit(10_000).build()))).hasSize(ROWS + 1);
    assertThat(ids(client.search(search("ranked").ignoreGrowing(true).limit(10_000).build())))
        .doesNotContain(1_000_000_000L);
    assertThatThrownBy(() -> client.search(search("ranked").limit(10).offset(16_380).build()))
        .isInstanceOfSatisfying(
            MilvusClientException.class, e -> assertThat(e.getServerErrCode()).isEqualTo(65_535));
  }

  @Test
  void anUpsertOfSomeFieldsKeepsTheOthers() {
    create("partly");
    JsonObject change = new JsonObject();
    change.addProperty("id", 5);
    change.addProperty("price", 77);
    client.upsert(
        UpsertReq.builder()
            .collectionName("partly")
            .data(List.of(change))
            .partialUpdate(true)
            .build());
    Map<String, Object> row =
        client
            .get(
                GetReq.builder()
                    .collectionName("partly")
                    .ids(List.of(5L))
                    .outputFields(List.of("color", "price", "vector"))
                    .build())
            .getGetResults()
            .get(0)
            .getEntity();
    assertThat(row).containsEntry("color", "c5").containsEntry("price", 77);
    assertThat(row.get("vector")).isEqualTo(List.of(5f, 0f));
  }
}
