package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.milvus.grpc.AlterDatabaseRequest;
import io.cinclus.milvus.grpc.CreateDatabaseRequest;
import io.cinclus.milvus.grpc.DescribeDatabaseRequest;
import io.cinclus.milvus.grpc.DropDatabaseRequest;
import io.cinclus.milvus.grpc.ListDatabasesRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;

/** Databases. Stateless. */
final class DatabaseEndpoints {
  private static final String NAME = "dbName";

  private DatabaseEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "databases/create",
        MilvusServiceGrpc.getCreateDatabaseMethod(),
        sent ->
            CreateDatabaseRequest.newBuilder()
                .setDbName(sent.body().text(NAME))
                .addAllProperties(sent.body().pairs("properties"))
                .build());
    endpoints.add(
        "databases/drop",
        MilvusServiceGrpc.getDropDatabaseMethod(),
        sent -> DropDatabaseRequest.newBuilder().setDbName(sent.body().text(NAME)).build());
    endpoints.add(
        "databases/list",
        MilvusServiceGrpc.getListDatabasesMethod(),
        sent -> ListDatabasesRequest.getDefaultInstance(),
        (sent, answer) -> Json.texts(answer.getDbNamesList()));
    endpoints.add(
        "databases/describe",
        MilvusServiceGrpc.getDescribeDatabaseMethod(),
        sent -> DescribeDatabaseRequest.newBuilder().setDbName(sent.body().text(NAME)).build(),
        (sent, answer) -> {
          ObjectNode data = Json.object().put(NAME, answer.getDbName());
          data.set("dbID", sent.numbers().node(answer.getDbID()));
          data.set("properties", JsonSchemas.pairs(answer.getPropertiesList()));
          return data;
        });
    endpoints.add(
        "databases/alter_properties",
        MilvusServiceGrpc.getAlterDatabaseMethod(),
        sent ->
            AlterDatabaseRequest.newBuilder()
                .setDbName(sent.body().text(NAME))
                .addAllProperties(sent.body().pairs("properties"))
                .build());
    endpoints.add(
        "databases/drop_properties",
        MilvusServiceGrpc.getAlterDatabaseMethod(),
        sent ->
            AlterDatabaseRequest.newBuilder()
                .setDbName(sent.body().text(NAME))
                .addAllDeleteKeys(sent.body().texts("propertyKeys"))
                .build());
  }
}
