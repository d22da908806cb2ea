package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.access.translate.FilterTemplates;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.SearchAnswers;
import io.cinclus.access.translate.TimeZones;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.DeleteRequest;
import io.cinclus.milvus.grpc.DescribeCollectionResponse;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.InsertRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.MutationResult;
import io.cinclus.milvus.grpc.QueryRequest;
import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.milvus.grpc.UpsertRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Rows: written, deleted and read. Stateless. */
final class EntityEndpoints {
  private static final String DATA = "data";
  private static final String FILTER = "filter";
  private static final String ID = "id";
  private static final String PARTITION = "partitionName";
  private static final int DEFAULT_LIMIT = 100;
  private static final String ALL_FIELDS = "*";

  private EntityEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "entities/insert",
        List.of(
            MilvusServiceGrpc.getDescribeCollectionMethod(), MilvusServiceGrpc.getInsertMethod()),
        EntityEndpoints::insert);
    endpoints.add(
        "entities/upsert",
        List.of(
            MilvusServiceGrpc.getDescribeCollectionMethod(), MilvusServiceGrpc.getUpsertMethod()),
        EntityEndpoints::upsert);
    endpoints.add(
        "entities/delete",
        List.of(
            MilvusServiceGrpc.getDescribeCollectionMethod(), MilvusServiceGrpc.getDeleteMethod()),
        EntityEndpoints::delete);
    endpoints.add(
        "entities/query",
        List.of(MilvusServiceGrpc.getQueryMethod()),
        sent -> query(sent, queryRequest(sent)));
    endpoints.add(
        "entities/get",
        List.of(
            MilvusServiceGrpc.getDescribeCollectionMethod(), MilvusServiceGrpc.getQueryMethod()),
        EntityEndpoints::get);
  }

  private static CompletableFuture<ObjectNode> insert(RestRequest sent) {
    List<JsonNode> data = sent.body().listOfSome(DATA);
    return CollectionEndpoints.description(sent)
        .thenCompose(
            collection ->
                sent.call(
                    MilvusServiceGrpc.getInsertMethod(),
                    InsertRequest.newBuilder()
                        .setDbName(sent.database())
                        .setCollectionName(sent.collection())
                        .setPartitionName(sent.body().text(PARTITION, ""))
                        .setNumRows(data.size())
                        .addAllFieldsData(
                            JsonRows.of(collection.getSchema(), data, false).columns())
                        .build()))
        .thenApply(result -> written(sent, "insert", result.getInsertCnt(), result));
  }

  private static CompletableFuture<ObjectNode> upsert(RestRequest sent) {
    List<JsonNode> data = sent.body().listOfSome(DATA);
    boolean isPartial = sent.body().flag("partialUpdate", false);
    return CollectionEndpoints.description(sent)
        .thenCompose(
            collection ->
                sent.call(
                    MilvusServiceGrpc.getUpsertMethod(),
                    UpsertRequest.newBuilder()
                        .setDbName(sent.database())
                        .setCollectionName(sent.collection())
                        .setPartitionName(sent.body().text(PARTITION, ""))
                        .setNumRows(data.size())
                        .setPartialUpdate(isPartial)
                        .addAllFieldsData(
                            JsonRows.of(collection.getSchema(), data, isPartial).columns())
                        .build()))
        .thenApply(result -> written(sent, "upsert", result.getUpsertCnt(), result));
  }

  private static ObjectNode written(
      RestRequest sent, String verb, long count, MutationResult result) {
    ObjectNode data = Json.object().put(verb + "Count", count);
    data.set(verb + "Ids", sent.numbers().keys(result.getIDs()));
    return Reply.data(data).put("cost", 0);
  }

  /** By a filter, or by the keys that older clients send. */
  private static CompletableFuture<ObjectNode> delete(RestRequest sent) {
    DeleteRequest.Builder request =
        DeleteRequest.newBuilder()
            .setDbName(sent.database())
            .setCollectionName(sent.collection())
            .setPartitionName(sent.body().text(PARTITION, ""))
            .putAllExprTemplateValues(JsonTemplates.of(sent.body()));
    CompletableFuture<String> filter =
        sent.body().text(FILTER, "").isEmpty() && sent.body().has(ID)
            ? CollectionEndpoints.description(sent).thenApply(collection -> keys(sent, collection))
            : CompletableFuture.completedFuture(sent.body().text(FILTER));
    return filter
        .thenCompose(
            expression ->
                sent.call(MilvusServiceGrpc.getDeleteMethod(), request.setExpr(expression).build()))
        .thenApply(
            result ->
                Reply.data(Json.object().put("deleteCount", result.getDeleteCnt())).put("cost", 0));
  }

  private static CompletableFuture<ObjectNode> get(RestRequest sent) {
    sent.body().get(ID);
    QueryRequest.Builder request = selection(sent);
    String partition = sent.body().text(PARTITION, "");
    if (!partition.isEmpty()) {
      request.addPartitionNames(partition);
    }
    return CollectionEndpoints.description(sent)
        .thenCompose(collection -> query(sent, request.setExpr(keys(sent, collection)).build()));
  }

  /** A filter for the keys of {@code id}, which is one or a list of them. */
  private static String keys(RestRequest sent, DescribeCollectionResponse collection) {
    FieldSchema key = primaryKey(collection.getSchema());
    JsonNode id = sent.body().get(ID);
    List<JsonNode> ids = id.isArray() ? sent.body().listOfSome(ID) : List.of(id);
    return ids.stream()
        .map(one -> literal(key, one))
        .collect(Collectors.joining(", ", key.getName() + " in [", "]"));
  }

  private static String literal(FieldSchema key, JsonNode id) {
    if (key.getDataType() == DataType.VarChar) {
      return FilterTemplates.text(id.asText());
    }
    try {
      return Long.toString(JsonScalars.integer(id));
    } catch (IllegalArgumentException e) {
      throw RestException.invalid("id: %s: send keys of type Int64".formatted(e.getMessage()));
    }
  }

  static FieldSchema primaryKey(CollectionSchema schema) {
    Optional<FieldSchema> key =
        schema.getFieldsList().stream().filter(FieldSchema::getIsPrimaryKey).findFirst();
    return key.orElseThrow(
        () -> new IllegalStateException("a collection is described without a primary key"));
  }

  private static QueryRequest queryRequest(RestRequest sent) {
    QueryRequest.Builder request =
        selection(sent)
            .setExpr(sent.body().text(FILTER, ""))
            .putAllExprTemplateValues(JsonTemplates.of(sent.body()));
    int offset = sent.body().integer("offset", 0);
    int limit = sent.body().integer("limit", DEFAULT_LIMIT);
    boolean isCount = request.getOutputFieldsList().equals(List.of(SearchAnswers.COUNT));
    if (offset > 0) {
      request.addQueryParams(KeyValues.pair("offset", Integer.toString(offset)));
    }
    String zone = sent.body().text(TimeZones.PARAMETER, "");
    if (!zone.isEmpty()) {
      request.addQueryParams(KeyValues.pair(TimeZones.PARAMETER, zone));
    }
    if (limit > 0 && !isCount) {
      request.addQueryParams(KeyValues.pair("limit", Integer.toString(limit)));
    }
    return request.build();
  }

  private static QueryRequest.Builder selection(RestRequest sent) {
    List<String> output = sent.body().texts("outputFields");
    QueryRequest.Builder request =
        QueryRequest.newBuilder()
            .setDbName(sent.database())
            .setCollectionName(sent.collection())
            .addAllPartitionNames(sent.body().texts("partitionNames"))
            .addAllOutputFields(output.isEmpty() ? List.of(ALL_FIELDS) : output);
    Consistency.level(sent.body().text("consistencyLevel", ""))
        .ifPresentOrElse(
            request::setConsistencyLevel, () -> request.setUseDefaultConsistency(true));
    return request;
  }

  private static CompletableFuture<ObjectNode> query(RestRequest sent, QueryRequest request) {
    return sent.call(MilvusServiceGrpc.getQueryMethod(), request)
        .thenApply(results -> rows(sent, results));
  }

  private static ObjectNode rows(RestRequest sent, QueryResults results) {
    return Reply.data(Json.list(RowsJson.rows(results.getFieldsDataList(), sent.numbers())))
        .put("cost", 0);
  }
}
