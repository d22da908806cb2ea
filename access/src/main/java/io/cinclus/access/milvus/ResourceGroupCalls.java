package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.DescribeResourceGroupRequest;
import io.cinclus.milvus.grpc.DescribeResourceGroupResponse;
import io.cinclus.milvus.grpc.ListResourceGroupsRequest;
import io.cinclus.milvus.grpc.ListResourceGroupsResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ResourceGroup;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.concurrent.CompletableFuture;

/**
 * Resource groups: Flink places the work, so there is the default group and no other. Thread-safe.
 */
record ResourceGroupCalls(Backend backend) {
  static final String DEFAULT = "__default_resource_group";

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getListResourceGroupsMethod(), this::list);
    calls.add(MilvusServiceGrpc.getDescribeResourceGroupMethod(), this::describe);
  }

  CompletableFuture<ListResourceGroupsResponse> list(ListResourceGroupsRequest request) {
    return CompletableFuture.completedFuture(
        ListResourceGroupsResponse.newBuilder()
            .setStatus(Statuses.ok())
            .addResourceGroups(DEFAULT)
            .build());
  }

  /** One node, the query-serving job, which has a replica of each loaded collection. */
  CompletableFuture<DescribeResourceGroupResponse> describe(DescribeResourceGroupRequest request) {
    if (!request.getResourceGroup().equals(DEFAULT)) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "there is no resource group '%s': the only one is '%s'"
              .formatted(request.getResourceGroup(), DEFAULT));
    }
    return backend
        .newest()
        .thenApply(
            catalog -> {
              ResourceGroup.Builder group =
                  ResourceGroup.newBuilder().setName(DEFAULT).setCapacity(1).setNumAvailableNode(1);
              for (CollectionInfo collection : catalog.collections().values()) {
                if (collection.loaded()) {
                  group.putNumLoadedReplica(collection.name(), 1);
                }
              }
              return DescribeResourceGroupResponse.newBuilder()
                  .setStatus(Statuses.ok())
                  .setResourceGroup(group)
                  .build();
            });
  }
}
