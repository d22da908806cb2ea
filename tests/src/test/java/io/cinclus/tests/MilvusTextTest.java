package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import io.milvus.v2.service.vector.request.AnnSearchReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.HybridSearchReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.RunAnalyzerReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.EmbeddedText;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.request.ranker.RRFRanker;
import io.milvus.v2.service.vector.response.RunAnalyzerResp;
import io.milvus.v2.service.vector.response.SearchResp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Full-text search through Milvus' Java client as it is. */
class MilvusTextTest {
  private static final String NAME = "birds";

  /** The ids are the numbers of the lines. */
  private static final List<String> TEXTS =
      List.of(
          "The dipper hunts under running water",
          "A kite circles above the lake",
          "Dippers walk under water, and dippers sing by the water",
          "The kingfisher dives into water from a branch",
          "Owls hunt at night");

  @Test
  void textsAreFoundByTheirTerms() throws Exception {
    MilvusClientV2 client = StandaloneProcess.shared().client();
    try {
      create(client);
      describes(client);
      insert(client);
      ranks(client);
      filters(client);
      hybrid(client);
      refuses(client);
      analyzes(client);
    } finally {
      client.close();
    }
  }

  private static void create(MilvusClientV2 client) {
    CreateCollectionReq.CollectionSchema schema = Samples.texts();
    schema.addField(Samples.vector("dense"));
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(NAME)
            .collectionSchema(schema)
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName("sparse")
                        .indexType(IndexParam.IndexType.SPARSE_INVERTED_INDEX)
                        .metricType(IndexParam.MetricType.BM25)
                        .extraParams(Map.of("bm25_k1", 1.2, "bm25_b", 0.75))
                        .build(),
                    IndexParam.builder()
                        .fieldName("dense")
                        .indexType(IndexParam.IndexType.FLAT)
                        .metricType(IndexParam.MetricType.L2)
                        .build()))
            .build());
  }

  private static void describes(MilvusClientV2 client) {
    DescribeCollectionResp described =
        client.describeCollection(DescribeCollectionReq.builder().collectionName(NAME).build());
    CreateCollectionReq.CollectionSchema schema = described.getCollectionSchema();
    assertThat(schema.getFunctionList()).hasSize(1);
    assertThat(schema.getFunctionList().get(0).getInputFieldNames()).containsExactly("text");
    assertThat(schema.getFunctionList().get(0).getOutputFieldNames()).containsExactly("sparse");
    assertThat(schema.getField("text").getEnableMatch()).isTrue();
    assertThat(schema.getField("text").getAnalyzerParams()).containsEntry("type", "english");
  }

  private static void insert(MilvusClientV2 client) {
    List<JsonObject> rows = new ArrayList<>();
    for (int id = 0; id < TEXTS.size(); id++) {
      JsonObject row = new JsonObject();
      row.addProperty("id", id);
      row.addProperty("text", TEXTS.get(id));
      JsonArray dense = new JsonArray();
      dense.add((float) id);
      dense.add(0f);
      row.add("dense", dense);
      rows.add(row);
    }
    client.insert(InsertReq.builder().collectionName(NAME).data(rows).build());
  }

  private static List<SearchResp.SearchResult> search(
      MilvusClientV2 client, String text, String filter) {
    return client
        .search(
            SearchReq.builder()
                .collectionName(NAME)
                .annsField("sparse")
                .data(List.of(new EmbeddedText(text)))
                .filter(filter)
                .outputFields(List.of("text"))
                .consistencyLevel(ConsistencyLevel.STRONG)
                .limit(10)
                .build())
        .getSearchResults()
        .get(0);
  }

  private static void ranks(MilvusClientV2 client) {
    List<SearchResp.SearchResult> hits = search(client, "dippers", "");
    assertThat(hits).extracting(SearchResp.SearchResult::getId).containsExactly(2L, 0L);
    assertThat(hits.get(0).getEntity()).containsEntry("text", TEXTS.get(2));
    // Terms without stop words: 5, 4, 7, 5 and 3; two of five documents have "dipper".
    double weight = Math.log(1 + (5 - 2 + 0.5) / (2 + 0.5));
    assertThat((double) hits.get(0).getScore()).isCloseTo(weight * counted(2, 7), within(1e-4));
    assertThat((double) hits.get(1).getScore()).isCloseTo(weight * counted(1, 5), within(1e-4));
    assertThat(search(client, "hunting water", "id < 4"))
        .extracting(SearchResp.SearchResult::getId)
        .startsWith(0L)
        .containsExactlyInAnyOrder(0L, 2L, 3L);
    assertThat(search(client, "penguin", "")).isEmpty();
  }

  private static double counted(double frequency, double length) {
    double average = (5 + 4 + 7 + 5 + 3) / 5.0;
    return frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * length / average));
  }

  private static List<Object> ids(MilvusClientV2 client, String filter) {
    return client
        .query(
            QueryReq.builder()
                .collectionName(NAME)
                .filter(filter)
                .outputFields(List.of("*"))
                .consistencyLevel(ConsistencyLevel.STRONG)
                .build())
        .getQueryResults()
        .stream()
        .map(row -> row.getEntity().get("id"))
        .toList();
  }

  private static void filters(MilvusClientV2 client) {
    assertThat(ids(client, "text_match(text, 'dipper lake')")).containsExactly(0L, 1L, 2L);
    assertThat(ids(client, "TEXT_MATCH(text, 'hunt water', minimum_should_match=2)"))
        .containsExactly(0L);
    assertThat(ids(client, "phrase_match(text, 'under water')")).containsExactly(2L);
    assertThat(ids(client, "phrase_match(text, 'under water', 1)")).containsExactly(0L, 2L);
    assertThat(ids(client, "not text_match(text, 'water') and text !~ '^A'")).containsExactly(4L);
    assertThat(ids(client, "(id & 1) == 1 and text =~ r'\\bl\\w+e$'")).containsExactly(1L);
    assertThat(search(client, "water", "phrase_match(text, 'water from')"))
        .extracting(SearchResp.SearchResult::getId)
        .containsExactly(3L);
  }

  private static void hybrid(MilvusClientV2 client) {
    SearchResp found =
        client.hybridSearch(
            HybridSearchReq.builder()
                .collectionName(NAME)
                .searchRequests(
                    List.of(
                        AnnSearchReq.builder()
                            .vectorFieldName("sparse")
                            .vectors(List.of(new EmbeddedText("dippers")))
                            .limit(5)
                            .build(),
                        AnnSearchReq.builder()
                            .vectorFieldName("dense")
                            .vectors(List.of(new FloatVec(List.of(2.2f, 0f))))
                            .limit(2)
                            .build()))
                .ranker(RRFRanker.builder().k(60).build())
                .consistencyLevel(ConsistencyLevel.STRONG)
                .limit(3)
                .build());
    assertThat(found.getSearchResults().get(0))
        .extracting(SearchResp.SearchResult::getId)
        .startsWith(2L)
        .containsExactlyInAnyOrder(2L, 0L, 3L);
  }

  /** Code 1100, and a word on what is wrong. */
  private static void refuses(MilvusClientV2 client) {
    assertRefused(() -> ids(client, "text_match(id, 'a')"), "must be a VARCHAR field");
    assertRefused(() -> ids(client, "text =~ 'a('"), "no regular expression");
    assertRefused(
        () ->
            client.query(
                QueryReq.builder()
                    .collectionName(NAME)
                    .filter("id == 1")
                    .outputFields(List.of("sparse"))
                    .build()),
        "cannot be output");
    client.delete(
        DeleteReq.builder().collectionName(NAME).filter("text_match(text, 'lake')").build());
    assertThat(ids(client, "id < 2")).containsExactly(0L);
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String what) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MilvusClientException.class, e -> assertThat(e.getServerErrCode()).isEqualTo(1100))
        .hasMessageContaining(what);
  }

  private static void analyzes(MilvusClientV2 client) {
    RunAnalyzerResp analyzed =
        client.runAnalyzer(
            RunAnalyzerReq.builder()
                .texts(List.of("Running waters"))
                .analyzerParams(Map.of("type", "english"))
                .withDetail(true)
                .build());
    assertThat(analyzed.getResults().get(0).getTokens())
        .extracting(
            RunAnalyzerResp.AnalyzerToken::getToken, RunAnalyzerResp.AnalyzerToken::getStartOffset)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("run", 0L),
            org.assertj.core.groups.Tuple.tuple("water", 8L));
    assertThat(
            client
                .runAnalyzer(
                    RunAnalyzerReq.builder()
                        .texts(List.of("the owls"))
                        .collectionName(NAME)
                        .fieldName("text")
                        .build())
                .getResults()
                .get(0)
                .getTokens())
        .extracting(RunAnalyzerResp.AnalyzerToken::getToken)
        .containsExactly("owl");
  }
}
