package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.collection.request.GetCollectionStatsReq;
import io.milvus.v2.service.collection.request.GetLoadStateReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.collection.request.ReleaseCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import io.milvus.v2.service.database.request.CreateDatabaseReq;
import io.milvus.v2.service.database.request.DropDatabaseReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.request.ListIndexesReq;
import io.milvus.v2.service.index.response.DescribeIndexResp;
import io.milvus.v2.service.partition.request.CreatePartitionReq;
import io.milvus.v2.service.partition.request.ListPartitionsReq;
import io.milvus.v2.service.utility.request.CreateAliasReq;
import io.milvus.v2.service.utility.request.DropAliasReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.AnnSearchReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.GetReq;
import io.milvus.v2.service.vector.request.HybridSearchReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.request.ranker.RRFRanker;
import io.milvus.v2.service.vector.response.InsertResp;
import io.milvus.v2.service.vector.response.QueryResp;
import io.milvus.v2.service.vector.response.SearchResp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Everyday sessions of Milvus' Java client, as it is. */
class MilvusClientTest {
  private static MilvusClientV2 client;

  @BeforeAll
  static void connect() throws IOException {
    client = StandaloneProcess.shared().client();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @Test
  void aCollectionMadeOfADimensionHoldsRowsOfAnyFields() {
    String name = "quick";
    client.createCollection(
        CreateCollectionReq.builder().collectionName(name).dimension(2).metricType("L2").build());
    assertThat(client.hasCollection(HasCollectionReq.builder().collectionName(name).build()))
        .isTrue();
    List<JsonObject> rows = new ArrayList<>();
    for (int id = 0; id < 10; id++) {
      JsonObject row = point(id, id, 0);
      row.addProperty("subject", id % 2 == 0 ? "history" : "biology");
      rows.add(row);
    }
    InsertResp inserted =
        client.insert(InsertReq.builder().collectionName(name).data(rows).build());
    assertThat(inserted.getInsertCnt()).isEqualTo(10);
    assertThat(inserted.getPrimaryKeys()).hasSize(10).contains(0L, 9L);

    List<SearchResp.SearchResult> hits =
        client
            .search(
                SearchReq.builder()
                    .collectionName(name)
                    .data(List.of(new FloatVec(List.of(4.2f, 0f))))
                    .filter("subject == \"biology\"")
                    .outputFields(List.of("subject"))
                    .consistencyLevel(ConsistencyLevel.STRONG)
                    .limit(3)
                    .build())
            .getSearchResults()
            .get(0);
    assertThat(hits).extracting(SearchResp.SearchResult::getId).containsExactly(5L, 3L, 7L);
    assertThat(hits.get(0).getScore())
        .isEqualTo(0.64f, org.assertj.core.api.Assertions.within(1e-4f));
    assertThat(hits.get(0).getEntity()).containsEntry("subject", "biology");

    List<SearchResp.SearchResult> nearRow =
        client
            .search(
                SearchReq.builder()
                    .collectionName(name)
                    .ids(List.of(7L))
                    .searchParams(Map.of("radius", 1.5f))
                    .consistencyLevel(ConsistencyLevel.STRONG)
                    .limit(10)
                    .build())
            .getSearchResults()
            .get(0);
    assertThat(nearRow).extracting(SearchResp.SearchResult::getId).containsExactly(7L, 6L, 8L);

    assertThat(query(name, "subject == \"history\" and id > 3", "id", "subject"))
        .extracting(row -> row.get("id"))
        .containsExactly(4L, 6L, 8L);
    assertThat(
            client
                .delete(DeleteReq.builder().collectionName(name).ids(List.of(0L, 1L)).build())
                .getDeleteCnt())
        .isEqualTo(2);
    assertThat(
            client
                .delete(
                    DeleteReq.builder()
                        .collectionName(name)
                        .filter("subject == \"biology\"")
                        .build())
                .getDeleteCnt())
        .isEqualTo(4);
    assertThat(query(name, "id >= 0", "id"))
        .extracting(row -> row.get("id"))
        .containsExactly(2L, 4L, 6L, 8L);
    assertThat(count(name)).isEqualTo(4);
    drop(name);
  }

  @Test
  void aCollectionWithASchemaHoldsEveryKindOfValue() {
    String name = "books";
    createBooks(name);
    DescribeCollectionResp description =
        client.describeCollection(DescribeCollectionReq.builder().collectionName(name).build());
    assertThat(description.getAutoID()).isTrue();
    assertThat(description.getPrimaryFieldName()).isEqualTo("id");
    assertThat(description.getEnableDynamicField()).isTrue();
    assertThat(description.getFieldNames())
        .containsExactly("id", "vector", "other", "title", "pages", "info", "tags");
    assertThat(client.listIndexes(ListIndexesReq.builder().collectionName(name).build()))
        .containsExactlyInAnyOrder("vector_index", "other");
    DescribeIndexResp.IndexDesc index =
        client
            .describeIndex(
                DescribeIndexReq.builder().collectionName(name).fieldName("vector").build())
            .getIndexDescriptions()
            .get(0);
    assertThat(index.getIndexType()).isEqualTo(IndexParam.IndexType.HNSW);
    assertThat(index.getMetricType()).isEqualTo(IndexParam.MetricType.COSINE);
    assertThat(index.getExtraParams()).containsEntry("M", "8");

    InsertResp inserted =
        client.insert(
            InsertReq.builder()
                .collectionName(name)
                .data(List.of(book(1, "Dune", 600), book(2, null, null), book(3, "Emma", 400)))
                .build());
    List<Object> ids = inserted.getPrimaryKeys();
    assertThat(ids).hasSize(3).doesNotHaveDuplicates();

    Map<String, Object> second =
        client
            .get(GetReq.builder().collectionName(name).ids(List.of(ids.get(1))).build())
            .getGetResults()
            .get(0)
            .getEntity();
    assertThat(second.get("title")).isNull();
    assertThat(second).containsEntry("pages", 100);
    assertThat(second.get("vector")).isEqualTo(List.of(2f, 1f));
    assertThat(second.get("tags")).isEqualTo(List.of("a", "b2"));
    assertThat(String.valueOf(second.get("info"))).contains("\"n\":2");
    assertThat(query(name, "json_contains(info[\"list\"], 3) and array_length(tags) == 2", "title"))
        .extracting(row -> row.get("title"))
        .containsExactly("Emma");
    assertThat(query(name, "color == \"c1\"", "color"))
        .extracting(row -> String.valueOf(row.get("color")).replace("\"", ""))
        .containsExactly("c1");

    hybrid(name, ids);
    upsertAndFlush(name, ids);
    drop(name);
  }

  private static void hybrid(String name, List<Object> ids) {
    List<SearchResp.SearchResult> fused =
        client
            .hybridSearch(
                HybridSearchReq.builder()
                    .collectionName(name)
                    .searchRequests(List.of(near("vector", 3, 1), near("other", 3, 0)))
                    .ranker(RRFRanker.builder().k(60).build())
                    .outFields(List.of("title"))
                    .limit(2)
                    .build())
            .getSearchResults()
            .get(0);
    assertThat(fused).hasSize(2);
    assertThat(fused.get(0).getId()).isEqualTo(ids.get(2));
    assertThat(fused.get(0).getEntity()).containsEntry("title", "Emma");
  }

  private static AnnSearchReq near(String field, float x, float y) {
    return AnnSearchReq.builder()
        .vectorFieldName(field)
        .vectors(List.of(new FloatVec(List.of(x, y))))
        .params("{}")
        .limit(3)
        .build();
  }

  private static void upsertAndFlush(String name, List<Object> ids) {
    JsonObject changed = book(1, "Dune Messiah", 300);
    changed.addProperty("id", (Long) ids.get(0));
    assertThat(
            client
                .upsert(UpsertReq.builder().collectionName(name).data(List.of(changed)).build())
                .getUpsertCnt())
        .isEqualTo(1);
    assertThat(query(name, "pages == 300", "title"))
        .extracting(row -> row.get("title"))
        .containsExactly("Dune Messiah");
    client.flush(FlushReq.builder().collectionNames(List.of(name)).build());
    assertThat(count(name)).isEqualTo(3);
    assertThat(
            client
                .getCollectionStats(GetCollectionStatsReq.builder().collectionName(name).build())
                .getNumOfEntities())
        .isEqualTo(3);
  }

  @Test
  void namesAreListedAndPassAway() {
    client.createDatabase(CreateDatabaseReq.builder().databaseName("library").build());
    assertThat(client.listDatabases().getDatabaseNames()).contains("default", "library");
    String name = "shelf";
    client.createCollection(
        CreateCollectionReq.builder()
            .databaseName("library")
            .collectionName(name)
            .dimension(2)
            .build());
    assertThat(client.hasCollection(HasCollectionReq.builder().collectionName(name).build()))
        .isFalse();
    client.dropCollection(
        DropCollectionReq.builder().databaseName("library").collectionName(name).build());
    client.dropDatabase(DropDatabaseReq.builder().databaseName("library").build());
    assertThat(client.listDatabases().getDatabaseNames()).doesNotContain("library");

    client.createCollection(
        CreateCollectionReq.builder().collectionName(name).dimension(2).build());
    client.createPartition(
        CreatePartitionReq.builder().collectionName(name).partitionName("top").build());
    assertThat(client.listPartitions(ListPartitionsReq.builder().collectionName(name).build()))
        .containsExactly("_default", "top");
    client.insert(
        InsertReq.builder()
            .collectionName(name)
            .partitionName("top")
            .data(List.of(point(1, 1, 1)))
            .build());
    client.createAlias(CreateAliasReq.builder().collectionName(name).alias("board").build());
    assertThat(count("board")).isEqualTo(1);
    client.dropAlias(DropAliasReq.builder().alias("board").build());

    client.releaseCollection(ReleaseCollectionReq.builder().collectionName(name).build());
    assertThat(client.getLoadState(GetLoadStateReq.builder().collectionName(name).build()))
        .isFalse();
    assertThatThrownBy(() -> count(name))
        .isInstanceOfSatisfying(
            MilvusClientException.class, e -> assertThat(e.getServerErrCode()).isEqualTo(101));
    client.loadCollection(LoadCollectionReq.builder().collectionName(name).build());
    assertThat(client.getLoadState(GetLoadStateReq.builder().collectionName(name).build()))
        .isTrue();
    assertThat(count(name)).isEqualTo(1);
    drop(name);
    assertThat(client.listCollections().getCollectionNames()).doesNotContain(name);
  }

  @Test
  void mistakesAreAnsweredWithMilvusCodes() {
    assertCode(100, () -> query("nowhere", "id > 0", "id"));
    String name = "mistakes";
    client.createCollection(
        CreateCollectionReq.builder().collectionName(name).dimension(2).build());
    assertCode(1100, () -> query(name, "id >", "id"));
    assertCode(
        1100,
        () ->
            client.search(
                SearchReq.builder()
                    .collectionName(name)
                    .data(List.of(new FloatVec(List.of(1f, 2f, 3f))))
                    .limit(1)
                    .build()));
    assertCode(
        800, () -> client.dropDatabase(DropDatabaseReq.builder().databaseName("nowhere").build()));
    drop(name);
  }

  private static void assertCode(
      int code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MilvusClientException.class, e -> assertThat(e.getServerErrCode()).isEqualTo(code));
  }

