package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.milvus.grpc.BoolResponse;
import io.cinclus.milvus.grpc.DescribeCollectionRequest;
import io.cinclus.milvus.grpc.DescribeCollectionResponse;
import io.cinclus.milvus.grpc.DropCollectionRequest;
import io.cinclus.milvus.grpc.FlushRequest;
import io.cinclus.milvus.grpc.GetCollectionStatisticsRequest;
import io.cinclus.milvus.grpc.GetLoadStateRequest;
import io.cinclus.milvus.grpc.GetLoadingProgressRequest;
import io.cinclus.milvus.grpc.HasCollectionRequest;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.LoadCollectionRequest;
import io.cinclus.milvus.grpc.LoadState;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ReleaseCollectionRequest;
import io.cinclus.milvus.grpc.ShowCollectionsRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Collections, save how they are made, described and changed. Stateless. */
final class CollectionEndpoints {
  private static final int COLLECTION_NOT_FOUND = 100;

  private CollectionEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "collections/create",
        List.of(
            MilvusServiceGrpc.getCreateCollectionMethod(),
            MilvusServiceGrpc.getCreateIndexMethod(),
            MilvusServiceGrpc.getLoadCollectionMethod()),
        CreateCollection::create);
    endpoints.add(
        "collections/describe",
        List.of(
            MilvusServiceGrpc.getDescribeCollectionMethod(),
            MilvusServiceGrpc.getGetLoadStateMethod(),
            MilvusServiceGrpc.getDescribeIndexMethod(),
            MilvusServiceGrpc.getListAliasesMethod()),
        DescribeCollection::describe);
    endpoints.add(
        "collections/list",
        MilvusServiceGrpc.getShowCollectionsMethod(),
        sent -> ShowCollectionsRequest.newBuilder().setDbName(sent.database()).build(),
        (sent, answer) -> Json.texts(answer.getCollectionNamesList()));
    endpoints.add(
        "collections/has",
        MilvusServiceGrpc.getHasCollectionMethod(),
        sent ->
            HasCollectionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .build(),
        CollectionEndpoints::has);
    endpoints.add(
        "collections/get_stats",
        MilvusServiceGrpc.getGetCollectionStatisticsMethod(),
        sent ->
            GetCollectionStatisticsRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .build(),
        (sent, answer) -> rowCount(answer.getStatsList()));
    endpoints.add(
        "collections/drop",
        MilvusServiceGrpc.getDropCollectionMethod(),
        sent ->
            DropCollectionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .build());
    addLoadsTo(endpoints);
  }

  private static void addLoadsTo(Endpoints endpoints) {
    endpoints.add(
        "collections/load",
        MilvusServiceGrpc.getLoadCollectionMethod(),
        sent -> load(sent).build());
    endpoints.add(
        "collections/refresh_load",
        MilvusServiceGrpc.getLoadCollectionMethod(),
        sent -> load(sent).setRefresh(true).build());
    endpoints.add(
        "collections/release",
        MilvusServiceGrpc.getReleaseCollectionMethod(),
        sent ->
            ReleaseCollectionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .build());
    endpoints.add(
        "collections/get_load_state",
        List.of(
            MilvusServiceGrpc.getGetLoadStateMethod(),
            MilvusServiceGrpc.getGetLoadingProgressMethod()),
        CollectionEndpoints::loadState);
    endpoints.add(
        "collections/flush",
        MilvusServiceGrpc.getFlushMethod(),
        sent ->
            FlushRequest.newBuilder()
                .setDbName(sent.database())
                .addCollectionNames(sent.collection())
                .build(),
        (sent, answer) -> Json.object());
  }

  static LoadCollectionRequest.Builder load(RestRequest sent) {
    return LoadCollectionRequest.newBuilder()
        .setDbName(sent.database())
        .setCollectionName(sent.collection());
  }

  /** The description of the collection that a request is about. */
  static CompletableFuture<DescribeCollectionResponse> description(RestRequest sent) {
    return sent.call(
        MilvusServiceGrpc.getDescribeCollectionMethod(),
        DescribeCollectionRequest.newBuilder()
            .setDbName(sent.database())
            .setCollectionName(sent.collection())
            .build());
  }

  static JsonNode has(RestRequest sent, BoolResponse answer) {
    return Json.object().put("has", answer.getValue());
  }

  static JsonNode rowCount(List<KeyValuePair> stats) {
    long count = Long.parseLong(KeyValues.of(stats).getOrDefault("row_count", "0"));
    return Json.object().put("rowCount", count);
  }

  private static CompletableFuture<ObjectNode> loadState(RestRequest sent) {
    GetLoadStateRequest state =
        GetLoadStateRequest.newBuilder()
            .setDbName(sent.database())
            .setCollectionName(sent.collection())
            .addAllPartitionNames(sent.body().texts("partitionNames"))
            .build();
    return sent.call(MilvusServiceGrpc.getGetLoadStateMethod(), state)
        .thenCompose(
            answer ->
                switch (answer.getState()) {
                  case LoadStateNotExist ->
                      CompletableFuture.failedFuture(
                          RestException.ofStatus(
                              COLLECTION_NOT_FOUND,
                              "can't find collection: there is no '%s'"
                                  .formatted(sent.collection())));
                  case LoadStateNotLoad ->
                      CompletableFuture.completedFuture(
                          Reply.data(Json.object().put("loadState", answer.getState().name())));
                  default -> progress(sent);
                });
  }

  private static CompletableFuture<ObjectNode> progress(RestRequest sent) {
    GetLoadingProgressRequest progress =
        GetLoadingProgressRequest.newBuilder()
            .setDbName(sent.database())
            .setCollectionName(sent.collection())
            .addAllPartitionNames(sent.body().texts("partitionNames"))
            .build();
    return sent.call(MilvusServiceGrpc.getGetLoadingProgressMethod(), progress)
        .thenApply(
            answer -> {
              LoadState state =
                  answer.getProgress() >= 100
                      ? LoadState.LoadStateLoaded
                      : LoadState.LoadStateLoading;
              return Reply.data(
                      Json.object()
                          .put("loadProgress", answer.getProgress())
                          .put("loadState", state.name()))
                  .put("message", "");
            });
  }
}
