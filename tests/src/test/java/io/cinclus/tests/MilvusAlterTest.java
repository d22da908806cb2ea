package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.CompactionState;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.DataType;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.AddCollectionFieldReq;
import io.milvus.v2.service.collection.request.AlterCollectionFieldReq;
import io.milvus.v2.service.collection.request.AlterCollectionPropertiesReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.DescribeReplicasReq;
import io.milvus.v2.service.collection.request.RenameCollectionReq;
import io.milvus.v2.service.collection.request.TruncateCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import io.milvus.v2.service.database.request.CreateDatabaseReq;
import io.milvus.v2.service.resourcegroup.request.ListResourceGroupsReq;
import io.milvus.v2.service.utility.request.CompactReq;
import io.milvus.v2.service.utility.request.FlushAllReq;
import io.milvus.v2.service.utility.request.GetCompactionStateReq;
import io.milvus.v2.service.utility.request.GetFlushAllStateReq;
import io.milvus.v2.service.utility.request.GetPersistentSegmentInfoReq;
import io.milvus.v2.service.utility.response.CompactResp;
import io.milvus.v2.service.utility.response.FlushAllResp;
import io.milvus.v2.service.utility.response.GetPersistentSegmentInfoResp;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Collections that are altered while they are in use, by Milvus' Java client and by plain calls.
 */
@ExtendWith(SharedStandalone.Extension.class)
class MilvusAlterTest {
  private final SharedStandalone cinclus;
  private MilvusClientV2 client;

  MilvusAlterTest(SharedStandalone cinclus) {
    this.cinclus = cinclus;
    this.client = connect();
  }

  private MilvusClientV2 connect() {
    return new MilvusClientV2(
        ConnectConfig.builder().uri("http://127.0.0.1:" + cinclus.milvusPort()).build());
  }

  private void restart() throws Exception {
    client.close();
    cinclus.restart();
    client = connect();
  }

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void aCollectionIsAlteredInUseAndIsTheSameAfterARestart() throws Exception {
    create("books");
    insert(1, 2, 3);
    flushAll();
    assertThat(segments()).isEqualTo(3);
    insert(4);

    addPages();
    Map<Long, String> older = Map.of(1L, "null", 2L, "null", 3L, "null", 4L, "null");
    assertThat(pages("id > 0")).isEqualTo(older);
    JsonObject five = row(5);
    five.addProperty("pages", 500);
    client.insert(InsertReq.builder().collectionName("books").data(List.of(five)).build());
    JsonObject two = row(2);
    two.addProperty("pages", 200);
    client.insert(InsertReq.builder().collectionName("books").data(List.of(two)).build());
    insert(6);
    checkPages();

    alter();
    rename();
    flushAll();
    checkPages();
    restart();
    checkPages();
    checkDescription();

    truncate();
    restart();
    assertThat(pages("id > 0")).isEqualTo(Map.of(7L, "null"));
  }

