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
import io.milvus.v2.service.collection.request.GetLoadStateReq;
import io.milvus.v2.service.collection.request.TruncateCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import io.milvus.v2.service.partition.request.CreatePartitionReq;
import io.milvus.v2.service.partition.request.GetPartitionStatsReq;
import io.milvus.v2.service.partition.request.ListPartitionsReq;
import io.milvus.v2.service.partition.request.LoadPartitionsReq;
import io.milvus.v2.service.partition.request.ReleasePartitionsReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Partitions, by Milvus' Java client: those that a key chooses, and those that are loaded alone.
 */
class MilvusPartitionTest {
  private static MilvusClientV2 client;

  @BeforeAll
  static void start() throws Exception {
    client = StandaloneProcess.shared().client();
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @Test
  void aPartitionKeySpreadsRowsAndFiltersFindThem() {
    create("spread", true);
    insert("spread", "", 1, 20);
    DescribeCollectionResp spread =
        client.describeCollection(DescribeCollectionReq.builder().collectionName("spread").build());
    assertThat(spread.getNumOfPartitions()).isEqualTo(4);
    assertThat(spread.getCollectionSchema().getField("tenant").getIsPartitionKey()).isTrue();
    List<String> partitions =
        client.listPartitions(ListPartitionsReq.builder().collectionName("spread").build());
    assertThat(partitions).containsExactly("_default_0", "_default_1", "_default_2", "_default_3");
    assertThat(partitions.stream().mapToLong(MilvusPartitionTest::statistics).sum()).isEqualTo(20);
    assertThat(partitions.stream().filter(name -> statistics(name) > 0)).hasSizeGreaterThan(1);

    assertThat(found("spread", "id > 0")).hasSize(20);
    assertThat(found("spread", "tenant == \"t3\"")).containsExactly(3L, 8L, 13L, 18L);
    assertThat(queried("spread", "tenant in [\"t1\", \"t2\"] and id > 10"))
        .containsExactly(11L, 12L, 16L, 17L);
    client.upsert(UpsertReq.builder().collectionName("spread").data(List.of(row(3, "t4"))).build());
    assertThat(found("spread", "tenant == \"t3\"")).containsExactly(8L, 13L, 18L);
    assertThat(found("spread", "tenant == \"t4\"")).contains(3L).hasSize(5);
    client.delete(DeleteReq.builder().collectionName("spread").filter("tenant == \"t4\"").build());
    assertThat(found("spread", "id > 0")).hasSize(15);
    client.truncateCollection(TruncateCollectionReq.builder().collectionName("spread").build());
    insert("spread", "", 21, 22);
    assertThat(found("spread", "")).containsExactly(21L, 22L);
  }

  @Test
  void nobodyNamesThePartitionsThatAKeyChooses() {
    create("chosen", true);
    String chosen = "partition key";
    assertRefused(chosen, () -> insert("chosen", "_default_0", 1, 1));
    assertRefused(
        chosen,
        () ->
            client.delete(
                DeleteReq.builder()
                    .collectionName("chosen")
                    .partitionName("_default_0")
                    .filter("id in [1]")
                    .build()));
    assertRefused(chosen, () -> queried("chosen", "id > 0", "_default_0"));
    assertRefused(chosen, () -> found("chosen", "id > 0", "_default_0"));
    assertRefused(
        chosen,
        () ->
            client.createPartition(
                CreatePartitionReq.builder()
                    .collectionName("chosen")
                    .partitionName("more")
                    .build()));
  }

  @Test
  void onlyLoadedPartitionsAreSearchedAndTheOthersAreRefused() {
    create("some", false);
    client.createPartition(
        CreatePartitionReq.builder().collectionName("some").partitionName("old").build());
    insert("some", "", 1, 5);
    insert("some", "old", 6, 9);
    client.flush(FlushReq.builder().collectionNames(List.of("some")).build());
    insert("some", "old", 10, 10);
    assertThat(found("some", "")).hasSize(10);

    client.releasePartitions(
        ReleasePartitionsReq.builder()
            .collectionName("some")
            .partitionNames(List.of("old"))
            .build());
    assertThat(isLoaded("")).isTrue();
    assertThat(isLoaded("old")).isFalse();
    assertThat(found("some", "")).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(queried("some", "id > 3", "_default")).containsExactly(4L, 5L);
    assertRefused("not loaded", () -> found("some", "", "old"));
    client.delete(DeleteReq.builder().collectionName("some").filter("id in [1, 6]").build());
    JsonObject part = row(7, "t9");
    part.remove("vector");
    assertRefused(
        "load [old]",
        () ->
            client.upsert(
                UpsertReq.builder()
                    .collectionName("some")
                    .data(List.of(part))
                    .partialUpdate(true)
                    .build()));
    assertRefused(
        "load [old]",
        () ->
            client.delete(
                DeleteReq.builder().collectionName("some").filter("tenant == \"t2\"").build()));

    client.loadPartitions(
        LoadPartitionsReq.builder().collectionName("some").partitionNames(List.of("old")).build());
    assertThat(isLoaded("old")).isTrue();
    assertThat(found("some", "", "old")).containsExactly(7L, 8L, 9L, 10L);
    assertThat(found("some", "")).hasSize(8);
    client.releasePartitions(
        ReleasePartitionsReq.builder()
            .collectionName("some")
            .partitionNames(List.of("old", "_default"))
            .build());
    assertThat(isLoaded("")).isFalse();
    assertRefused("not loaded", () -> found("some", ""));
  }

  private static boolean isLoaded(String partition) {
    return client.getLoadState(
        GetLoadStateReq.builder().collectionName("some").partitionName(partition).build());
  }

  private static void assertRefused(String why, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(MilvusClientException.class)
        .hasMessageContaining(why);
  }

  private static void create(String name, boolean isSpread) {
    CreateCollectionReq.CollectionSchema schema = MilvusClientV2.CreateSchema();
    schema.addField(
        AddFieldReq.builder().fieldName("id").dataType(DataType.Int64).isPrimaryKey(true).build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName("tenant")
            .dataType(DataType.VarChar)
            .maxLength(9)
            .isPartitionKey(isSpread)
            .build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName("vector")
            .dataType(DataType.FloatVector)
            .dimension(2)
            .build());
    CreateCollectionReq.CreateCollectionReqBuilder create =
        CreateCollectionReq.builder()
            .collectionName(name)
            .collectionSchema(schema)
            .numShards(2)
            .consistencyLevel(ConsistencyLevel.STRONG)
            .indexParam(
                IndexParam.builder()
                    .fieldName("vector")
                    .indexType(IndexParam.IndexType.FLAT)
                    .metricType(IndexParam.MetricType.L2)
                    .build());
    client.createCollection((isSpread ? create.numPartitions(4) : create).build());
  }

  private static JsonObject row(long id, String tenant) {
    JsonObject row = new JsonObject();
    row.addProperty("id", id);
    row.addProperty("tenant", tenant);
    JsonArray vector = new JsonArray();
    vector.add((float) id);
    vector.add(0f);
    row.add("vector", vector);
    return row;
  }

  /** Of the tenants t0 to t4 in turn. */
  private static void insert(String collection, String partition, long from, long to) {
    client.insert(
        InsertReq.builder()
            .collectionName(collection)
            .partitionName(partition)
            .data(LongStream.rangeClosed(from, to).mapToObj(id -> row(id, "t" + id % 5)).toList())
            .build());
  }

  private static long statistics(String partition) {
    return client
        .getPartitionStats(
            GetPartitionStatsReq.builder()
                .collectionName("spread")
                .partitionName(partition)
                .build())
        .getNumOfEntities();
  }

  private static Set<Long> queried(String collection, String filter, String... partitions) {
    return client
        .query(
            QueryReq.builder()
                .collectionName(collection)
                .filter(filter)
                .partitionNames(List.of(partitions))
                .outputFields(List.of("id"))
                .build())
        .getQueryResults()
        .stream()
        .map(result -> (Long) result.getEntity().get("id"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Long> found(String collection, String filter, String... partitions) {
    return client
        .search(
            SearchReq.builder()
                .collectionName(collection)
                .filter(filter)
                .partitionNames(List.of(partitions))
                .data(List.of(new FloatVec(new float[] {0, 0})))
                .limit(100)
                .build())
        .getSearchResults()
        .get(0)
        .stream()
        .map(hit -> (Long) hit.getId())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
