package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.ConsistencyLevel;
import io.cinclus.milvus.grpc.CreateCollectionRequest;
import io.cinclus.milvus.grpc.CreateIndexRequest;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Makes a collection, its indexes, and loads it if it has any: three calls, of which a later one
 * may fail when the earlier ones are done. Stateless.
 */
final class CreateCollection {
  /** The collection's own, where a request says none. */
  private static final String DEFAULT_METRIC = "COSINE";

  private static final int DEFAULT_PARTITIONS = 64;

  private CreateCollection() {}

  static CompletableFuture<ObjectNode> create(RestRequest sent) {
    boolean isQuick = JsonSchemas.isQuick(sent.body());
    CollectionSchema schema =
        isQuick ? JsonSchemas.quick(sent.body()) : JsonSchemas.full(sent.body());
    List<CreateIndexRequest> indexes =
        isQuick ? List.of(quickIndex(sent)) : IndexEndpoints.indexes(sent);
    checkFields(indexes, schema);
    CompletableFuture<?> done =
        sent.call(MilvusServiceGrpc.getCreateCollectionMethod(), request(sent, schema));
    for (CreateIndexRequest index : indexes) {
      done = done.thenCompose(before -> sent.call(MilvusServiceGrpc.getCreateIndexMethod(), index));
    }
    if (!indexes.isEmpty()) {
      done =
          done.thenCompose(
              before ->
                  sent.call(
                      MilvusServiceGrpc.getLoadCollectionMethod(),
                      CollectionEndpoints.load(sent).build()));
    }
    return done.thenApply(all -> Reply.done());
  }

  private static CreateIndexRequest quickIndex(RestRequest sent) {
    String vector = JsonSchemas.quickVectorField(sent.body());
    return CreateIndexRequest.newBuilder()
        .setDbName(sent.database())
        .setCollectionName(sent.collection())
        .setFieldName(vector)
        .setIndexName(vector)
        .addExtraParams(
            KeyValues.pair("metric_type", sent.body().text("metricType", DEFAULT_METRIC)))
        .build();
  }

  private static void checkFields(List<CreateIndexRequest> indexes, CollectionSchema schema) {
    List<String> names = schema.getFieldsList().stream().map(FieldSchema::getName).toList();
    for (CreateIndexRequest index : indexes) {
      if (!names.contains(index.getFieldName())) {
        throw RestException.missing(
            "schema.fields' with the indexed field '%s".formatted(index.getFieldName()));
      }
    }
  }

  private static CreateCollectionRequest request(RestRequest sent, CollectionSchema schema) {
    Body params = sent.body().object("params");
    CreateCollectionRequest.Builder request =
        CreateCollectionRequest.newBuilder()
            .setDbName(sent.database())
            .setCollectionName(sent.collection())
            .setSchema(schema.toByteString())
            .setShardsNum(params.integer("shardsNum", 1))
            .setConsistencyLevel(
                Consistency.level(params.text("consistencyLevel", ""))
                    .orElse(ConsistencyLevel.Bounded));
    if (schema.getFieldsList().stream().anyMatch(FieldSchema::getIsPartitionKey)) {
      request.setNumPartitions(params.integer("partitionsNum", DEFAULT_PARTITIONS));
    }
    addProperty(request, params, "ttlSeconds", "collection.ttl.seconds");
    addProperty(request, params, "partitionKeyIsolation", "partitionkey.isolation");
    addProperty(request, params, "mmapEnabled", "mmap.enabled");
    return request.addAllProperties(sent.body().pairs("properties")).build();
  }

  private static void addProperty(
      CreateCollectionRequest.Builder request, Body params, String name, String key) {
    if (params.has(name)) {
      request.addProperties(KeyValues.pair(key, Body.plain(params.get(name))));
    }
  }
}
