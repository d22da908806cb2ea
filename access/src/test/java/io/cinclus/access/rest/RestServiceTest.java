package io.cinclus.access.rest;

import static io.cinclus.access.rest.Bodies.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.server.Server;
import io.cinclus.access.milvus.Calls;
import io.cinclus.access.security.Guard;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.ConsistencyLevel;
import io.cinclus.milvus.grpc.CreateCollectionRequest;
import io.cinclus.milvus.grpc.CreateIndexRequest;
import io.cinclus.milvus.grpc.DescribeCollectionResponse;
import io.cinclus.milvus.grpc.DescribeIndexResponse;
import io.cinclus.milvus.grpc.HybridSearchRequest;
import io.cinclus.milvus.grpc.IDs;
import io.cinclus.milvus.grpc.InsertRequest;
import io.cinclus.milvus.grpc.ListAliasesResponse;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.MutationResult;
import io.cinclus.milvus.grpc.PlaceholderGroup;
import io.cinclus.milvus.grpc.PlaceholderType;
import io.cinclus.milvus.grpc.PlaceholderValue;
import io.cinclus.milvus.grpc.QueryRequest;
import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResultData;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.milvus.grpc.ShowCollectionsResponse;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service over HTTP, with calls that only remember what they were asked. */
class RestServiceTest {
  private static final int MAX_BYTES = 1 << 16;
  private static final Context.Key<String> USER = Context.key("user");

  private static final CollectionSchema SCHEMA =
      JsonSchemas.full(
          Bodies.body(
              """
              {'collectionName': 'c', 'schema': {'enableDynamicField': true, 'fields': [
                {'fieldName': 'key', 'dataType': 'Int64', 'isPrimary': true},
                {'fieldName': 'v', 'dataType': 'FloatVector', 'elementTypeParams': {'dim': 2}},
                {'fieldName': 'w', 'dataType': 'SparseFloatVector'}]}}
              """));

  private static final BlockingQueue<Object> ASKED = new LinkedBlockingQueue<>();
  private static final ExecutorService WORKERS = Executors.newFixedThreadPool(2);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static Server server;

  @BeforeAll
  static void start() {
    server =
        Server.builder()
            .localPort(0, SessionProtocol.HTTP)
            .maxRequestLength(MAX_BYTES)
            .serviceUnder(
                RestService.PREFIX,
                new RestService(
                    calls(),
                    WORKERS,
                    WORKERS,
                    Duration.ofSeconds(30),
                    headers ->
                        Context.ROOT.withValue(USER, headers.get("authorization", "nobody"))))
            .build();
    server.start().join();
  }

  @AfterAll
  static void stop() {
    server.stop().join();
    WORKERS.shutdown();
  }

  private static Calls calls() {
    Calls calls = new Calls(WORKERS, Guard.open());
    addTo(
        calls,
        MilvusServiceGrpc.getDescribeIndexMethod(),
        DescribeIndexResponse.getDefaultInstance());
    addTo(
        calls, MilvusServiceGrpc.getListAliasesMethod(), ListAliasesResponse.getDefaultInstance());
    addTo(
        calls,
        MilvusServiceGrpc.getInsertMethod(),
        MutationResult.newBuilder()
            .setInsertCnt(2)
            .setIDs(IDs.newBuilder().setIntId(LongArray.newBuilder().addData(1L << 60).addData(2)))
            .build());
    addTo(calls, MilvusServiceGrpc.getQueryMethod(), QueryResults.getDefaultInstance());
    SearchResults hits =
        SearchResults.newBuilder()
            .setResults(
                SearchResultData.newBuilder()
                    .addTopks(1)
                    .addTopks(1)
                    .addScores(0.5f)
                    .addScores(0.25f)
                    .setIds(
                        IDs.newBuilder().setIntId(LongArray.newBuilder().addData(7).addData(8))))
            .build();
    addTo(calls, MilvusServiceGrpc.getSearchMethod(), hits);
    addTo(calls, MilvusServiceGrpc.getHybridSearchMethod(), hits);
    calls.add(
        MilvusServiceGrpc.getDescribeCollectionMethod(),
        request ->
            request.getCollectionName().equals("c")
                ? CompletableFuture.completedFuture(
                    DescribeCollectionResponse.newBuilder()
                        .setStatus(Statuses.ok())
                        .setCollectionName("c")
                        .setSchema(SCHEMA)
                        .build())
                : CompletableFuture.failedFuture(
                    new CinclusException(ErrorCode.COLLECTION_NOT_FOUND, "there is none")));
    calls.add(
        MilvusServiceGrpc.getShowCollectionsMethod(),
        request ->
            CompletableFuture.completedFuture(
                ShowCollectionsResponse.newBuilder()
                    .addCollectionNames(USER.get() + "@" + request.getDbName())
                    .build()));
    calls.add(
        MilvusServiceGrpc.getGetCollectionStatisticsMethod(), request -> new CompletableFuture<>());
    calls.addStatus(
        MilvusServiceGrpc.getDropCollectionMethod(),
        request -> {
          throw new IllegalStateException("broken");
        });
    calls.addStatus(MilvusServiceGrpc.getCreateCollectionMethod(), RestServiceTest::remembered);
    calls.addStatus(MilvusServiceGrpc.getCreateIndexMethod(), RestServiceTest::remembered);
    calls.addStatus(MilvusServiceGrpc.getLoadCollectionMethod(), RestServiceTest::remembered);
    return calls;
  }

