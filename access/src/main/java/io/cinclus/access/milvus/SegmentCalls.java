package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.milvus.grpc.GetPersistentSegmentInfoRequest;
import io.cinclus.milvus.grpc.GetPersistentSegmentInfoResponse;
import io.cinclus.milvus.grpc.GetQuerySegmentInfoRequest;
import io.cinclus.milvus.grpc.GetQuerySegmentInfoResponse;
import io.cinclus.milvus.grpc.GetReplicasRequest;
import io.cinclus.milvus.grpc.GetReplicasResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.PersistentSegmentInfo;
import io.cinclus.milvus.grpc.QuerySegmentInfo;
import io.cinclus.milvus.grpc.ReplicaInfo;
import io.cinclus.milvus.grpc.SegmentLevel;
import io.cinclus.milvus.grpc.SegmentState;
import io.cinclus.milvus.grpc.ShardReplica;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Segment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The sealed segments of a collection as its manifests list them, and who serves them: one replica,
 * the query-serving job, whose task managers are one node here. Thread-safe.
 */
record SegmentCalls(Backend backend) {
  /** The query-serving job. */
  static final long NODE = 1;

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getGetPersistentSegmentInfoMethod(), this::persistent);
    calls.add(MilvusServiceGrpc.getGetQuerySegmentInfoMethod(), this::served);
    calls.add(MilvusServiceGrpc.getGetReplicasMethod(), this::replicas);
  }

  CompletableFuture<GetPersistentSegmentInfoResponse> persistent(
      GetPersistentSegmentInfoRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenApplyAsync(
            collection -> {
              GetPersistentSegmentInfoResponse.Builder all =
                  GetPersistentSegmentInfoResponse.newBuilder().setStatus(Statuses.ok());
              for (Segment segment : segments(collection, collection.partitionIds())) {
                all.addInfos(persistent(collection, segment));
              }
              return all.build();
            },
            backend.workers());
  }

  private List<Segment> segments(CollectionInfo collection, List<Long> partitionIds) {
    return Manifests.read(backend.log(), collection).segments(Set.copyOf(partitionIds));
  }

  static PersistentSegmentInfo persistent(CollectionInfo collection, Segment segment) {
    return PersistentSegmentInfo.newBuilder()
        .setSegmentID(Manifests.idOf(segment))
        .setCollectionID(collection.id())
        .setPartitionID(segment.getPartitionId())
        .setNumRows(segment.getRowCount())
        .setState(SegmentState.Flushed)
        .setLevel(SegmentLevel.L1)
        .build();
  }

  CompletableFuture<GetQuerySegmentInfoResponse> served(GetQuerySegmentInfoRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenApplyAsync(
            collection -> {
              LoadCalls.requireLoaded(collection);
              GetQuerySegmentInfoResponse.Builder all =
                  GetQuerySegmentInfoResponse.newBuilder().setStatus(Statuses.ok());
              for (Segment segment : segments(collection, collection.loadedIds())) {
                all.addInfos(served(collection, segment));
              }
              return all.build();
            },
            backend.workers());
  }

  static QuerySegmentInfo served(CollectionInfo collection, Segment segment) {
    QuerySegmentInfo.Builder info =
        QuerySegmentInfo.newBuilder()
            .setSegmentID(Manifests.idOf(segment))
            .setCollectionID(collection.id())
            .setPartitionID(segment.getPartitionId())
            .setMemSize(segment.getFile().getLengthBytes())
            .setNumRows(segment.getRowCount())
            .setState(SegmentState.Sealed)
            .setLevel(SegmentLevel.L1)
            .addNodeIds(NODE);
    collection.indexes().stream()
        .filter(index -> isBuilt(segment, index))
        .findFirst()
        .ifPresent(index -> info.setIndexName(index.name()).setIndexID(index.id()));
    return info.build();
  }

  private static boolean isBuilt(Segment segment, IndexInfo index) {
    return segment.getIndexesList().stream()
        .mapToLong(IndexFile::getIndexId)
        .anyMatch(id -> id == index.id());
  }

  CompletableFuture<GetReplicasResponse> replicas(GetReplicasRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .newest()
        .thenApply(
            catalog -> {
              CollectionInfo collection =
                  CollectionCalls.find(
                      catalog, database, request.getCollectionName(), request.getCollectionID());
              LoadCalls.requireLoaded(collection);
              return GetReplicasResponse.newBuilder()
                  .setStatus(Statuses.ok())
                  .addReplicas(replica(collection, request.getWithShardNodes()))
                  .build();
            });
  }

  private ReplicaInfo replica(CollectionInfo collection, boolean withShards) {
    ReplicaInfo.Builder replica =
        ReplicaInfo.newBuilder()
            .setReplicaID(collection.id())
            .setCollectionID(collection.id())
            .addAllPartitionIds(collection.loadedIds())
            .addNodeIds(NODE)
            .setResourceGroupName(ResourceGroupCalls.DEFAULT);
    for (int shard = 0; shard < collection.shardCount(); shard++) {
      ShardReplica.Builder of =
          ShardReplica.newBuilder()
              .setLeaderID(NODE)
              .setDmChannelName(CollectionCalls.virtualChannel(backend, collection, shard));
      replica.addShardReplicas(withShards ? of.addNodeIds(NODE) : of);
    }
    return replica.build();
  }
}
