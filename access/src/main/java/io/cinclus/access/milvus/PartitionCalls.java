package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.CollectionSettings;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.milvus.grpc.BoolResponse;
import io.cinclus.milvus.grpc.CreatePartitionRequest;
import io.cinclus.milvus.grpc.DropPartitionRequest;
import io.cinclus.milvus.grpc.HasPartitionRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ShowPartitionsRequest;
import io.cinclus.milvus.grpc.ShowPartitionsResponse;
import io.cinclus.milvus.grpc.ShowType;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreatePartition;
import io.cinclus.v1.DropPartition;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Partitions. Thread-safe. */
record PartitionCalls(Backend backend) {
  private static final long FULLY_LOADED = 100;

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getCreatePartitionMethod(), this::create);
    calls.addStatus(MilvusServiceGrpc.getDropPartitionMethod(), this::drop);
    calls.add(MilvusServiceGrpc.getHasPartitionMethod(), this::has);
    calls.add(MilvusServiceGrpc.getShowPartitionsMethod(), this::show);
  }

  /** Creates it; one that is there already is as good as created. */
  CompletableFuture<Void> create(CreatePartitionRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setCreatePartition(
                CreatePartition.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getCollectionName())
                    .setPartition(request.getPartitionName())
                    .setAtMillis(System.currentTimeMillis())
                    .setFollowsCollection(true)),
        ErrorCode.PARTITION_EXISTS);
  }

  /** Drops it; one that is not there is as good as dropped. */
  CompletableFuture<Void> drop(DropPartitionRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setDropPartition(
                DropPartition.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getCollectionName())
                    .setPartition(request.getPartitionName())),
        ErrorCode.PARTITION_NOT_FOUND);
  }

  CompletableFuture<BoolResponse> has(HasPartitionRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenApply(
            collection ->
                CollectionCalls.bool(
                    collection.findPartition(request.getPartitionName()).isPresent()));
  }

  CompletableFuture<ShowPartitionsResponse> show(ShowPartitionsRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenApply(collection -> show(collection, shown(collection, request)));
  }

  /**
   * All, or where it is asked what is loaded, those that are; then the named ones must all be
   * there.
   */
  @SuppressWarnings("deprecation") // Older clients wait by it until partitions are loaded.
  static List<PartitionInfo> shown(CollectionInfo collection, ShowPartitionsRequest request) {
    if (request.getType() != ShowType.InMemory) {
      return collection.partitions();
    }
    List<PartitionInfo> asked =
        request.getPartitionNamesCount() == 0
            ? collection.partitions()
            : request.getPartitionNamesList().stream().map(collection::partition).toList();
    return asked.stream().filter(collection::isLoaded).toList();
  }

  @SuppressWarnings("deprecation") // Older clients tell by it what is loaded.
  private static ShowPartitionsResponse show(
      CollectionInfo collection, List<PartitionInfo> partitions) {
    ShowPartitionsResponse.Builder all =
        ShowPartitionsResponse.newBuilder().setStatus(Statuses.ok());
    for (PartitionInfo partition : partitions) {
      long createdAtMillis =
          partition.createdAtMillis() == 0
              ? collection.settings().createdAtMillis()
              : partition.createdAtMillis();
      all.addPartitionNames(partition.name())
          .addPartitionIDs(partition.id())
          .addCreatedTimestamps(CollectionSettings.timestamp(createdAtMillis, 0))
          .addCreatedUtcTimestamps(createdAtMillis)
          .addInMemoryPercentages(collection.isLoaded(partition) ? FULLY_LOADED : 0);
    }
    return all.build();
  }
}
