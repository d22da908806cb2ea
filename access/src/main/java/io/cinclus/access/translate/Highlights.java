package io.cinclus.access.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cinclus.milvus.grpc.HighlightData;
import io.cinclus.milvus.grpc.HighlightResult;
import io.cinclus.milvus.grpc.HighlightType;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FunctionSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.text.Fragments;
import io.cinclus.text.FunctionOutputs;
import io.cinclus.text.Term;
import io.cinclus.text.TextAnalyzer;
import io.cinclus.v1.Hits;
import io.cinclus.v1.QueryVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * What a client wants to see of the texts of hits: the parts that have the terms of what was
 * searched for, of {@code highlight_query}, or of both. Immutable.
 *
 * @param terms by field; of each query vector, since each has texts of its own
 */
public record Highlights(Fragments fragments, Map<FieldSchema, List<Set<String>>> terms) {
  /** Nothing is highlighted. */
  public static final Highlights NONE =
      new Highlights(new Fragments(List.of(""), List.of(""), 0, 1, 0), Map.of());

  private static final String PRE_TAGS = "pre_tags";
  private static final String POST_TAGS = "post_tags";
  private static final String OFFSET = "fragment_offset";
  private static final String SIZE = "fragment_size";
  private static final String COUNT = "num_of_fragments";
  private static final String SEARCH_TEXT = "highlight_search_text";
  private static final String QUERIES = "highlight_query";
  private static final int DEFAULT_SIZE = 100;
  private static final int DEFAULT_COUNT = 5;
  private static final int MAX_TAG_CHARS = 256;
  private static final int MAX_QUERIES = 64;

