package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.EmbeddedText;
import io.milvus.v2.service.vector.request.highlighter.Highlighter;
import io.milvus.v2.service.vector.request.highlighter.LexicalHighlighter;
import io.milvus.v2.service.vector.request.highlighter.SemanticHighlighter;
import io.milvus.v2.service.vector.response.SearchResp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Highlighted texts through Milvus' Java client as it is. */
class MilvusHighlightTest {
  private static final String NAME = "highlights";

  /** The ids are the numbers of the lines. */
  private static final List<String> TEXTS =
      List.of(
          "my first test doc",
          "my second test doc. Milvus is a database.",
          "nothing of interest",
          "Testing is what a tester does with tests");

  @Test
  void termsAreTaggedInTheTextsOfHits() throws Exception {
    MilvusClientV2 client = StandaloneProcess.shared().client();
    try {
      create(client);
      insert(client);
      assertThat(highlights(client, braces().highlightSearchText(true).build(), "test"))
          .isEqualTo(
              List.of(
                  Map.of(
                      0L,
                      List.of("{test} doc"),
                      1L,
                      List.of("{test} doc. Milvus is a database."),
                      3L,
                      List.of("{Testing} is what a tester does with {tests}"))));
      twoSearches(client);
      fragments(client);
      refuses(client);
    } finally {
      client.close();
    }
  }

  private static void create(MilvusClientV2 client) {
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(NAME)
            .collectionSchema(Samples.texts())
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName("sparse")
                        .indexType(IndexParam.IndexType.SPARSE_INVERTED_INDEX)
                        .metricType(IndexParam.MetricType.BM25)
                        .build()))
            .build());
  }

  private static void insert(MilvusClientV2 client) {
    client.insert(InsertReq.builder().collectionName(NAME).data(Samples.rows(TEXTS)).build());
  }

  private static LexicalHighlighter.LexicalHighlighterBuilder braces() {
    return LexicalHighlighter.builder().preTags(List.of("{")).postTags(List.of("}"));
  }

  /** Of each search the fragments by the hits' ids. */
  private static List<Map<Object, List<String>>> highlights(
      MilvusClientV2 client, Highlighter highlighter, String... searches) {
    List<Map<Object, List<String>>> all = new ArrayList<>();
    SearchResp found =
        client.search(
            SearchReq.builder()
                .collectionName(NAME)
                .annsField("sparse")
                .data(Stream.of(searches).<BaseVector>map(EmbeddedText::new).toList())
                .limit(10)
                .outputFields(List.of("id"))
                .highlighter(highlighter)
                .consistencyLevel(ConsistencyLevel.STRONG)
                .build());
    for (List<SearchResp.SearchResult> hits : found.getSearchResults()) {
      Map<Object, List<String>> byId = new TreeMap<>();
      hits.forEach(hit -> byId.put(hit.getId(), hit.getHighlightResult("text").getFragments()));
      all.add(byId);
    }
    return all;
  }

  private static void twoSearches(MilvusClientV2 client) {
    LexicalHighlighter both =
        braces()
            .highlightSearchText(true)
            .highlightQueries(
                List.of(new LexicalHighlighter.HighlightQuery("TextMatch", "text", "my")))
            .build();
    assertThat(highlights(client, both, "first", "Milvus"))
        .isEqualTo(
            List.of(
                Map.of(0L, List.of("{my} {first} test doc")),
                Map.of(1L, List.of("{my} second test doc. {Milvus} is a database."))));
  }

  private static void fragments(MilvusClientV2 client) {
    LexicalHighlighter small =
        LexicalHighlighter.builder()
            .highlightSearchText(true)
            .fragmentOffset(3)
            .fragmentSize(8)
            .numOfFragments(1)
            .build();
    assertThat(highlights(client, small, "database"))
        .isEqualTo(List.of(Map.of(1L, List.of(" a <em>database</em>"))));
  }

  private static void refuses(MilvusClientV2 client) {
    assertThatThrownBy(() -> highlights(client, braces().preTags(List.of()).build(), "test"))
        .isInstanceOf(MilvusClientException.class)
        .hasMessageContaining("pre_tags cannot be empty list");
    assertThatThrownBy(
            () ->
                highlights(
                    client,
                    SemanticHighlighter.builder()
                        .queries(List.of("x"))
                        .inputFields(List.of("text"))
                        .build(),
                    "test"))
        .isInstanceOf(MilvusClientException.class)
        .hasMessageContaining("only a lexical highlighter is built");
  }
}
