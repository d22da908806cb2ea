package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.DescribeCollectionResponse;
import io.cinclus.milvus.grpc.DescribeIndexRequest;
import io.cinclus.milvus.grpc.DescribeIndexResponse;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.GetLoadStateRequest;
import io.cinclus.milvus.grpc.IndexDescription;
import io.cinclus.milvus.grpc.ListAliasesRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A collection with its indexes, its aliases and whether it is loaded, each as it was when it was
 * asked for. What is not known of the last three is left empty, and {@code message} says why.
 * Stateless.
 */
final class DescribeCollection {
  private DescribeCollection() {}

  /** A part of the description. */
  private record Part(JsonNode value, String problem) {
    /** The part, or what stands for it. */
    static <A> CompletableFuture<Part> of(
        CompletableFuture<A> answer, Function<A, JsonNode> value, JsonNode otherwise) {
      return answer.handle(
          (known, failure) ->
              failure == null
                  ? new Part(value.apply(known), "")
                  : new Part(otherwise, Statuses.unwrap(failure).getMessage() + ";"));
    }
  }

  static CompletableFuture<ObjectNode> describe(RestRequest sent) {
    return CollectionEndpoints.description(sent)
        .thenCompose(collection -> describe(sent, collection));
  }

  private static CompletableFuture<ObjectNode> describe(
      RestRequest sent, DescribeCollectionResponse collection) {
    List<CompletableFuture<Part>> parts = new ArrayList<>();
    parts.add(
        Part.of(
            sent.call(
                MilvusServiceGrpc.getGetLoadStateMethod(),
                GetLoadStateRequest.newBuilder()
                    .setDbName(sent.database())
                    .setCollectionName(sent.collection())
                    .build()),
            state -> Json.object().textNode(state.getState().name()),
            Json.object().textNode("")));
    parts.add(
        Part.of(
            sent.call(
                MilvusServiceGrpc.getDescribeIndexMethod(),
                DescribeIndexRequest.newBuilder()
                    .setDbName(sent.database())
                    .setCollectionName(sent.collection())
                    .build()),
            DescribeCollection::indexes,
            Json.list()));
    parts.add(
        Part.of(
            sent.call(
                MilvusServiceGrpc.getListAliasesMethod(),
                ListAliasesRequest.newBuilder()
                    .setDbName(sent.database())
                    .setCollectionName(sent.collection())
                    .build()),
            aliases -> Json.texts(aliases.getAliasesList()),
            Json.list()));
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> reply(sent, collection, parts.stream().map(CompletableFuture::join).toList()));
  }

  private static JsonNode indexes(DescribeIndexResponse answer) {
    ArrayNode list = Json.list();
    for (IndexDescription index : answer.getIndexDescriptionsList()) {
      list.addObject()
          .put("indexName", index.getIndexName())
          .put("fieldName", index.getFieldName())
          .put("metricType", KeyValues.of(index.getParamsList()).getOrDefault("metric_type", ""));
    }
    return list;
  }

  private static ObjectNode reply(
      RestRequest sent, DescribeCollectionResponse collection, List<Part> parts) {
    CollectionSchema schema = collection.getSchema();
    boolean autoId =
        schema.getFieldsList().stream()
            .anyMatch(field -> field.getIsPrimaryKey() && field.getAutoID());
    List<FieldSchema> fields = schema.getFieldsList();
    ObjectNode data =
        Json.object()
            .put("collectionName", collection.getCollectionName())
            .put("description", schema.getDescription())
            .put("autoId", autoId)
            .put("shardsNum", collection.getShardsNum())
            .put("partitionsNum", collection.getNumPartitions())
            .put("consistencyLevel", collection.getConsistencyLevel().name())
            .put("enableDynamicField", schema.getEnableDynamicField());
    data.set("collectionID", sent.numbers().node(collection.getCollectionID()));
    data.set("fields", JsonSchemas.fields(fields, sent.numbers()));
    data.set("functions", JsonSchemas.functions(schema.getFunctionsList(), sent.numbers()));
    data.set("properties", JsonSchemas.pairs(collection.getPropertiesList()));
    data.set("load", parts.get(0).value());
    data.set("indexes", parts.get(1).value());
    data.set("aliases", parts.get(2).value());
    StringBuilder message = new StringBuilder();
    parts.forEach(part -> message.append(part.problem()));
    return Reply.data(data).put("message", message.toString());
  }
}