  /** Else everybody could fill the log with errors. */
  @Test
  void aClientThatLeavesBeforeItsBodyIsReadIsNoFailureOfACall() {
    assertThat(statusOf(ClosedSessionException.get())).isEqualTo(400);
    assertThat(statusOf(AbortedStreamException.get())).isEqualTo(400);
  }

  @Test
  void whoIsNotLetInIsToldSoByTheStatusToo() {
    AggregatedHttpResponse refusal =
        RestService.failure(RestException.ofStatus(1400, "no password")).aggregate().join();
    assertThat(refusal.status().code()).isEqualTo(401);
    assertThat(refusal.contentUtf8()).contains("1800", "user hasn't authenticated: no password");
    assertThat(statusOf(RestException.ofStatus(1401, "not granted"))).isEqualTo(200);
  }

  private static int statusOf(Throwable failure) {
    return RestService.failure(new CompletionException(failure)).aggregate().join().status().code();
  }

  private static CompletableFuture<?> remembered(Object request) {
    ASKED.add(request);
    return CompletableFuture.completedFuture(request);
  }

  private static <Q, R extends Message> void addTo(
      Calls calls, MethodDescriptor<Q, R> method, R answer) {
    calls.add(method, request -> remembered(request).thenApply(done -> answer));
  }

