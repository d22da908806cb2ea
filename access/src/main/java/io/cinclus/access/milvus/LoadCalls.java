package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.GetLoadStateRequest;
import io.cinclus.milvus.grpc.GetLoadStateResponse;
import io.cinclus.milvus.grpc.GetLoadingProgressRequest;
import io.cinclus.milvus.grpc.GetLoadingProgressResponse;
import io.cinclus.milvus.grpc.LoadCollectionRequest;
import io.cinclus.milvus.grpc.LoadPartitionsRequest;
import io.cinclus.milvus.grpc.LoadState;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ReleaseCollectionRequest;
import io.cinclus.milvus.grpc.ReleasePartitionsRequest;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.LoadCollection;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.ReleaseCollection;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Loading, which is of whole collections. One counts as loaded when its rows are answered about.
 * Thread-safe.
 */
record LoadCalls(Backend backend) {
  private static final int DONE = 100;
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getLoadCollectionMethod(), this::load);
    calls.addStatus(MilvusServiceGrpc.getLoadPartitionsMethod(), this::load);
    calls.addStatus(MilvusServiceGrpc.getReleaseCollectionMethod(), this::release);
    calls.addStatus(MilvusServiceGrpc.getReleasePartitionsMethod(), this::release);
    calls.add(MilvusServiceGrpc.getGetLoadingProgressMethod(), this::progress);
    calls.add(MilvusServiceGrpc.getGetLoadStateMethod(), this::state);
  }

  CompletableFuture<Long> load(LoadCollectionRequest request) {
    return load(request.getDbName(), request.getCollectionName());
  }

  /** Loads the whole collection. */
  CompletableFuture<Long> load(LoadPartitionsRequest request) {
    return load(request.getDbName(), request.getCollectionName());
  }

  private CompletableFuture<Long> load(String database, String collection) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setLoadCollection(
                LoadCollection.newBuilder()
                    .setDatabase(DatabaseHeader.or(database))
                    .setCollection(collection)));
  }

  /** Releases the collection where it is left without a partition; others stay loaded. */
  CompletableFuture<?> release(ReleasePartitionsRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenCompose(
            collection -> {
              Set<Long> released = new HashSet<>();
              request
                  .getPartitionNamesList()
                  .forEach(name -> released.add(collection.partition(name).id()));
              return released.containsAll(collection.partitionIds())
                  ? release(request.getDbName(), request.getCollectionName())
                  : CompletableFuture.completedFuture(collection.id());
            });
  }

  CompletableFuture<Long> release(ReleaseCollectionRequest request) {
    return release(request.getDbName(), request.getCollectionName());
  }

  private CompletableFuture<Long> release(String database, String collection) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setReleaseCollection(
                ReleaseCollection.newBuilder()
                    .setDatabase(DatabaseHeader.or(database))
                    .setCollection(collection)));
  }

  static CollectionInfo requireLoaded(CollectionInfo collection) {
    if (!collection.loaded()) {
      throw new CinclusException(
          ErrorCode.COLLECTION_NOT_LOADED,
          "collection '%s' is not loaded: load it".formatted(collection.name()));
    }
    return collection;
  }

  CompletableFuture<GetLoadingProgressResponse> progress(GetLoadingProgressRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenComposeAsync(collection -> isServed(requireLoaded(collection)), backend.workers())
        .thenApply(
            served ->
                GetLoadingProgressResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .setProgress(served ? DONE : 0)
                    .setRefreshProgress(served ? DONE : 0)
                    .build());
  }

  CompletableFuture<GetLoadStateResponse> state(GetLoadStateRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .newest()
        .thenComposeAsync(
            catalog -> state(catalog.findCollection(database, request.getCollectionName())),
            backend.workers())
        .thenApply(
            state ->
                GetLoadStateResponse.newBuilder().setStatus(Statuses.ok()).setState(state).build());
  }

  private CompletableFuture<LoadState> state(Optional<CollectionInfo> collection) {
    if (collection.isEmpty()) {
      return CompletableFuture.completedFuture(LoadState.LoadStateNotExist);
    }
    if (!collection.get().loaded()) {
      return CompletableFuture.completedFuture(LoadState.LoadStateNotLoad);
    }
    return isServed(collection.get())
        .thenApply(served -> served ? LoadState.LoadStateLoaded : LoadState.LoadStateLoading);
  }

  /** Whether its rows are counted within a moment; fails where that can never be. */
  private CompletableFuture<Boolean> isServed(CollectionInfo collection) {
    Request count =
        Request.newBuilder()
            .setDatabase(collection.database())
            .setConsistency(ConsistencyLevel.STRONG)
            .setQuery(QueryRequest.newBuilder().setCollection(collection.name()).setCount(true))
            .build();
    return backend
        .ask(count, PROBE_TIMEOUT)
        .handle(
            (reply, failure) -> {
              if (failure == null) {
                return true;
              }
              if (Statuses.unwrap(failure) instanceof CinclusException known
                  && (known.code() == ErrorCode.EXPIRED
                      || known.code() == ErrorCode.NOT_READY
                      || known.code() == ErrorCode.OVERLOADED)) {
                return false;
              }
              throw new CompletionException(Statuses.unwrap(failure));
            });
  }
}
