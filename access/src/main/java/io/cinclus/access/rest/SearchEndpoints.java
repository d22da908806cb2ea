package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.TimeZones;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.DslType;
import io.cinclus.milvus.grpc.FunctionScore;
import io.cinclus.milvus.grpc.HybridSearchRequest;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Searches. Stateless. */
final class SearchEndpoints {
  private static final int DEFAULT_LIMIT = 100;
  private static final String LIMIT = "limit";
  private static final String OFFSET = "offset";
  private static final String METRIC = "metricType";
  private static final String OUTPUT_FIELDS = "outputFields";
  private static final String FUNCTION_SCORE = "functionScore";

  private SearchEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "entities/search",
        List.of(
            MilvusServiceGrpc.getDescribeCollectionMethod(), MilvusServiceGrpc.getSearchMethod()),
        SearchEndpoints::search);
    for (String path : List.of("entities/hybrid_search", "entities/advanced_search")) {
      endpoints.add(
          path,
          List.of(
              MilvusServiceGrpc.getDescribeCollectionMethod(),
              MilvusServiceGrpc.getHybridSearchMethod()),
          SearchEndpoints::hybrid);
    }
  }

  private static CompletableFuture<ObjectNode> search(RestRequest sent) {
    Body body = sent.body();
    if (!body.has("ids")) {
      body.listOfSome("data");
    }
    SearchRequest.Builder request =
        one(body, body.object("searchParams"))
            .setDbName(sent.database())
            .setCollectionName(sent.collection())
            .addAllPartitionNames(body.texts("partitionNames"))
            .addAllOutputFields(body.texts(OUTPUT_FIELDS))
            .addAllSearchParams(grouping(body))
            .addAllSearchParams(zone(body))
            .setFunctionScore(functionScore(body));
    Consistency.level(body.text("consistencyLevel", ""))
        .ifPresentOrElse(
            request::setConsistencyLevel, () -> request.setUseDefaultConsistency(true));
    return CollectionEndpoints.description(sent)
        .thenCompose(
            collection ->
                sent.call(
                    MilvusServiceGrpc.getSearchMethod(),
                    SearchInput.set(request, body, collection.getSchema()).build()))
        .thenApply(results -> hits(sent, results));
  }

  private static CompletableFuture<ObjectNode> hybrid(RestRequest sent) {
    Body body = sent.body();
    body.listOfSome("search");
    List<Body> searches = body.objects("search");
    searches.forEach(search -> search.listOfSome("data"));
    HybridSearchRequest.Builder request =
        HybridSearchRequest.newBuilder()
            .setDbName(sent.database())
            .setCollectionName(sent.collection())
            .addAllPartitionNames(body.texts("partitionNames"))
            .addAllOutputFields(body.texts(OUTPUT_FIELDS))
            .addAllRankParams(rank(body))
            .addAllRankParams(grouping(body))
            .addAllRankParams(zone(body))
            .setFunctionScore(functionScore(body));
    Consistency.level(body.text("consistencyLevel", ""))
        .ifPresentOrElse(
            request::setConsistencyLevel, () -> request.setUseDefaultConsistency(true));
    return CollectionEndpoints.description(sent)
        .thenCompose(
            collection ->
                sent.call(
                    MilvusServiceGrpc.getHybridSearchMethod(),
                    request
                        .addAllRequests(requests(sent, searches, collection.getSchema()))
                        .build()))
        .thenApply(results -> hits(sent, results));
  }

  private static List<SearchRequest> requests(
      RestRequest sent, List<Body> searches, CollectionSchema schema) {
    List<SearchRequest> requests = new ArrayList<>();
    for (Body search : searches) {
      SearchRequest.Builder request =
          one(search, search.object("params"))
              .setDbName(sent.database())
              .setCollectionName(sent.collection());
      requests.add(SearchInput.set(request, search, schema).build());
    }
    return requests;
  }

  /** What the only search of a request and each of several have in common. */
  private static SearchRequest.Builder one(Body search, Body params) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder()
            .setDsl(search.text("filter", ""))
            .setDslType(DslType.BoolExprV1)
            .putAllExprTemplateValues(JsonTemplates.of(search))
            .addSearchParams(
                KeyValues.pair("topk", Integer.toString(search.integer(LIMIT, DEFAULT_LIMIT))))
            .addSearchParams(KeyValues.pair(OFFSET, Integer.toString(search.integer(OFFSET, 0))))
            .addSearchParams(KeyValues.pair("anns_field", search.text("annsField", "")));
    String metric = search.text(METRIC, params.text(METRIC, ""));
    if (!metric.isEmpty()) {
      request.addSearchParams(KeyValues.pair("metric_type", metric));
    }
    for (Map.Entry<String, JsonNode> param : params.object().properties()) {
      if (!param.getKey().equalsIgnoreCase(METRIC)) {
        request.addSearchParams(
            KeyValues.pair(snakeCase(param.getKey()), Body.plain(param.getValue())));
      }
    }
    return request;
  }

  /** Milvus' own names of parameters, which REST writes in its way. */
  private static String snakeCase(String name) {
    return switch (name) {
      case "ignoreGrowing" -> "ignore_growing";
      case "roundDecimal" -> "round_decimal";
      default -> name;
    };
  }

  private static List<KeyValuePair> grouping(Body body) {
    List<KeyValuePair> params = new ArrayList<>();
    String field = body.text("groupingField", "");
    if (!field.isEmpty()) {
      params.add(KeyValues.pair("group_by_field", field));
      int size = body.integer("groupSize", 0);
      if (size > 0) {
        params.add(KeyValues.pair("group_size", Integer.toString(size)));
        params.add(
            KeyValues.pair(
                "strict_group_size", Boolean.toString(body.flag("strictGroupSize", false))));
      }
    }
    return params;
  }

  private static List<KeyValuePair> zone(Body body) {
    String zone = body.text(TimeZones.PARAMETER, "");
    return zone.isEmpty() ? List.of() : List.of(KeyValues.pair(TimeZones.PARAMETER, zone));
  }

  private static List<KeyValuePair> rank(Body body) {
    List<KeyValuePair> params = new ArrayList<>();
    params.add(KeyValues.pair(LIMIT, Integer.toString(body.integer(LIMIT, DEFAULT_LIMIT))));
    params.add(KeyValues.pair(OFFSET, Integer.toString(body.integer(OFFSET, 0))));
    Body rerank = body.object("rerank");
    String strategy = rerank.text("strategy", "");
    if (!strategy.isEmpty()) {
      params.add(KeyValues.pair("strategy", strategy));
      params.add(KeyValues.pair(KeyValues.PARAMS, rerank.object("params").object().toString()));
    }
    return params;
  }

  private static FunctionScore functionScore(Body body) {
    Body score = body.object(FUNCTION_SCORE);
    FunctionScore.Builder message = FunctionScore.newBuilder().addAllParams(score.pairs("params"));
    score
        .objects("functions")
        .forEach(function -> message.addFunctions(JsonSchemas.function(function)));
    return message.build();
  }

  private static ObjectNode hits(RestRequest sent, SearchResults results) {
    ArrayNode counts = Json.list();
    results.getResults().getTopksList().forEach(count -> counts.add(count));
    ObjectNode reply =
        Reply.data(Json.list(RowsJson.hits(results.getResults(), sent.numbers()))).put("cost", 0);
    reply.set("topks", counts);
    return reply;
  }
}
