package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.CompactionState;
import io.cinclus.milvus.grpc.GetCompactionPlansRequest;
import io.cinclus.milvus.grpc.GetCompactionPlansResponse;
import io.cinclus.milvus.grpc.GetCompactionStateRequest;
import io.cinclus.milvus.grpc.GetCompactionStateResponse;
import io.cinclus.milvus.grpc.ManualCompactionRequest;
import io.cinclus.milvus.grpc.ManualCompactionResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import java.util.concurrent.CompletableFuture;

/**
 * Compactions that clients ask for. The index-build job compacts a collection whenever that pays,
 * so there is never one left to be asked for: each such compaction has no plans and is completed.
 * Thread-safe.
 */
record CompactionCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getManualCompactionMethod(), this::compact);
    calls.add(MilvusServiceGrpc.getGetCompactionStateMethod(), this::state);
    calls.add(MilvusServiceGrpc.getGetCompactionStateWithPlansMethod(), this::plans);
  }

  /** Looks only whether the collection is there. */
  CompletableFuture<ManualCompactionResponse> compact(ManualCompactionRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .newest()
        .thenApply(
            catalog -> {
              CollectionCalls.find(
                  catalog, database, request.getCollectionName(), request.getCollectionID());
              return ManualCompactionResponse.newBuilder()
                  .setStatus(Statuses.ok())
                  .setCompactionID(backend.clock().next())
                  .setCompactionPlanCount(0)
                  .build();
            });
  }

  CompletableFuture<GetCompactionStateResponse> state(GetCompactionStateRequest request) {
    return CompletableFuture.completedFuture(
        GetCompactionStateResponse.newBuilder()
            .setStatus(Statuses.ok())
            .setState(CompactionState.Completed)
            .build());
  }

  CompletableFuture<GetCompactionPlansResponse> plans(GetCompactionPlansRequest request) {
    return CompletableFuture.completedFuture(
        GetCompactionPlansResponse.newBuilder()
            .setStatus(Statuses.ok())
            .setState(CompactionState.Completed)
            .build());
  }
}
