package io.cinclus.access.milvus;

import io.cinclus.access.imports.ImportFormat;
import io.cinclus.access.imports.ImportOptions;
import io.cinclus.access.imports.ImportPercent;
import io.cinclus.access.security.Authorizer;
import io.cinclus.access.security.Identity;
import io.cinclus.access.translate.ImportAnswers;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.Catalog;
import io.cinclus.milvus.grpc.GetImportStateRequest;
import io.cinclus.milvus.grpc.GetImportStateResponse;
import io.cinclus.milvus.grpc.ImportRequest;
import io.cinclus.milvus.grpc.ImportResponse;
import io.cinclus.milvus.grpc.ListImportTasksRequest;
import io.cinclus.milvus.grpc.ListImportTasksResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.segment.MissingFileException;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateImport;
import io.cinclus.v1.ImportCommand;
import io.cinclus.v1.ImportFile;
import io.cinclus.v1.ImportInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Imports of files that lie in the object storage. An import that is answered stands in the
 * catalog's log: every node knows it, and one works at it, whichever that is. Thread-safe.
 */
record ImportCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getImportMethod(), this::create);
    calls.add(MilvusServiceGrpc.getGetImportStateMethod(), this::state);
    calls.add(MilvusServiceGrpc.getListImportTasksMethod(), this::list);
  }

  CompletableFuture<ImportResponse> create(ImportRequest request) {
    Map<String, String> options = KeyValues.of(request.getOptionsList());
    ImportOptions.of(options);
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .collection(database, request.getCollectionName())
        .thenCompose(
            collection -> {
              PartitionNames.of(List.of(request.getPartitionName()), collection);
              CreateImport.Builder create =
                  CreateImport.newBuilder()
                      .setDatabase(database)
                      .setCollection(request.getCollectionName())
                      .setPartition(request.getPartitionName())
                      .addAllFiles(files(request.getFilesList()))
                      .putAllOptions(options)
                      .setAtMillis(System.currentTimeMillis());
              return backend.execute(
                  CatalogCommand.newBuilder()
                      .setImports(ImportCommand.newBuilder().setCreate(create)));
            })
        .thenApply(id -> ImportResponse.newBuilder().setStatus(Statuses.ok()).addTasks(id).build());
  }

  private List<ImportFile> files(List<String> paths) {
    return paths.stream().map(path -> file(backend.storage(), path)).toList();
  }

  /** The file; {@link ErrorCode#BAD_IMPORT} where there is none that can be imported. */
  static ImportFile file(ObjectStorage storage, String given) {
    String path = given.startsWith("/") ? given.substring(1) : given; // As Milvus' manual has it.
    ImportFormat.of(path);
    try {
      return ImportFile.newBuilder()
          .setPath(path)
          .setLengthBytes(storage.lengthBytes(path))
          .build();
    } catch (IllegalArgumentException e) {
      throw bad("'%s' is no path below the root of the object storage".formatted(given), e);
    } catch (MissingFileException e) {
      throw bad("there is no file '%s' in the object storage".formatted(given), e);
    } catch (IOException e) {
      throw bad("file '%s' cannot be looked at: %s".formatted(given, e.getMessage()), e);
    }
  }

  CompletableFuture<GetImportStateResponse> state(GetImportStateRequest request) {
    Optional<Identity> caller = Identity.current();
    return backend
        .newest()
        .thenApply(
            catalog -> {
              ImportInfo info = catalog.importOf(request.getTask());
              if (!visible(catalog, caller, info.getDatabase()).test(info)) {
                throw new CinclusException(
                    ErrorCode.IMPORT_NOT_FOUND, "there is no import " + request.getTask());
              }
              return ImportAnswers.of(info, ImportPercent.of(info));
            });
  }

  CompletableFuture<ListImportTasksResponse> list(ListImportTasksRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    Optional<Identity> caller = Identity.current();
    return backend
        .newest()
        .thenApply(
            catalog -> {
              String name = catalog.database(database).name();
              Stream<ImportInfo> found =
                  catalog.imports().values().stream()
                      .filter(info -> info.getDatabase().equals(name))
                      .filter(
                          info ->
                              request.getCollectionName().isEmpty()
                                  || info.getCollection().equals(request.getCollectionName()))
                      .filter(visible(catalog, caller, name));
              return ListImportTasksResponse.newBuilder()
                  .setStatus(Statuses.ok())
                  .addAllTasks(
                      (request.getLimit() > 0 ? found.limit(request.getLimit()) : found)
                          .map(info -> ImportAnswers.of(info, ImportPercent.of(info)))
                          .toList())
                  .build();
            });
  }

  private static Predicate<ImportInfo> visible(
      Catalog catalog, Optional<Identity> caller, String database) {
    Predicate<String> visible = Authorizer.visibleCollections(catalog, caller, database);
    return info -> visible.test(info.getCollection());
  }

  private static CinclusException bad(String message, Exception cause) {
    return new CinclusException(ErrorCode.BAD_IMPORT, message, cause);
  }
}