  private static HttpResponse<String> send(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d%s/%s"
                        .formatted(server.activeLocalPort(), RestService.PREFIX, path)))
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode answer(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(path, body, headers);
    assertThat(response.statusCode()).isEqualTo(200);
    return parsed(response);
  }

  private static JsonNode parsed(HttpResponse<String> response) {
    return Json.parse(new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8)));
  }

  private static <T> T asked(Class<T> type) throws InterruptedException {
    return type.cast(ASKED.take());
  }

  @Test
  void theDatabaseAndTheCallerComeOfHeadersAndTheBodyGoesFirst() throws Exception {
    assertThat(answer("collections/list", "{}"))
        .isEqualTo(json("{'code': 0, 'data': ['nobody@']}"));
    assertThat(answer("collections/list", "{}", "dbName", "d", "Authorization", "Bearer me"))
        .isEqualTo(json("{'code': 0, 'data': ['Bearer me@d']}"));
    assertThat(answer("collections/list", "{'dbName': 'e'}", "dbName", "d").get("data").get(0))
        .hasToString("\"nobody@e\"");
  }

  @Test
  void wrongBodiesHaveMilvusCodesAndNeverAStackTrace() throws Exception {
    assertThat(answer("collections/describe", "{}").get("code").asInt()).isEqualTo(1802);
    for (String body : List.of("", "{", "[]", "{'collectionName': 1}", "nonsense", "{} {}")) {
      JsonNode answer = answer("collections/describe", body);
      assertThat(answer.get("code").asInt()).as(body).isEqualTo(1801);
      assertThat(answer.get("message").asText()).startsWith("can only accept json format request");
    }
    JsonNode deep = answer("collections/describe", "[".repeat(5000));
    assertThat(deep.get("code").asInt()).isEqualTo(1801);
    JsonNode broken = answer("collections/drop", "{'collectionName': 'c'}");
    assertThat(broken.get("code").asInt()).isEqualTo(5);
    assertThat(broken.get("message").asText()).doesNotContain("\tat ");
    JsonNode unknown = answer("collections/describe", "{'collectionName': 'x'}");
    assertThat(unknown.get("code").asInt()).isEqualTo(100);
    assertThat(unknown.get("message").asText()).contains("can't find collection");
  }

  @Test
  void whatIsNotBuiltSaysSo() throws Exception {
    JsonNode user = answer("users/create", "{'userName': 'a', 'password': 'b'}");
    assertThat(user)
        .isEqualTo(json("{'code': 10, 'message': 'CreateCredential is not implemented'}"));
    assertThat(answer("snapshots/create", "{}").get("code").asInt()).isEqualTo(10);
  }

  @Test
  void pathsSizesAndTimesHaveStatusesOfHttp() throws Exception {
    HttpResponse<String> nowhere = send("collections/nothing", "{}");
    assertThat(nowhere.statusCode()).isEqualTo(404);
    assertThat(parsed(nowhere).get("code").asInt()).isEqualTo(404);
    HttpResponse<String> large = send("collections/list", " ".repeat(MAX_BYTES + 1) + "{}");
    assertThat(large.statusCode()).isEqualTo(413);
    HttpResponse<String> late =
        send("collections/get_stats", "{'collectionName': 'c'}", "Request-Timeout", "1");
    assertThat(late.statusCode()).isEqualTo(408);
    assertThat(parsed(late).get("code").asInt()).isEqualTo(10_001);
  }

  @Test
  void aCollectionOfADimensionIsCreatedIndexedAndLoaded() throws Exception {
    assertThat(
            answer(
                "collections/create",
                """
                {'collectionName': 'q', 'dimension': 5, 'metricType': 'L2',
                 'params': {'shardsNum': 2, 'consistencyLevel': 'Strong'}}
                """))
        .isEqualTo(json("{'code': 0, 'data': {}}"));
    CreateCollectionRequest create = asked(CreateCollectionRequest.class);
    assertThat(create.getShardsNum()).isEqualTo(2);
    assertThat(create.getConsistencyLevel()).isEqualTo(ConsistencyLevel.Strong);
    CreateIndexRequest index = asked(CreateIndexRequest.class);
    assertThat(index.getFieldName()).isEqualTo("vector");
    assertThat(KeyValues.of(index.getExtraParamsList())).containsEntry("metric_type", "L2");
    assertThat(ASKED.take().getClass().getSimpleName()).isEqualTo("LoadCollectionRequest");
    assertThat(
            answer(
                    "collections/create",
                    """
                    {'collectionName': 'q', 'indexParams': [{'fieldName': 'x'}], 'schema':
                     {'fields': [{'fieldName': 'k', 'dataType': 'Int64', 'isPrimary': true}]}}
                    """)
                .get("code")
                .asInt())
        .isEqualTo(1802);
    assertThat(ASKED).isEmpty();
  }

  @Test
  void rowsAreInsertedAndTheirKeysAreNumbersOrTexts() throws Exception {
    String body =
        "{'collectionName': 'c', 'data': [{'key': 1, 'v': [1, 2], 'w': {'1': 1}, 'x': 3}]}";
    assertThat(answer("entities/insert", body))
        .isEqualTo(
            json(
                "{'code': 0, 'cost': 0, 'data': {'insertCount': 2,"
                    + " 'insertIds': [1152921504606846976, 2]}}"));
    InsertRequest insert = asked(InsertRequest.class);
    assertThat(insert.getNumRows()).isEqualTo(1);
    assertThat(insert.getFieldsDataCount()).isEqualTo(4);
    assertThat(
            answer("entities/insert", body, "Accept-Type-Allow-Int64", "false")
                .get("data")
                .get("insertIds"))
        .isEqualTo(json("['1152921504606846976', '2']"));
    assertThat(asked(InsertRequest.class)).isEqualTo(insert);
    assertThat(
            answer("entities/insert", "{'collectionName': 'c', 'data': [{}]}").get("code").asInt())
        .isEqualTo(1804);
  }

  @Test
  void aQueryHasDefaultsAndAGetNamesKeys() throws Exception {
    assertThat(answer("entities/query", "{'collectionName': 'c', 'filter': 'a > 1'}").get("data"))
        .isEmpty();
    QueryRequest query = asked(QueryRequest.class);
    assertThat(query.getOutputFieldsList()).containsExactly("*");
    assertThat(KeyValues.of(query.getQueryParamsList())).isEqualTo(Map.of("limit", "100"));
    assertThat(query.getUseDefaultConsistency()).isTrue();
    answer("entities/query", "{'collectionName': 'c', 'outputFields': ['count(*)']}");
    assertThat(asked(QueryRequest.class).getQueryParamsList()).isEmpty();
    answer("entities/get", "{'collectionName': 'c', 'id': [1, '2']}");
    assertThat(asked(QueryRequest.class).getExpr()).isEqualTo("key in [1, 2]");
    answer("entities/get", "{'collectionName': 'c', 'id': 3}");
    assertThat(asked(QueryRequest.class).getExpr()).isEqualTo("key in [3]");
    assertThat(answer("entities/get", "{'collectionName': 'c', 'id': 'x'}").get("code").asInt())
        .isEqualTo(1100);
  }

  @Test
  void aSearchIsSentAsAClientSendsIt() throws Exception {
    JsonNode answer =
        answer(
            "entities/search",
            """
            {'collectionName': 'c', 'data': [[1, 2], [3, 4]], 'annsField': 'v', 'limit': 3,
             'filter': 'a > {x}', 'exprParams': {'x': 1}, 'outputFields': ['a'],
             'groupingField': 'g', 'groupSize': 2, 'strictGroupSize': true,
             'consistencyLevel': 'Eventually',
             'searchParams': {'metricType': 'L2', 'ignoreGrowing': true, 'params': {'radius': 1}}}
            """);
    assertThat(answer)
        .isEqualTo(
            json(
                """
                {'code': 0, 'data': [{'distance': 0.5, 'id': 7}, {'distance': 0.25, 'id': 8}],
                 'cost': 0, 'topks': [1, 1]}
                """));
    SearchRequest search = asked(SearchRequest.class);
    assertThat(search.getNq()).isEqualTo(2);
    assertThat(search.getConsistencyLevel()).isEqualTo(ConsistencyLevel.Eventually);
    assertThat(search.getExprTemplateValuesMap()).containsKey("x");
    assertThat(KeyValues.of(search.getSearchParamsList()))
        .containsEntry("topk", "3")
        .containsEntry("anns_field", "v")
        .containsEntry("metric_type", "L2")
        .containsEntry("ignore_growing", "true")
        .containsEntry("params", "{\"radius\":1}")
        .containsEntry("group_by_field", "g")
        .containsEntry("group_size", "2")
        .containsEntry("strict_group_size", "true");
    PlaceholderValue vectors = placeholder(search.getPlaceholderGroup());
    assertThat(vectors.getType()).isEqualTo(PlaceholderType.FloatVector);
    assertThat(vectors.getValues(0).toByteArray()).containsExactly(0, 0, -128, 63, 0, 0, 0, 64);
    for (String data : List.of("[[1]]", "['x']", "[{}]")) {
      assertThat(
              answer(
                      "entities/search",
                      "{'collectionName': 'c', 'annsField': 'v', 'data': %s}".formatted(data))
                  .get("code")
                  .asInt())
          .as(data)
          .isEqualTo(1801);
    }
    assertThat(answer("entities/search", "{'collectionName': 'c', 'data': [[1, 2]]}").get("code"))
        .hasToString("1801");
  }

  private static PlaceholderValue placeholder(ByteString group)
      throws InvalidProtocolBufferException {
    return PlaceholderGroup.parseFrom(group).getPlaceholders(0);
  }

  @Test
  void severalSearchesAreSentTogether() throws Exception {
    for (String path : List.of("entities/hybrid_search", "entities/advanced_search")) {
      answer(
          path,
          """
          {'collectionName': 'c', 'limit': 4, 'rerank': {'strategy': 'rrf', 'params': {'k': 9}},
           'search': [{'data': [[1, 2]], 'annsField': 'v', 'params': {'params': {'ef': 9}}},
                      {'data': [{'3': 0.5}], 'annsField': 'w', 'limit': 2, 'metricType': 'IP'}]}
          """);
      HybridSearchRequest hybrid = asked(HybridSearchRequest.class);
      assertThat(KeyValues.of(hybrid.getRankParamsList()))
          .isEqualTo(Map.of("limit", "4", "offset", "0", "strategy", "rrf", "params", "{\"k\":9}"));
      assertThat(hybrid.getRequestsCount()).isEqualTo(2);
      assertThat(KeyValues.of(hybrid.getRequests(0).getSearchParamsList()))
          .containsEntry("params", "{\"ef\":9}");
      assertThat(KeyValues.of(hybrid.getRequests(1).getSearchParamsList()))
          .containsEntry("metric_type", "IP")
          .containsEntry("topk", "2");
      assertThat(placeholder(hybrid.getRequests(1).getPlaceholderGroup()).getType())
          .isEqualTo(PlaceholderType.SparseFloatVector);
    }
    assertThat(answer("entities/hybrid_search", "{'collectionName': 'c'}").get("code").asInt())
        .isEqualTo(1802);
  }
}
