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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Loading of collections and of partitions. One counts as loaded when its rows are answered about.
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
    return load(
        LoadCollection.newBuilder()
            .setDatabase(DatabaseHeader.or(request.getDbName()))
            .setCollection(request.getCollectionName()));
  }

  CompletableFuture<Long> load(LoadPartitionsRequest request) {
    return load(
        LoadCollection.newBuilder()
            .setDatabase(DatabaseHeader.or(request.getDbName()))
            .setCollection(request.getCollectionName())
            .addAllPartitions(some(request.getPartitionNamesList())));
  }

  private CompletableFuture<Long> load(LoadCollection.Builder command) {
    return backend.execute(CatalogCommand.newBuilder().setLoadCollection(command));
  }

  /** A collection that is left without a loaded partition is released as well. */
  CompletableFuture<Long> release(ReleasePartitionsRequest request) {
    return release(
        ReleaseCollection.newBuilder()
            .setDatabase(DatabaseHeader.or(request.getDbName()))
            .setCollection(request.getCollectionName())
            .addAllPartitions(some(request.getPartitionNamesList())));
  }

  CompletableFuture<Long> release(ReleaseCollectionRequest request) {
    return release(
        ReleaseCollection.newBuilder()
            .setDatabase(DatabaseHeader.or(request.getDbName()))
            .setCollection(request.getCollectionName()));
  }

  private CompletableFuture<Long> release(ReleaseCollection.Builder command) {
    return backend.execute(CatalogCommand.newBuilder().setReleaseCollection(command));
  }

  private static List<String> some(List<String> partitions) {
    if (partitions.isEmpty()) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER, "due to no partition specified: name one at least");
    }
    return partitions;
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
    List<String> partitions = request.getPartitionNamesList();
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenComposeAsync(
            collection -> {
              requireLoaded(collection);
              if (!areLoaded(collection, partitions)) {
                throw new CinclusException(
                    ErrorCode.PARTITION_NOT_LOADED,
                    "partition not loaded: not all of %s are, load them".formatted(partitions));
              }
              return isServed(collection, partitions);
            },
            backend.workers())
        .thenApply(
            served ->
                GetLoadingProgressResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .setProgress(served ? DONE : 0)
                    .setRefreshProgress(served ? DONE : 0)
                    .build());
  }

  private static boolean areLoaded(CollectionInfo collection, List<String> partitions) {
    return collection.loaded()
        && partitions.stream().map(collection::partition).allMatch(collection::isLoaded);
  }

  CompletableFuture<GetLoadStateResponse> state(GetLoadStateRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .newest()
        .thenComposeAsync(
            catalog ->
                state(
                    catalog.findCollection(database, request.getCollectionName()),
                    request.getPartitionNamesList()),
            backend.workers())
        .thenApply(
            state ->
                GetLoadStateResponse.newBuilder().setStatus(Statuses.ok()).setState(state).build());
  }

  private CompletableFuture<LoadState> state(
      Optional<CollectionInfo> collection, List<String> partitions) {
    if (collection.isEmpty()) {
      return CompletableFuture.completedFuture(LoadState.LoadStateNotExist);
    }
    if (!areLoaded(collection.get(), partitions)) {
      return CompletableFuture.completedFuture(LoadState.LoadStateNotLoad);
    }
    return isServed(collection.get(), partitions)
        .thenApply(served -> served ? LoadState.LoadStateLoaded : LoadState.LoadStateLoading);
  }

  /**
   * Whether rows are counted within a moment; fails where that can never be.
   *
   * @param partitions empty: all that are loaded
   */
  private CompletableFuture<Boolean> isServed(CollectionInfo collection, List<String> partitions) {
    Request count =
        Request.newBuilder()
            .setDatabase(collection.database())
            .setConsistency(ConsistencyLevel.STRONG)
            .setQuery(
                QueryRequest.newBuilder()
                    .setCollection(collection.name())
                    .addAllPartitions(partitions)
                    .setCount(true))
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
