package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.CompactionState;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.collection.request.AlterCollectionPropertiesReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DropCollectionPropertiesReq;
import io.milvus.v2.service.utility.request.CompactReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.utility.request.GetCompactionStateReq;
import io.milvus.v2.service.utility.request.GetPersistentSegmentInfoReq;
import io.milvus.v2.service.utility.response.GetPersistentSegmentInfoResp;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of rows in time, by Milvus' Java client. */
class MilvusUpkeepTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 50;

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
  void rowsOlderThanTheirTimeToLiveAreNeitherCountedNorFound() throws Exception {
    create("aging");
    insert("aging", 1, 10);
    client.flush(FlushReq.builder().collectionNames(List.of("aging")).build());
    insert("aging", 11, 20);
    assertThat(count("aging")).isEqualTo(20);
    client.alterCollectionProperties(
        AlterCollectionPropertiesReq.builder()
            .collectionName("aging")
            .properties(Map.of("collection.ttl.seconds", "1"))
            .build());
    await(() -> count("aging") == 0);
    assertThat(found("aging")).isZero();

    client.dropCollectionProperties(
        DropCollectionPropertiesReq.builder()
            .collectionName("aging")
            .propertyKeys(List.of("collection.ttl.seconds"))
            .build());
    insert("aging", 15, 25);
    await(() -> found("aging") == count("aging"));
    assertThat(count("aging")).as("what has expired stays so").isLessThanOrEqualTo(11);
  }

  @Test
  void aCompactionMergesSegmentsAndIsExecutingUntilItHas() throws Exception {
    create("small");
    for (long id = 1; id <= 3; id++) {
      insert("small", id, 10 + id);
      client.flush(FlushReq.builder().collectionNames(List.of("small")).build());
    }
    client.delete(DeleteReq.builder().collectionName("small").filter("id in [1, 2]").build());
    client.flush(FlushReq.builder().collectionNames(List.of("small")).build());
    assertThat(segments()).hasSize(3);
    long id =
        client.compact(CompactReq.builder().collectionName("small").build()).getCompactionID();
    await(() -> state(id) == CompactionState.Completed);
    assertThat(segments()).hasSize(1).containsExactly(11L);
    assertThat(count("small")).isEqualTo(11);
    long again =
        client.compact(CompactReq.builder().collectionName("small").build()).getCompactionID();
    assertThat(again).isGreaterThan(id);
    await(() -> state(again) == CompactionState.Completed);
    assertThat(segments()).containsExactly(11L);
  }

  private static CompactionState state(long id) {
    return client
        .getCompactionState(GetCompactionStateReq.builder().compactionID(id).build())
        .getState();
  }

  /** The rows of each sealed segment. */
  private static List<Long> segments() {
    return client
        .getPersistentSegmentInfo(
            GetPersistentSegmentInfoReq.builder().collectionName("small").build())
        .getSegmentInfos()
        .stream()
        .map(GetPersistentSegmentInfoResp.PersistentSegmentInfo::getNumOfRows)
        .toList();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it does not come").isLessThan(end);
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static void create(String name) {
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(name)
            .dimension(2)
            .metricType("L2")
            .consistencyLevel(ConsistencyLevel.STRONG)
            .build());
  }

  private static void insert(String collection, long from, long to) {
    client.insert(
        InsertReq.builder()
            .collectionName(collection)
            .data(LongStream.rangeClosed(from, to).mapToObj(MilvusUpkeepTest::row).toList())
            .build());
  }

  private static JsonObject row(long id) {
    JsonObject row = new JsonObject();
    row.addProperty("id", id);
    JsonArray vector = new JsonArray();
    vector.add((float) id);
    vector.add(0f);
    row.add("vector", vector);
    return row;
  }

  private static long count(String collection) {
    Object count =
        client
            .query(
                QueryReq.builder()
                    .collectionName(collection)
                    .outputFields(List.of("count(*)"))
                    .build())
            .getQueryResults()
            .get(0)
            .getEntity()
            .get("count(*)");
    return (Long) Objects.requireNonNull(count);
  }

  private static int found(String collection) {
    return client
        .search(
            SearchReq.builder()
                .collectionName(collection)
                .data(List.of(new FloatVec(new float[] {0, 0})))
                .limit(100)
                .build())
        .getSearchResults()
        .get(0)
        .size();
  }
}
