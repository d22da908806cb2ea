package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.AlterIndexRequest;
import io.cinclus.milvus.grpc.CreateIndexRequest;
import io.cinclus.milvus.grpc.DescribeIndexRequest;
import io.cinclus.milvus.grpc.DescribeIndexResponse;
import io.cinclus.milvus.grpc.DropIndexRequest;
import io.cinclus.milvus.grpc.IndexDescription;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Indexes. Stateless. */
final class IndexEndpoints {
  private static final int INDEX_NOT_FOUND = 700;
  private static final String INDEX = "indexName";
  private static final String METRIC = "metricType";

  private IndexEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "indexes/create",
        List.of(MilvusServiceGrpc.getCreateIndexMethod()),
        IndexEndpoints::create);
    endpoints.add(
        "indexes/drop",
        MilvusServiceGrpc.getDropIndexMethod(),
        sent ->
            DropIndexRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setIndexName(sent.body().text(INDEX))
                .build());
    endpoints.add(
        "indexes/describe",
        MilvusServiceGrpc.getDescribeIndexMethod(),
        sent -> describe(sent).setIndexName(sent.body().text(INDEX)).build(),
        (sent, answer) -> descriptions(answer));
    endpoints.add(
        "indexes/list", List.of(MilvusServiceGrpc.getDescribeIndexMethod()), IndexEndpoints::list);
    endpoints.add(
        "indexes/alter_properties",
        MilvusServiceGrpc.getAlterIndexMethod(),
        sent -> alter(sent).addAllExtraParams(sent.body().pairs("properties")).build());
    endpoints.add(
        "indexes/drop_properties",
        MilvusServiceGrpc.getAlterIndexMethod(),
        sent -> alter(sent).addAllDeleteKeys(sent.body().texts("propertyKeys")).build());
  }

  private static AlterIndexRequest.Builder alter(RestRequest sent) {
    return AlterIndexRequest.newBuilder()
        .setDbName(sent.database())
        .setCollectionName(sent.collection())
        .setIndexName(sent.body().text(INDEX));
  }

  /** The indexes that a request asks for. */
  static List<CreateIndexRequest> indexes(RestRequest sent) {
    List<CreateIndexRequest> indexes = new ArrayList<>();
    for (Body index : sent.body().objects("indexParams")) {
      CreateIndexRequest.Builder request =
          CreateIndexRequest.newBuilder()
              .setDbName(sent.database())
              .setCollectionName(sent.collection())
              .setFieldName(index.text("fieldName"))
              .setIndexName(index.text(INDEX, ""))
              .addAllExtraParams(index.pairs("params"));
      addParam(request, "metric_type", index.text(METRIC, ""));
      addParam(request, "index_type", index.text("indexType", ""));
      indexes.add(request.build());
    }
    return indexes;
  }

  private static void addParam(CreateIndexRequest.Builder request, String key, String value) {
    if (!value.isEmpty()) {
      request.addExtraParams(KeyValues.pair(key, value));
    }
  }

  private static CompletableFuture<ObjectNode> create(RestRequest sent) {
    sent.body().listOfSome("indexParams");
    CompletableFuture<?> done = CompletableFuture.completedFuture(sent);
    for (CreateIndexRequest index : indexes(sent)) {
      done = done.thenCompose(before -> sent.call(MilvusServiceGrpc.getCreateIndexMethod(), index));
    }
    return done.thenApply(all -> Reply.done());
  }

  private static DescribeIndexRequest.Builder describe(RestRequest sent) {
    return DescribeIndexRequest.newBuilder()
        .setDbName(sent.database())
        .setCollectionName(sent.collection());
  }

  /** A collection without an index has an empty list, where the call fails. */
  private static CompletableFuture<ObjectNode> list(RestRequest sent) {
    return sent.call(MilvusServiceGrpc.getDescribeIndexMethod(), describe(sent).build())
        .exceptionally(IndexEndpoints::noneIfNotFound)
        .thenApply(
            answer ->
                Reply.data(
                    Json.texts(
                        answer.getIndexDescriptionsList().stream()
                            .map(IndexDescription::getIndexName)
                            .toList())));
  }

  private static DescribeIndexResponse noneIfNotFound(Throwable failure) {
    if (Statuses.unwrap(failure) instanceof RestException known
        && known.code() == INDEX_NOT_FOUND) {
      return DescribeIndexResponse.getDefaultInstance();
    }
    throw new CompletionException(Statuses.unwrap(failure));
  }

  private static JsonNode descriptions(DescribeIndexResponse answer) {
    ArrayNode list = Json.list();
    for (IndexDescription index : answer.getIndexDescriptionsList()) {
      Map<String, String> params = KeyValues.of(index.getParamsList());
      list.addObject()
          .put(INDEX, index.getIndexName())
          .put("fieldName", index.getFieldName())
          .put("indexType", params.getOrDefault("index_type", ""))
          .put(METRIC, params.getOrDefault("metric_type", ""))
          .put("totalRows", index.getTotalRows())
          .put("pendingRows", index.getPendingIndexRows())
          .put("indexedRows", index.getIndexedRows())
          .put("indexState", index.getState().name())
          .put("failReason", index.getIndexStateFailReason());
    }
    return list;
  }
}
