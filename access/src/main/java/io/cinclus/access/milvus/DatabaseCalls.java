package io.cinclus.access.milvus;

import io.cinclus.access.security.Authorizer;
import io.cinclus.access.security.Identity;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Statuses;
import io.cinclus.access.translate.TimeZones;
import io.cinclus.catalog.CollectionSettings;
import io.cinclus.catalog.DatabaseInfo;
import io.cinclus.milvus.grpc.AlterDatabaseRequest;
import io.cinclus.milvus.grpc.CreateDatabaseRequest;
import io.cinclus.milvus.grpc.DescribeDatabaseRequest;
import io.cinclus.milvus.grpc.DescribeDatabaseResponse;
import io.cinclus.milvus.grpc.DropDatabaseRequest;
import io.cinclus.milvus.grpc.ListDatabasesResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.v1.AlterDatabase;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateDatabase;
import io.cinclus.v1.DropDatabase;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Databases. Thread-safe. */
record DatabaseCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getCreateDatabaseMethod(), this::create);
    calls.addStatus(MilvusServiceGrpc.getDropDatabaseMethod(), this::drop);
    calls.add(MilvusServiceGrpc.getListDatabasesMethod(), request -> list());
    calls.add(MilvusServiceGrpc.getDescribeDatabaseMethod(), this::describe);
    calls.addStatus(MilvusServiceGrpc.getAlterDatabaseMethod(), this::alter);
  }

  CompletableFuture<Long> create(CreateDatabaseRequest request) {
    TimeZones.check(KeyValues.of(request.getPropertiesList()));
    return backend.execute(
        CatalogCommand.newBuilder()
            .setCreateDatabase(
                CreateDatabase.newBuilder()
                    .setDatabase(request.getDbName())
                    .putAllProperties(KeyValues.of(request.getPropertiesList()))
                    .setAtMillis(System.currentTimeMillis())));
  }

  CompletableFuture<Long> alter(AlterDatabaseRequest request) {
    TimeZones.check(KeyValues.of(request.getPropertiesList()));
    return backend.execute(
        CatalogCommand.newBuilder()
            .setAlterDatabase(
                AlterDatabase.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setChange(
                        KeyValues.change(
                            request.getPropertiesList(), request.getDeleteKeysList()))));
  }

  CompletableFuture<Long> drop(DropDatabaseRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setDropDatabase(DropDatabase.newBuilder().setDatabase(request.getDbName())));
  }

  CompletableFuture<ListDatabasesResponse> list() {
    Optional<Identity> caller = Identity.current();
    return backend
        .newest()
        .thenApply(
            catalog -> {
              ListDatabasesResponse.Builder list =
                  ListDatabasesResponse.newBuilder().setStatus(Statuses.ok());
              Predicate<String> visible = Authorizer.visibleDatabases(catalog, caller);
              for (DatabaseInfo database : catalog.databases().values()) {
                if (visible.test(database.name())) {
                  list.addDbNames(database.name())
                      .addDbIds(database.id())
                      .addCreatedTimestamp(
                          CollectionSettings.timestamp(database.createdAtMillis(), 0));
                }
              }
              return list.build();
            });
  }

  CompletableFuture<DescribeDatabaseResponse> describe(DescribeDatabaseRequest request) {
    return backend
        .newest()
        .thenApply(
            catalog -> {
              DatabaseInfo database = catalog.database(DatabaseHeader.or(request.getDbName()));
              return DescribeDatabaseResponse.newBuilder()
                  .setStatus(Statuses.ok())
                  .setDbName(database.name())
                  .setDbID(database.id())
                  .setCreatedTimestamp(CollectionSettings.timestamp(database.createdAtMillis(), 0))
                  .addAllProperties(KeyValues.pairs(database.properties()))
                  .build();
            });
  }
}
