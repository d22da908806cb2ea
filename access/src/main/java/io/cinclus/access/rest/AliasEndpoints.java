package io.cinclus.access.rest;

import io.cinclus.milvus.grpc.AlterAliasRequest;
import io.cinclus.milvus.grpc.CreateAliasRequest;
import io.cinclus.milvus.grpc.DescribeAliasRequest;
import io.cinclus.milvus.grpc.DropAliasRequest;
import io.cinclus.milvus.grpc.ListAliasesRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;

/** Aliases. Stateless. */
final class AliasEndpoints {
  private static final String ALIAS = "aliasName";

  private AliasEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "aliases/create",
        MilvusServiceGrpc.getCreateAliasMethod(),
        sent ->
            CreateAliasRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setAlias(sent.body().text(ALIAS))
                .build());
    endpoints.add(
        "aliases/alter",
        MilvusServiceGrpc.getAlterAliasMethod(),
        sent ->
            AlterAliasRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setAlias(sent.body().text(ALIAS))
                .build());
    endpoints.add(
        "aliases/drop",
        MilvusServiceGrpc.getDropAliasMethod(),
        sent ->
            DropAliasRequest.newBuilder()
                .setDbName(sent.database())
                .setAlias(sent.body().text(ALIAS))
                .build());
    endpoints.add(
        "aliases/describe",
        MilvusServiceGrpc.getDescribeAliasMethod(),
        sent ->
            DescribeAliasRequest.newBuilder()
                .setDbName(sent.database())
                .setAlias(sent.body().text(ALIAS))
                .build(),
        (sent, answer) ->
            Json.object()
                .put("dbName", answer.getDbName())
                .put("collectionName", answer.getCollection())
                .put(ALIAS, answer.getAlias()));
    endpoints.add(
        "aliases/list",
        MilvusServiceGrpc.getListAliasesMethod(),
        sent ->
            ListAliasesRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.body().text("collectionName", ""))
                .build(),
        (sent, answer) -> Json.texts(answer.getAliasesList()));
  }
}
