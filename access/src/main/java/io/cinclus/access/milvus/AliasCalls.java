package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.DatabaseInfo;
import io.cinclus.milvus.grpc.AlterAliasRequest;
import io.cinclus.milvus.grpc.CreateAliasRequest;
import io.cinclus.milvus.grpc.DescribeAliasRequest;
import io.cinclus.milvus.grpc.DescribeAliasResponse;
import io.cinclus.milvus.grpc.DropAliasRequest;
import io.cinclus.milvus.grpc.ListAliasesRequest;
import io.cinclus.milvus.grpc.ListAliasesResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AlterAlias;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateAlias;
import io.cinclus.v1.DropAlias;
import java.util.concurrent.CompletableFuture;

/** Aliases. Thread-safe. */
record AliasCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getCreateAliasMethod(), this::create);
    calls.addStatus(MilvusServiceGrpc.getDropAliasMethod(), this::drop);
    calls.addStatus(MilvusServiceGrpc.getAlterAliasMethod(), this::alter);
    calls.add(MilvusServiceGrpc.getDescribeAliasMethod(), this::describe);
    calls.add(MilvusServiceGrpc.getListAliasesMethod(), this::list);
  }

  CompletableFuture<Long> create(CreateAliasRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setCreateAlias(
                CreateAlias.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getCollectionName())
                    .setAlias(request.getAlias())));
  }

  CompletableFuture<Long> alter(AlterAliasRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setAlterAlias(
                AlterAlias.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getCollectionName())
                    .setAlias(request.getAlias())));
  }

  /** Drops it; one that is not there is as good as dropped. */
  CompletableFuture<Void> drop(DropAliasRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setDropAlias(
                DropAlias.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setAlias(request.getAlias())),
        ErrorCode.ALIAS_NOT_FOUND);
  }

  CompletableFuture<DescribeAliasResponse> describe(DescribeAliasRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    String alias = request.getAlias();
    return backend
        .newest()
        .thenApply(
            catalog -> {
              DatabaseInfo known = catalog.database(database);
              if (!known.aliases().containsKey(alias)) {
                throw new CinclusException(
                    ErrorCode.ALIAS_NOT_FOUND,
                    "there is no alias '%s' in database '%s': create it first"
                        .formatted(alias, known.name()));
              }
              return DescribeAliasResponse.newBuilder()
                  .setStatus(Statuses.ok())
                  .setDbName(known.name())
                  .setAlias(alias)
                  .setCollection(catalog.collection(database, alias).name())
                  .build();
            });
  }

  CompletableFuture<ListAliasesResponse> list(ListAliasesRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    String name = request.getCollectionName();
    return backend
        .newest()
        .thenApply(
            catalog -> {
              ListAliasesResponse.Builder list =
                  ListAliasesResponse.newBuilder()
                      .setStatus(Statuses.ok())
                      .setDbName(catalog.database(database).name())
                      .setCollectionName(name);
              return name.isEmpty()
                  ? list.addAllAliases(catalog.database(database).aliases().keys()).build()
                  : list.addAllAliases(of(catalog, catalog.collection(database, name))).build();
            });
  }

  private static Iterable<String> of(Catalog catalog, CollectionInfo collection) {
    return catalog.aliases(collection.id());
  }
}
