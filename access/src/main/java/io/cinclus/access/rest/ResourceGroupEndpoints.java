package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.milvus.grpc.CreateResourceGroupRequest;
import io.cinclus.milvus.grpc.DescribeResourceGroupRequest;
import io.cinclus.milvus.grpc.DescribeResourceGroupResponse;
import io.cinclus.milvus.grpc.DropResourceGroupRequest;
import io.cinclus.milvus.grpc.ListResourceGroupsRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ResourceGroup;
import io.cinclus.milvus.grpc.ResourceGroupConfig;
import io.cinclus.milvus.grpc.ResourceGroupLimit;
import io.cinclus.milvus.grpc.ResourceGroupNodeFilter;
import io.cinclus.milvus.grpc.ResourceGroupTransfer;
import io.cinclus.milvus.grpc.TransferReplicaRequest;
import io.cinclus.milvus.grpc.UpdateResourceGroupsRequest;
import java.util.List;
import java.util.Map;

/** Resource groups. Stateless. */
final class ResourceGroupEndpoints {
  private static final String NAME = "name";

  private ResourceGroupEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "resource_groups/create",
        MilvusServiceGrpc.getCreateResourceGroupMethod(),
        sent ->
            CreateResourceGroupRequest.newBuilder()
                .setResourceGroup(sent.body().text(NAME))
                .setConfig(config(sent.body().object("config")))
                .build());
    endpoints.add(
        "resource_groups/drop",
        MilvusServiceGrpc.getDropResourceGroupMethod(),
        sent ->
            DropResourceGroupRequest.newBuilder().setResourceGroup(sent.body().text(NAME)).build());
    endpoints.add(
        "resource_groups/alter",
        MilvusServiceGrpc.getUpdateResourceGroupsMethod(),
        ResourceGroupEndpoints::alter);
    endpoints.add(
        "resource_groups/list",
        MilvusServiceGrpc.getListResourceGroupsMethod(),
        sent -> ListResourceGroupsRequest.getDefaultInstance(),
        (sent, answer) -> Json.texts(answer.getResourceGroupsList()));
    endpoints.add(
        "resource_groups/describe",
        MilvusServiceGrpc.getDescribeResourceGroupMethod(),
        sent ->
            DescribeResourceGroupRequest.newBuilder()
                .setResourceGroup(sent.body().text(NAME))
                .build(),
        (sent, answer) -> description(answer));
    endpoints.add(
        "resource_groups/transfer_replica",
        MilvusServiceGrpc.getTransferReplicaMethod(),
        sent ->
            TransferReplicaRequest.newBuilder()
                .setSourceResourceGroup(sent.body().text("sourceRgName"))
                .setTargetResourceGroup(sent.body().text("targetRgName"))
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setNumReplica(sent.body().integer("replicaNum", 1L))
                .build());
  }

  private static UpdateResourceGroupsRequest alter(RestRequest sent) {
    UpdateResourceGroupsRequest.Builder request = UpdateResourceGroupsRequest.newBuilder();
    sent.body().get("resource_groups");
    Body groups = sent.body().object("resource_groups");
    for (Map.Entry<String, JsonNode> group : groups.object().properties()) {
      request.putResourceGroups(
          group.getKey(), config(Body.of(group.getValue(), "'resource_groups'")));
    }
    return request.build();
  }

  private static ResourceGroupConfig config(Body config) {
    return ResourceGroupConfig.newBuilder()
        .setRequests(limit(config.object("requests")))
        .setLimits(limit(config.object("limits")))
        .addAllTransferFrom(transfers(config.objects("transfer_from")))
        .addAllTransferTo(transfers(config.objects("transfer_to")))
        .setNodeFilter(
            ResourceGroupNodeFilter.newBuilder()
                .addAllNodeLabels(config.object("node_filter").pairs("node_labels")))
        .build();
  }

  private static ResourceGroupLimit limit(Body limit) {
    return ResourceGroupLimit.newBuilder().setNodeNum(limit.integer("node_num", 0)).build();
  }

  private static List<ResourceGroupTransfer> transfers(List<Body> transfers) {
    return transfers.stream()
        .map(
            transfer ->
                ResourceGroupTransfer.newBuilder()
                    .setResourceGroup(transfer.text("resource_group"))
                    .build())
        .toList();
  }

  private static JsonNode description(DescribeResourceGroupResponse answer) {
    ResourceGroup group = answer.getResourceGroup();
    ObjectNode data =
        Json.object()
            .put(NAME, group.getName())
            .put("capacity", group.getCapacity())
            .put("num_available_node", group.getNumAvailableNode());
    ObjectNode config = data.putObject("config");
    config.putObject("requests").put("node_num", group.getConfig().getRequests().getNodeNum());
    config.putObject("limits").put("node_num", group.getConfig().getLimits().getNodeNum());
    return data;
  }
}
