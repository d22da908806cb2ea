package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.HighlightData;
import io.cinclus.milvus.grpc.HighlightResult;
import io.cinclus.milvus.grpc.HighlightType;
import io.cinclus.milvus.grpc.Highlighter;
import io.cinclus.milvus.grpc.PlaceholderGroup;
import io.cinclus.milvus.grpc.PlaceholderType;
import io.cinclus.milvus.grpc.PlaceholderValue;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FunctionSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Hits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HighlightsTest {
  private static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey().withId(1),
              FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(99))
                  .asNullable()
                  .withAnalysis(new FieldSchema.Analysis(true, ""))
                  .withId(2),
              FieldSchema.of("plain", DataType.VARCHAR, Limits.maxLength(99)).withId(3),
              FieldSchema.of("sparse", DataType.SPARSE_FLOAT_VECTOR, Limits.NONE).withId(4),
              FieldSchema.of("dense", DataType.FLOAT_VECTOR, Limits.dimension(1)).withId(5)),
          List.of(new FunctionSchema("f", "", FunctionSchema.Type.BM25, "text", "sparse")));

  private static final FieldSchema SPARSE = SCHEMA.field("sparse").orElseThrow();

  private static SearchRequest request(Map<String, String> params, String... texts) {
    PlaceholderValue.Builder placeholder =
        PlaceholderValue.newBuilder().setTag("$0").setType(PlaceholderType.VarChar);
    for (String text : texts) {
      placeholder.addValues(ByteString.copyFromUtf8(text));
    }
    return SearchRequest.newBuilder()
        .setPlaceholderGroup(
            PlaceholderGroup.newBuilder().addPlaceholders(placeholder).build().toByteString())
        .setHighlighter(Highlighter.newBuilder().addAllParams(KeyValues.pairs(params)))
        .build();
  }

  private static Hits hits(String... texts) {
    boolean[] nulls = new boolean[texts.length];
    String[] values = texts.clone();
    Hits.Builder hits = Hits.newBuilder();
    for (int row = 0; row < texts.length; row++) {
      nulls[row] = texts[row].equals("null");
      hits.addDistances(row);
    }
    RowBatch rows =
        new RowBatch(texts.length, Map.of(2, new Column.Texts(DataType.VARCHAR, values, nulls)));
    return hits.setFields(RowsCodec.encode(rows)).build();
  }

  private static List<List<String>> fragments(Highlights highlights, Hits... hits) {
    List<HighlightResult> results = highlights.of(List.of(hits), SCHEMA);
    assertThat(results).hasSize(1);
    assertThat(results.get(0).getFieldName()).isEqualTo("text");
    return results.get(0).getDatasList().stream()
        .map(HighlightData::getFragmentsList)
        .<List<String>>map(List::copyOf)
        .toList();
  }

  @Test
  void eachSearchHasItsOwnTermsAndAllHaveThoseOfTheQueries() {
    Map<String, String> params =
        Map.of(
            "highlight_search_text",
            "true",
            "highlight_query",
            "[{\"type\": \"TextMatch\", \"field\": \"text\", \"text\": \"Two\"}]");
    Highlights highlights = Highlights.of(request(params, "one", "three"), SPARSE, SCHEMA);
    assertThat(highlights.fields()).extracting(FieldSchema::name).containsExactly("text");
    assertThat(fragments(highlights, hits("one two three", "null", "four"), hits("one two three")))
        .containsExactly(
            List.of("<em>one</em> <em>two</em> three"),
            List.of(),
            List.of(),
            List.of("<em>two</em> <em>three</em>"));
    assertThat(fragments(highlights, Hits.getDefaultInstance(), hits("three")))
        .containsExactly(List.of("<em>three</em>"));
  }

  @Test
  void theSettingsAreThoseThatWereSent() {
    Map<String, String> params =
        Map.of(
            "highlight_search_text", "True",
            "pre_tags", "[\"{\", \"[\"]",
            "post_tags", "[\"}\", \"]\"]",
            "fragment_offset", "2",
            "fragment_size", "6",
            "num_of_fragments", "1");
    Highlights highlights = Highlights.of(request(params, "a b"), SPARSE, SCHEMA);
    assertThat(fragments(highlights, hits("xxxx a b a b a b")))
        .containsExactly(List.of("x {a} [b] "));
  }

  @Test
  void nothingIsHighlightedWhereNothingIsAskedFor() {
    assertThat(Highlights.of(request(Map.of(), "a"), SPARSE, SCHEMA).of(List.of(), SCHEMA))
        .isEmpty();
    assertThat(Highlights.NONE.of(List.of(hits("a")), SCHEMA)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          pre_tags         | []        | pre_tags cannot be empty list
          pre_tags         | [1]       | send texts
          post_tags        | {}        | post_tags is no list
          post_tags        | <b>       | post_tags is no JSON
          fragment_size    | 0         | the highlighter cannot be
          fragment_offset  | -1        | the highlighter cannot be
          num_of_fragments | -1        | the highlighter cannot be
          fragment_size    | 65536     | ask for at most
          num_of_fragments | 1001      | ask for at most
          fragment_size    | wide      | fragment_size is 'wide'
          highlight_query  | [1]       | send {"type": "TextMatch"
          highlight_query  | [{"type": "Term", "field": "text", "text": "a"}] | send {"type": "TextMatch"
          highlight_query  | [{"type": "TextMatch", "field": "plain", "text": "a"}] | 'plain' cannot be highlighted
          """)
  void settingsThatCannotBeAreRefused(String key, String value, String problem) {
    assertThatThrownBy(() -> Highlights.of(request(Map.of(key, value), "a"), SPARSE, SCHEMA))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void whatIsNotSearchedForCannotBeHighlighted() {
    SearchRequest search = request(Map.of("highlight_search_text", "true"), "a");
    FieldSchema dense = SCHEMA.field("dense").orElseThrow();
    assertThatThrownBy(() -> Highlights.of(search, dense, SCHEMA))
        .hasMessageContaining("'dense' is not filled from texts");
    SearchRequest.Builder semantic = search.toBuilder();
    semantic.getHighlighterBuilder().setType(HighlightType.Semantic);
    assertThatThrownBy(() -> Highlights.of(semantic.build(), SPARSE, SCHEMA))
        .hasMessageContaining("only a lexical highlighter is built");
  }

  @Test
  void aFieldThatANodeDoesNotKnowYetIsNotFound() {
    String query = "[{\"type\": \"TextMatch\", \"field\": \"later\", \"text\": \"a\"}]";
    assertThatThrownBy(
            () -> Highlights.of(request(Map.of("highlight_query", query), "a"), SPARSE, SCHEMA))
        .isInstanceOfSatisfying(
            CinclusException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FIELD_NOT_FOUND));
  }

  @Test
  void anAnswerHasSoManyCharactersOfHighlights() {
    String tag = "[\"" + "x".repeat(256) + "\"]";
    Map<String, String> params =
        Map.of(
            "highlight_search_text",
            "true",
            "pre_tags",
            tag,
            "post_tags",
            tag,
            "fragment_size",
            "65535");
    Highlights highlights = Highlights.of(request(params, "a"), SPARSE, SCHEMA);
    Hits hits = hits("a ".repeat(20_000), "a ".repeat(20_000));
    assertThatThrownBy(() -> highlights.of(List.of(hits), SCHEMA))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("ask for fewer hits or fragments");
  }
}