  private void create(String name) {
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(name)
            .dimension(2)
            .metricType("L2")
            .consistencyLevel(ConsistencyLevel.STRONG)
            .enableDynamicField(false)
            .build());
  }

  private void addPages() {
    client.addCollectionField(
        AddCollectionFieldReq.builder()
            .collectionName("books")
            .fieldName("pages")
            .dataType(DataType.Int64)
            .isNullable(true)
            .build());
    client.addCollectionField(
        AddCollectionFieldReq.builder()
            .collectionName("books")
            .fieldName("shelf")
            .dataType(DataType.VarChar)
            .maxLength(10)
            .isNullable(true)
            .defaultValue("none")
            .build());
    assertThatThrownBy(
            () ->
                client.addCollectionField(
                    AddCollectionFieldReq.builder()
                        .collectionName("books")
                        .fieldName("must")
                        .dataType(DataType.Int64)
                        .isNullable(false)
                        .build()))
        .isInstanceOf(MilvusClientException.class);
  }

  private void checkPages() {
    assertThat(pages("id > 0"))
        .isEqualTo(Map.of(1L, "null", 2L, "200", 3L, "null", 4L, "null", 5L, "500", 6L, "null"));
    assertThat(pages("pages >= 200")).isEqualTo(Map.of(2L, "200", 5L, "500"));
    assertThat(pages("pages is null and id < 4")).isEqualTo(Map.of(1L, "null", 3L, "null"));
    assertThat(pages("shelf == \"none\"")).hasSize(6);
    Map<String, Object> nearest =
        client
            .search(
                SearchReq.builder()
                    .collectionName("books")
                    .data(List.of(new FloatVec(List.of(5f, 0f))))
                    .outputFields(List.of("pages", "shelf"))
                    .limit(1)
                    .build())
            .getSearchResults()
            .get(0)
            .get(0)
            .getEntity();
    assertThat(nearest).containsEntry("pages", 500L).containsEntry("shelf", "none");
  }

  private void alter() {
    client.alterCollectionProperties(
        AlterCollectionPropertiesReq.builder()
            .collectionName("books")
            .property("owner", "library")
            .property("collection.description", "all of them")
            .build());
    client.alterCollectionField(
        AlterCollectionFieldReq.builder()
            .collectionName("books")
            .fieldName("shelf")
            .property("max_length", "20")
            .build());
    CompactResp compaction = client.compact(CompactReq.builder().collectionName("books").build());
    assertThat(
            client
                .getCompactionState(
                    GetCompactionStateReq.builder()
                        .compactionID(compaction.getCompactionID())
                        .build())
                .getState())
        .isIn(CompactionState.Executing, CompactionState.Completed);
    assertThat(
            client
                .describeReplicas(DescribeReplicasReq.builder().collectionName("books").build())
                .getReplicas())
        .hasSize(1);
    assertThat(client.listResourceGroups(ListResourceGroupsReq.builder().build()).getGroupNames())
        .containsExactly("__default_resource_group");
  }

  private void rename() {
    client.createDatabase(CreateDatabaseReq.builder().databaseName("shop").build());
    client.renameCollection(
        RenameCollectionReq.builder()
            .collectionName("books")
            .newCollectionName("old")
            .targetDbName("shop")
            .build());
    assertThatThrownBy(() -> pages("id > 0")).isInstanceOf(MilvusClientException.class);
    client.renameCollection(
        RenameCollectionReq.builder()
            .databaseName("shop")
            .collectionName("old")
            .newCollectionName("books")
            .targetDbName("default")
            .build());
  }

  private void checkDescription() {
    DescribeCollectionResp books =
        client.describeCollection(DescribeCollectionReq.builder().collectionName("books").build());
    assertThat(books.getDescription()).isEqualTo("all of them");
    assertThat(books.getConsistencyLevel()).isEqualTo(ConsistencyLevel.STRONG);
    assertThat(books.getProperties()).containsEntry("owner", "library");
    assertThat(books.getFieldNames()).hasSize(4).endsWith("pages", "shelf");
    assertThat(books.getCreateUtcTime()).isPositive();
  }

  private void truncate() {
    client.truncateCollection(TruncateCollectionReq.builder().collectionName("books").build());
    assertThat(pages("id > 0")).isEmpty();
    assertThat(segments()).isZero();
    insert(7);
    assertThat(pages("id > 0")).isEqualTo(Map.of(7L, "null"));
  }

  private void flushAll() {
    FlushAllResp flush = client.flushAll(FlushAllReq.builder().build());
    assertThat(
            client
                .getFlushAllState(
                    GetFlushAllStateReq.builder().flushAllTs(flush.getFlushAllTs()).build())
                .getFlushed())
        .isTrue();
  }

  /** The rows of the sealed segments. */
  private long segments() {
    return client
        .getPersistentSegmentInfo(
            GetPersistentSegmentInfoReq.builder().collectionName("books").build())
        .getSegmentInfos()
        .stream()
        .mapToLong(GetPersistentSegmentInfoResp.PersistentSegmentInfo::getNumOfRows)
        .sum();
  }

  private static JsonObject row(long id) {
    JsonObject row = new JsonObject();
    row.addProperty("id", id);
    com.google.gson.JsonArray vector = new com.google.gson.JsonArray();
    vector.add((float) id);
    vector.add(0f);
    row.add("vector", vector);
    return row;
  }

  private void insert(long... ids) {
    client.insert(
        InsertReq.builder()
            .collectionName("books")
            .data(java.util.Arrays.stream(ids).mapToObj(MilvusAlterTest::row).toList())
            .build());
  }

  /** By id, what the rows that a filter selects have in the field that was added. */
  private Map<Long, String> pages(String filter) {
    Map<Long, String> pages = new TreeMap<>();
    client
        .query(
            QueryReq.builder()
                .collectionName("books")
                .filter(filter)
                .outputFields(List.of("id", "pages"))
                .build())
        .getQueryResults()
        .forEach(
            row ->
                pages.put(
                    (Long) row.getEntity().get("id"),
                    String.valueOf(row.getEntity().get("pages"))));
    return pages;
  }
}
