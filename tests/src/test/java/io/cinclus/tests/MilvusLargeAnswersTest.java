package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.SearchResp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers of more rows than one reply may have, and of more bytes. */
class MilvusLargeAnswersTest {
  private static final String NAME = "large_answers";
  private static final int ROWS = 17_000;
  private static final int BATCH = 4_250;
  private static final int MAX_TOPK = 16_384;
  private static final String PADDING = "x".repeat(700);

  private static MilvusClientV2 client;

  @BeforeAll
  static void write() throws IOException {
    client = StandaloneProcess.shared().client();
    CreateCollectionReq.CollectionSchema schema = Samples.keyed();
    schema.addField(Samples.vector("vector"));
    schema.addField(
        AddFieldReq.builder().fieldName("text").dataType(DataType.VarChar).maxLength(1000).build());
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(NAME)
            .collectionSchema(schema)
            .numShards(3)
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName("vector")
                        .indexType(IndexParam.IndexType.FLAT)
                        .metricType(IndexParam.MetricType.L2)
                        .build()))
            .consistencyLevel(ConsistencyLevel.STRONG)
            .build());
    for (long from = 0; from < ROWS; from += BATCH) {
      client.insert(
          InsertReq.builder()
              .collectionName(NAME)
              .data(
                  LongStream.range(from, from + BATCH)
                      .mapToObj(MilvusLargeAnswersTest::row)
                      .toList())
              .build());
    }
  }

  @AfterAll
  static void drop() {
    client.dropCollection(DropCollectionReq.builder().collectionName(NAME).build());
    client.close();
  }

  /** Row k is at (k, 0). */
  private static JsonObject row(long key) {
    JsonArray vector = new JsonArray();
    vector.add((float) key);
    vector.add(0f);
    JsonObject row = new JsonObject();
    row.addProperty("id", key);
    row.add("vector", vector);
    row.addProperty("text", text(key));
    return row;
  }

  private static String text(long key) {
    return key + PADDING;
  }

  private static List<Map<String, Object>> query(String filter, long limit, long offset) {
    return client
        .query(
            QueryReq.builder()
                .collectionName(NAME)
                .filter(filter)
                .outputFields(List.of("id", "text"))
                .limit(limit)
                .offset(offset)
                .build())
        .getQueryResults()
        .stream()
        .map(row -> row.getEntity())
        .toList();
  }

  private static List<Map<String, Object>> expected(long from, long to) {
    return LongStream.range(from, to)
        .mapToObj(key -> Map.<String, Object>of("id", key, "text", text(key)))
        .toList();
  }

  @Test
  void aQueryWithAFilterAndNoLimitGivesEveryRow() {
    assertThat(query("id >= 0", 0, 0)).isEqualTo(expected(0, ROWS));
  }

  @Test
  void aQueryForManyLargeRowsGivesThem() {
    assertThat(query("id >= 100", 16_000, 384)).isEqualTo(expected(484, 16_484));
  }

  private static List<List<SearchResp.SearchResult>> search(int topk, float... places) {
    List<BaseVector> vectors = new ArrayList<>();
    for (float place : places) {
      vectors.add(new FloatVec(List.of(place, 0f)));
    }
    return client
        .search(
            SearchReq.builder()
                .collectionName(NAME)
                .data(vectors)
                .limit(topk)
                .outputFields(List.of("text"))
                .build())
        .getSearchResults();
  }

  @Test
  void aSearchForAsManyHitsAsMayBeBringsTheirFieldsAlong() {
    List<SearchResp.SearchResult> hits = search(MAX_TOPK, -1).get(0);
    assertThat(hits.stream().map(SearchResp.SearchResult::getId))
        .containsExactlyElementsOf(LongStream.range(0, MAX_TOPK).boxed().toList());
    assertThat(hits)
        .allSatisfy(
            hit -> assertThat(hit.getEntity()).containsEntry("text", text((Long) hit.getId())));
  }

  @Test
  void severalSearchesShareTheRowsThatTheyBringAlong() {
    List<List<SearchResp.SearchResult>> all = search(9_000, -1, ROWS);
    for (int query = 0; query < 2; query++) {
      List<SearchResp.SearchResult> hits = all.get(query);
      for (int rank = 0; rank < 9_000; rank++) {
        long key = query == 0 ? rank : ROWS - 1 - rank;
        assertThat(hits.get(rank).getId()).isEqualTo(key);
        assertThat(hits.get(rank).getEntity()).containsEntry("text", text(key));
      }
    }
  }
}