  private static void createBooks(String name) {
    CreateCollectionReq.CollectionSchema schema = MilvusClientV2.CreateSchema();
    schema.setEnableDynamicField(true);
    schema.addField(
        AddFieldReq.builder()
            .fieldName("id")
            .dataType(DataType.Int64)
            .isPrimaryKey(true)
            .autoID(true)
            .build());
    schema.addField(vectorField("vector"));
    schema.addField(vectorField("other"));
    schema.addField(
        AddFieldReq.builder()
            .fieldName("title")
            .dataType(DataType.VarChar)
            .maxLength(64)
            .isNullable(true)
            .build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName("pages")
            .dataType(DataType.Int32)
            .defaultValue(100)
            .build());
    schema.addField(AddFieldReq.builder().fieldName("info").dataType(DataType.JSON).build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName("tags")
            .dataType(DataType.Array)
            .elementType(DataType.VarChar)
            .maxCapacity(8)
            .maxLength(16)
            .build());
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(name)
            .collectionSchema(schema)
            .numShards(2)
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName("vector")
                        .indexName("vector_index")
                        .indexType(IndexParam.IndexType.HNSW)
                        .metricType(IndexParam.MetricType.COSINE)
                        .extraParams(Map.of("M", 8, "efConstruction", 64))
                        .build(),
                    IndexParam.builder()
                        .fieldName("other")
                        .indexType(IndexParam.IndexType.FLAT)
                        .metricType(IndexParam.MetricType.L2)
                        .build()))
            .build());
  }

  private static AddFieldReq vectorField(String name) {
    return AddFieldReq.builder()
        .fieldName(name)
        .dataType(DataType.FloatVector)
        .dimension(2)
        .build();
  }

  private static JsonObject point(long id, float x, float y) {
    JsonObject row = new JsonObject();
    row.addProperty("id", id);
    row.add("vector", vector(x, y));
    return row;
  }

  private static JsonArray vector(float x, float y) {
    JsonArray vector = new JsonArray();
    vector.add(x);
    vector.add(y);
    return vector;
  }

  private static JsonObject book(int number, @Nullable String title, @Nullable Integer pages) {
    JsonObject row = new JsonObject();
    row.add("vector", vector(number, 1));
    row.add("other", vector(number, 0));
    row.addProperty("title", title);
    if (pages != null) {
      row.addProperty("pages", pages);
    }
    JsonArray list = new JsonArray();
    list.add(number);
    JsonObject info = new JsonObject();
    info.addProperty("n", number);
    info.add("list", list);
    row.add("info", info);
    JsonArray tags = new JsonArray();
    tags.add("a");
    tags.add("b" + number);
    row.add("tags", tags);
    row.addProperty("color", "c" + number);
    return row;
  }

  private static List<Map<String, Object>> query(String name, String filter, String... fields) {
    return client
        .query(
            QueryReq.builder()
                .collectionName(name)
                .filter(filter)
                .outputFields(List.of(fields))
                .consistencyLevel(ConsistencyLevel.STRONG)
                .build())
        .getQueryResults()
        .stream()
        .map(QueryResp.QueryResult::getEntity)
        .toList();
  }

  private static long count(String name) {
    return Long.parseLong(String.valueOf(query(name, "", "count(*)").get(0).get("count(*)")));
  }

  private static void drop(String name) {
    client.dropCollection(DropCollectionReq.builder().collectionName(name).build());
    assertThat(client.hasCollection(HasCollectionReq.builder().collectionName(name).build()))
        .isFalse();
  }
}
