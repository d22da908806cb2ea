package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.FlushAllRequest;
import io.cinclus.milvus.grpc.FlushAllResponse;
import io.cinclus.milvus.grpc.FlushRequest;
import io.cinclus.milvus.grpc.FlushResponse;
import io.cinclus.milvus.grpc.GetFlushAllStateRequest;
import io.cinclus.milvus.grpc.GetFlushAllStateResponse;
import io.cinclus.milvus.grpc.GetFlushStateRequest;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Flushes of all collections. Such a flush is answered when all is sealed that was written before,
 * for a single time is all that clients can ask about afterwards. Thread-safe.
 */
record FlushAllCalls(Backend backend, FlushCalls flushes) {
  /** A flush that takes longer is answered as still going on. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final long POLL_MILLIS = 100;

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getFlushAllMethod(), this::flush);
    calls.add(MilvusServiceGrpc.getGetFlushAllStateMethod(), this::state);
  }

  @SuppressWarnings("deprecation") // Clients send it back to ask about the flush.
  CompletableFuture<FlushAllResponse> flush(FlushAllRequest request) {
    long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();
    return backend
        .newest()
        .thenCompose(this::flushEach)
        .thenCompose(
            flushed ->
                CompletableFuture.allOf(
                    flushed.stream()
                        .map(segments -> await(segments, deadlineNanos))
                        .toArray(CompletableFuture[]::new)))
        .thenApply(
            done ->
                FlushAllResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .setFlushAllTs(backend.clock().next())
                    .build());
  }

  /** What to ask about the flush of each collection; one that is dropped meanwhile has none. */
  private CompletableFuture<List<LongArray>> flushEach(Catalog catalog) {
    List<CompletableFuture<List<LongArray>>> all = new ArrayList<>();
    for (CollectionInfo collection : catalog.collections().values()) {
      FlushRequest one =
          FlushRequest.newBuilder()
              .setDbName(collection.database())
              .addCollectionNames(collection.name())
              .build();
      all.add(
          flushes
              .flush(one)
              .thenApply(FlushAllCalls::segments)
              .exceptionally(FlushAllCalls::noneWhereDropped));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(done -> all.stream().flatMap(one -> one.join().stream()).toList());
  }

  private static List<LongArray> segments(FlushResponse flushed) {
    return List.copyOf(flushed.getCollSegIDsMap().values());
  }

  private static List<LongArray> noneWhereDropped(Throwable failure) {
    if (Statuses.unwrap(failure) instanceof CinclusException known
        && known.code() == ErrorCode.COLLECTION_NOT_FOUND) {
      return List.of();
    }
    throw new java.util.concurrent.CompletionException(Statuses.unwrap(failure));
  }

  private CompletableFuture<Void> await(LongArray segments, long deadlineNanos) {
    GetFlushStateRequest asked =
        GetFlushStateRequest.newBuilder().addAllSegmentIDs(segments.getDataList()).build();
    return flushes
        .state(asked)
        .thenCompose(
            state -> {
              if (state.getFlushed()) {
                return CompletableFuture.completedFuture(null);
              }
              if (System.nanoTime() >= deadlineNanos) {
                throw new CinclusException(
                    ErrorCode.EXPIRED,
                    "the flush has taken %d s and goes on: ask again later"
                        .formatted(TIMEOUT.toSeconds()));
              }
              Executor later =
                  CompletableFuture.delayedExecutor(
                      POLL_MILLIS, TimeUnit.MILLISECONDS, backend.workers());
              return CompletableFuture.supplyAsync(() -> segments, later)
                  .thenCompose(again -> await(again, deadlineNanos));
            });
  }

  /** Whoever has the answer of a flush can know that it is done. */
  CompletableFuture<GetFlushAllStateResponse> state(GetFlushAllStateRequest request) {
    return CompletableFuture.completedFuture(
        GetFlushAllStateResponse.newBuilder().setStatus(Statuses.ok()).setFlushed(true).build());
  }
}
