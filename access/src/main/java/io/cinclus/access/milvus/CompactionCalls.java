package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.CompactionState;
import io.cinclus.milvus.grpc.GetCompactionPlansRequest;
import io.cinclus.milvus.grpc.GetCompactionPlansResponse;
import io.cinclus.milvus.grpc.GetCompactionStateRequest;
import io.cinclus.milvus.grpc.GetCompactionStateResponse;
import io.cinclus.milvus.grpc.ManualCompactionRequest;
import io.cinclus.milvus.grpc.ManualCompactionResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CompactCollection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Compactions that clients ask for, beside those that are made whenever they pay. The id of one is
 * the position of its command in the catalog's log, and each shard's manifest says which is done,
 * so any node can answer. Thread-safe.
 */
record CompactionCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getManualCompactionMethod(), this::compact);
    calls.add(MilvusServiceGrpc.getGetCompactionStateMethod(), this::state);
    calls.add(MilvusServiceGrpc.getGetCompactionStateWithPlansMethod(), this::plans);
  }

  /** Has all that is sealed compacted; one plan is counted for each shard. */
  CompletableFuture<ManualCompactionResponse> compact(ManualCompactionRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .newest()
        .thenApply(
            catalog ->
                CollectionCalls.find(
                    catalog, database, request.getCollectionName(), request.getCollectionID()))
        .thenCompose(
            collection ->
                backend
                    .execute(
                        CatalogCommand.newBuilder()
                            .setCompactCollection(
                                CompactCollection.newBuilder()
                                    .setDatabase(collection.database())
                                    .setCollection(collection.name())))
                    .thenApply(
                        position ->
                            ManualCompactionResponse.newBuilder()
                                .setStatus(Statuses.ok())
                                .setCompactionID(position)
                                .setCompactionPlanCount(collection.shardCount())
                                .build()));
  }

  CompletableFuture<GetCompactionStateResponse> state(GetCompactionStateRequest request) {
    return progress(request.getCompactionID())
        .thenApply(
            progress ->
                GetCompactionStateResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .setState(progress.state())
                    .setExecutingPlanNo(progress.executing())
                    .setCompletedPlanNo(progress.completed())
                    .build());
  }

  CompletableFuture<GetCompactionPlansResponse> plans(GetCompactionPlansRequest request) {
    return progress(request.getCompactionID())
        .thenApply(
            progress ->
                GetCompactionPlansResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .setState(progress.state())
                    .build());
  }

  /** How many shards are at it, and how many have done it. */
  private record Progress(int executing, int completed) {
    CompactionState state() {
      return executing > 0 ? CompactionState.Executing : CompactionState.Completed;
    }
  }

  /** Of a compaction that no collection knows any more nothing is left to do. */
  private CompletableFuture<Progress> progress(long id) {
    return backend
        .newest()
        .thenApplyAsync(
            catalog -> {
              Optional<CollectionInfo> asked =
                  catalog.collections().values().stream()
                      .filter(collection -> collection.settings().compactions().contains(id))
                      .findFirst();
              if (asked.isEmpty()) {
                return new Progress(0, 0);
              }
              int executing = Manifests.read(backend.log(), asked.get()).compacting(id);
              return new Progress(executing, asked.get().shardCount() - executing);
            },
            backend.workers());
  }
}