  /** Of the fragments of an answer, tags counted. */
  private static final long MAX_ANSWER_CHARS = 16L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  public Highlights {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /**
   * The highlights of a search; {@link ErrorCode#BAD_REQUEST} {@link ErrorCode#FIELD_NOT_FOUND} or
   * {@link ErrorCode#BAD_PARAMETER} where they cannot be.
   *
   * @param field that is searched
   */
  public static Highlights of(SearchRequest request, FieldSchema field, CollectionSchema schema) {
    if (request.getHighlighter().getType() != HighlightType.Lexical) {
      throw bad("only a lexical highlighter is built: there is no model for another one");
    }
    Map<String, String> params = KeyValues.of(request.getHighlighter().getParamsList());
    List<QueryVector> vectors =
        request.hasIds() ? List.of() : Placeholders.vectors(request.getPlaceholderGroup());
    int queryCount =
        request.hasIds() ? KeyIds.values(KeyIds.toKeys(request.getIds())).size() : vectors.size();
    Map<FieldSchema, List<Set<String>>> terms = new LinkedHashMap<>();
    if (KeyValues.isTrue(params, SEARCH_TEXT)) {
      addSearched(terms, vectors, field, schema);
    }
    for (JsonNode query : array(params, QUERIES, MAX_QUERIES)) {
      addQuery(terms, query, queryCount, schema);
    }
    return new Highlights(fragments(params), terms);
  }

  private static Fragments fragments(Map<String, String> params) {
    try {
      return new Fragments(
          tags(params, PRE_TAGS, "<em>"),
          tags(params, POST_TAGS, "</em>"),
          KeyValues.integer(params, OFFSET, 0),
          KeyValues.integer(params, SIZE, DEFAULT_SIZE),
          KeyValues.integer(params, COUNT, DEFAULT_COUNT));
    } catch (IllegalArgumentException e) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER, "the highlighter cannot be: " + e.getMessage(), e);
    }
  }

  private static List<String> tags(Map<String, String> params, String key, String otherwise) {
    if (!params.containsKey(key)) {
      return List.of(otherwise);
    }
    List<String> tags = new ArrayList<>();
    for (JsonNode tag : array(params, key, MAX_QUERIES)) {
      if (!tag.isTextual() || tag.textValue().length() > MAX_TAG_CHARS) {
        throw badParameter(
            "%s has %s: send texts of at most %d characters".formatted(key, tag, MAX_TAG_CHARS));
      }
      tags.add(tag.textValue());
    }
    if (tags.isEmpty()) {
      throw badParameter("%s cannot be empty list: send a tag, or leave it out".formatted(key));
    }
    return tags;
  }

  private static JsonNode array(Map<String, String> params, String key, int most) {
    String text = params.getOrDefault(key, "[]");
    try {
      JsonNode array = JSON.readTree(text);
      if (array != null && array.isArray() && array.size() <= most) {
        return array;
      }
    } catch (JsonProcessingException e) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER, "%s is no JSON: send a list".formatted(key), e);
    }
    throw badParameter("%s is no list, or has more than %d members".formatted(key, most));
  }

  private static void addSearched(
      Map<FieldSchema, List<Set<String>>> terms,
      List<QueryVector> vectors,
      FieldSchema field,
      CollectionSchema schema) {
    FunctionSchema function =
        schema
            .functionOf(field)
            .orElseThrow(
                () ->
                    bad(
                        "'%s' is not filled from texts, so there is no text that is searched for: leave %s out"
                            .formatted(field.name(), SEARCH_TEXT)));
    FieldSchema texts = schema.field(function.input()).orElseThrow();
    TextAnalyzer analyzer = FunctionOutputs.analyzer(texts);
    if (vectors.isEmpty() || vectors.stream().anyMatch(vector -> !vector.hasText())) {
      throw bad("the search is not for texts: leave %s out".formatted(SEARCH_TEXT));
    }
    terms.put(texts, vectors.stream().map(vector -> terms(analyzer, vector.getText())).toList());
  }

  private static void addQuery(
      Map<FieldSchema, List<Set<String>>> terms,
      JsonNode query,
      int queryCount,
      CollectionSchema schema) {
    if (!query.path("type").asText().equals("TextMatch")
        || !query.path("field").isTextual()
        || !query.path("text").isTextual()) {
      throw badParameter(
          "%s has %s: send {\"type\": \"TextMatch\", \"field\": …, \"text\": …}"
              .formatted(QUERIES, query));
    }
    String name = query.path("field").textValue();
    FieldSchema field =
        schema
            .field(name)
            .orElseThrow(
                () ->
                    new CinclusException(
                        ErrorCode.FIELD_NOT_FOUND,
                        "%s names '%s', which is no field of the collection"
                            .formatted(QUERIES, name)));
    if (field.analysis() == null) {
      throw bad("'%s' cannot be highlighted: name a field with an analyzer".formatted(name));
    }
    Set<String> more = terms(FunctionOutputs.analyzer(field), query.path("text").textValue());
    List<Set<String>> both = new ArrayList<>();
    List<Set<String>> before = terms.getOrDefault(field, List.of());
    for (int i = 0; i < queryCount; i++) {
      Set<String> all = new HashSet<>(more);
      all.addAll(before.isEmpty() ? Set.of() : before.get(i));
      both.add(all);
    }
    terms.put(field, both);
  }

  private static Set<String> terms(TextAnalyzer analyzer, String text) {
    return analyzer.terms(text).stream().map(Term::text).collect(Collectors.toSet());
  }

  /** The fields whose texts are needed. */
  public List<FieldSchema> fields() {
    return List.copyOf(terms.keySet());
  }

  /**
   * Of each field the parts of the texts of all hits, one query vector's behind the other's; {@link
   * ErrorCode#BAD_REQUEST} where they are too many characters for an answer.
   */
  public List<HighlightResult> of(List<Hits> hits, CollectionSchema schema) {
    List<HighlightResult> results = new ArrayList<>();
    AtomicLong chars = new AtomicLong();
    terms.forEach((field, ofQueries) -> results.add(of(field, ofQueries, hits, schema, chars)));
    return results;
  }

  private HighlightResult of(
      FieldSchema field,
      List<Set<String>> ofQueries,
      List<Hits> hits,
      CollectionSchema schema,
      AtomicLong chars) {
    HighlightResult.Builder result = HighlightResult.newBuilder().setFieldName(field.name());
    TextAnalyzer analyzer = FunctionOutputs.analyzer(field);
    for (int query = 0; query < hits.size(); query++) {
      if (hits.get(query).getDistancesCount() == 0) {
        continue;
      }
      RowBatch rows = RowsCodec.decode(hits.get(query).getFields(), schema);
      Column.Texts texts = (Column.Texts) rows.column(field.id());
      for (int row = 0; row < rows.rowCount(); row++) {
        HighlightData.Builder data = HighlightData.newBuilder();
        if (!texts.isNull(row)) {
          data.addAllFragments(
              counted(fragments.of(texts.values()[row], analyzer, ofQueries.get(query)), chars));
        }
        result.addDatas(data);
      }
    }
    return result.build();
  }

  private static List<String> counted(List<String> fragments, AtomicLong chars) {
    long more = fragments.stream().mapToLong(String::length).sum();
    if (chars.addAndGet(more) > MAX_ANSWER_CHARS) {
      throw bad(
          "the highlights of the answer have more than %d characters: ask for fewer hits or fragments, or shorter tags"
              .formatted(MAX_ANSWER_CHARS));
    }
    return fragments;
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }

  private static CinclusException badParameter(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
