package io.cinclus.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;

/**
 * What Milvus' {@code analyzer_params} say: an analyzer by name ({@code {"type": "english"}}), or a
 * tokenizer and filters ({@code {"tokenizer": "standard", "filter": ["lowercase"]}}). Immutable.
 *
 * @param tokenizer makes a new one
 * @param filters in the order in which they are applied
 */
record AnalyzerParams(Supplier<Tokenizer> tokenizer, List<TokenFilters.Factory> filters) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TYPE = "type";
  private static final String STOP_WORDS = "stop_words";

  AnalyzerParams {
    filters = List.copyOf(filters);
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException where they are no JSON, or name what is not known
   */
  static AnalyzerParams parse(String params) {
    JsonNode root = read(params);
    if (root.has(TYPE)) {
      return named(root);
    }
    requireKnown(root, "analyzer_params", Set.of("tokenizer", "filter"));
    List<TokenFilters.Factory> filters = new ArrayList<>();
    for (JsonNode filter : root.path("filter")) {
      filters.add(TokenFilters.parse(filter));
    }
    if (root.has("filter") && !root.get("filter").isArray()) {
      throw new IllegalArgumentException("filter must be a list, not " + root.get("filter"));
    }
    boolean plain = !root.has("tokenizer") && !root.has("filter");
    return plain
        ? standard(List.of())
        : new AnalyzerParams(Tokenizers.parse(root.path("tokenizer")), filters);
  }

  private static JsonNode read(String params) {
    if (params.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      JsonNode root = JSON.readTree(params);
      if (root.isObject()) {
        return root;
      }
      throw new IllegalArgumentException("analyzer_params must be a JSON object, not " + root);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "analyzer_params are no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static AnalyzerParams named(JsonNode root) {
    String type = root.get(TYPE).asText();
    requireKnown(root, "analyzer " + type, Set.of(TYPE, STOP_WORDS));
    List<TokenFilters.Factory> stop = new ArrayList<>();
    if (root.has(STOP_WORDS)) {
      stop.add(TokenFilters.stop(root.get(STOP_WORDS)));
    }
    return switch (type) {
      case "standard" -> standard(stop);
      case "english" -> english(stop);
      case "chinese" ->
          new AnalyzerParams(Tokenizers.CHINESE, List.of(TokenFilters.named("cnalphanumonly")));
      default ->
          throw new IllegalArgumentException(
              "there is no analyzer of type %s, but standard, english and chinese, and those of a tokenizer and filters"
                  .formatted(type));
    };
  }

  private static AnalyzerParams standard(List<TokenFilters.Factory> stop) {
    List<TokenFilters.Factory> filters = new ArrayList<>();
    filters.add(TokenFilters.named("lowercase"));
    filters.addAll(stop);
    return new AnalyzerParams(Tokenizers.STANDARD, filters);
  }

  private static AnalyzerParams english(List<TokenFilters.Factory> stop) {
    List<TokenFilters.Factory> filters = new ArrayList<>();
    filters.add(TokenFilters.named("lowercase"));
    filters.add(TokenFilters.stemmer("english"));
    filters.add(TokenFilters.stop(JsonNodeFactory.instance.arrayNode().add("_english_")));
    filters.addAll(stop);
    return new AnalyzerParams(Tokenizers.STANDARD, filters);
  }

  static void requireKnown(JsonNode node, String what, Set<String> known) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new IllegalArgumentException(
                    "%s has no %s, but %s".formatted(what, name, known.stream().sorted().toList()));
              }
            });
  }

  /** Keeps a stream for each thread. */
  Analyzer toAnalyzer() {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        Tokenizer source = tokenizer.get();
        TokenStream stream = source;
        for (TokenFilters.Factory filter : filters) {
          stream = filter.apply(stream);
        }
        return new TokenStreamComponents(source, stream);
      }
    };
  }
}
