package io.cinclus.access.rest;

import io.cinclus.milvus.grpc.CreatePartitionRequest;
import io.cinclus.milvus.grpc.DropPartitionRequest;
import io.cinclus.milvus.grpc.GetPartitionStatisticsRequest;
import io.cinclus.milvus.grpc.HasPartitionRequest;
import io.cinclus.milvus.grpc.LoadPartitionsRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ReleasePartitionsRequest;
import io.cinclus.milvus.grpc.ShowPartitionsRequest;
import java.util.List;

/** Partitions. Stateless. */
final class PartitionEndpoints {
  private static final String PARTITION = "partitionName";
  private static final String PARTITIONS = "partitionNames";

  private PartitionEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "partitions/create",
        MilvusServiceGrpc.getCreatePartitionMethod(),
        sent ->
            CreatePartitionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setPartitionName(sent.body().text(PARTITION))
                .build());
    endpoints.add(
        "partitions/drop",
        MilvusServiceGrpc.getDropPartitionMethod(),
        sent ->
            DropPartitionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setPartitionName(sent.body().text(PARTITION))
                .build());
    endpoints.add(
        "partitions/has",
        MilvusServiceGrpc.getHasPartitionMethod(),
        sent ->
            HasPartitionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setPartitionName(sent.body().text(PARTITION))
                .build(),
        CollectionEndpoints::has);
    endpoints.add(
        "partitions/list",
        MilvusServiceGrpc.getShowPartitionsMethod(),
        sent ->
            ShowPartitionsRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .build(),
        (sent, answer) -> Json.texts(answer.getPartitionNamesList()));
    endpoints.add(
        "partitions/get_stats",
        MilvusServiceGrpc.getGetPartitionStatisticsMethod(),
        sent ->
            GetPartitionStatisticsRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setPartitionName(sent.body().text(PARTITION))
                .build(),
        (sent, answer) -> CollectionEndpoints.rowCount(answer.getStatsList()));
    endpoints.add(
        "partitions/load",
        MilvusServiceGrpc.getLoadPartitionsMethod(),
        sent ->
            LoadPartitionsRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .addAllPartitionNames(partitions(sent))
                .build());
    endpoints.add(
        "partitions/release",
        MilvusServiceGrpc.getReleasePartitionsMethod(),
        sent ->
            ReleasePartitionsRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .addAllPartitionNames(partitions(sent))
                .build());
  }

  private static List<String> partitions(RestRequest sent) {
    List<String> names = sent.body().texts(PARTITIONS);
    if (names.isEmpty()) {
      throw RestException.missing(PARTITIONS);
    }
    return names;
  }
}
