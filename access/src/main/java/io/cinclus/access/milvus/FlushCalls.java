package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.milvus.grpc.FlushRequest;
import io.cinclus.milvus.grpc.FlushResponse;
import io.cinclus.milvus.grpc.GetFlushStateRequest;
import io.cinclus.milvus.grpc.GetFlushStateResponse;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.model.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Flushes. What Milvus calls the ids of the segments that are being flushed, and clients send back
 * with nothing else to ask whether they are, are the id of the collection and the positions of the
 * flush in each shard, by its number. So any node can answer. Thread-safe.
 */
record FlushCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getFlushMethod(), this::flush);
    calls.add(MilvusServiceGrpc.getGetFlushStateMethod(), this::state);
  }

  CompletableFuture<FlushResponse> flush(FlushRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    Map<String, CompletableFuture<List<Long>>> flushes = new TreeMap<>();
    for (String name : request.getCollectionNamesList()) {
      flushes.put(
          name, backend.with(database, name, collection -> flush(database, name, collection)));
    }
    return CompletableFuture.allOf(flushes.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              FlushResponse.Builder response =
                  FlushResponse.newBuilder().setStatus(Statuses.ok()).setDbName(database);
              flushes.forEach(
                  (name, markers) ->
                      response
                          .putCollSegIDs(
                              name, LongArray.newBuilder().addAllData(markers.join()).build())
                          .putFlushCollSegIDs(name, LongArray.getDefaultInstance())
                          .putCollSealTimes(name, System.currentTimeMillis())
                          .putCollFlushTs(name, backend.clock().next()));
              return response.build();
            });
  }

  private CompletableFuture<List<Long>> flush(
      String database, String name, CollectionInfo collection) {
    return backend
        .client()
        .writer()
        .flush(new Target(database, name, "").pinnedTo(collection.id()))
        .thenApply(
            markers -> {
              List<Long> byShard = new ArrayList<>(List.of(collection.id()));
              for (int shard = 0; shard < collection.shardCount(); shard++) {
                byShard.add(markers.getOrDefault(new ShardId(collection.id(), shard), 0L));
              }
              return byShard;
            });
  }

  /** Whether the manifests cover what was flushed; nothing is left to cover of what was dropped. */
  CompletableFuture<GetFlushStateResponse> state(GetFlushStateRequest request) {
    List<Long> ids = request.getSegmentIDsList();
    return backend
        .newest()
        .thenApply(
            catalog ->
                GetFlushStateResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .setFlushed(
                        ids.isEmpty()
                            || catalog
                                .collection(ids.get(0))
                                .map(collection -> isSealed(collection, ids))
                                .orElse(true))
                    .build());
  }

  private boolean isSealed(CollectionInfo collection, List<Long> ids) {
    return Manifests.read(backend.log(), collection)
        .isSealedTo(collection.channels(), ids.subList(1, ids.size()));
  }
}
