package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.milvus.grpc.AddCollectionFieldRequest;
import io.cinclus.milvus.grpc.AddCollectionFunctionRequest;
import io.cinclus.milvus.grpc.AlterCollectionFieldRequest;
import io.cinclus.milvus.grpc.AlterCollectionFunctionRequest;
import io.cinclus.milvus.grpc.AlterCollectionRequest;
import io.cinclus.milvus.grpc.DropCollectionFunctionRequest;
import io.cinclus.milvus.grpc.FunctionSchema;
import io.cinclus.milvus.grpc.GetCompactionStateRequest;
import io.cinclus.milvus.grpc.ManualCompactionRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.RenameCollectionRequest;
import io.cinclus.milvus.grpc.TruncateCollectionRequest;

/** How collections are changed. Stateless. */
final class CollectionChangeEndpoints {
  private CollectionChangeEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "collections/rename",
        MilvusServiceGrpc.getRenameCollectionMethod(),
        sent ->
            RenameCollectionRequest.newBuilder()
                .setDbName(sent.database())
                .setOldName(sent.collection())
                .setNewName(sent.body().text("newCollectionName"))
                .setNewDBName(sent.body().text("newDbName", sent.database()))
                .build());
    endpoints.add(
        "collections/alter_properties",
        MilvusServiceGrpc.getAlterCollectionMethod(),
        sent ->
            AlterCollectionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .addAllProperties(sent.body().pairs("properties"))
                .build());
    endpoints.add(
        "collections/drop_properties",
        MilvusServiceGrpc.getAlterCollectionMethod(),
        sent ->
            AlterCollectionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .addAllDeleteKeys(sent.body().texts("propertyKeys"))
                .build());
    endpoints.add(
        "collections/truncate",
        MilvusServiceGrpc.getTruncateCollectionMethod(),
        sent ->
            TruncateCollectionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .build(),
        (sent, answer) -> Json.object());
    addFieldsTo(endpoints);
    addFunctionsTo(endpoints);
    addCompactionTo(endpoints);
  }

  private static void addFieldsTo(Endpoints endpoints) {
    endpoints.add(
        "collections/fields/add",
        MilvusServiceGrpc.getAddCollectionFieldMethod(),
        sent ->
            AddCollectionFieldRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setSchema(JsonSchemas.field(sent.body().object("schema"), false).toByteString())
                .build());
    endpoints.add(
        "collections/fields/alter_properties",
        MilvusServiceGrpc.getAlterCollectionFieldMethod(),
        sent ->
            AlterCollectionFieldRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setFieldName(sent.body().text("fieldName"))
                .addAllProperties(sent.body().pairs("fieldParams"))
                .build());
  }

  private static void addFunctionsTo(Endpoints endpoints) {
    endpoints.add(
        "collections/add_function",
        MilvusServiceGrpc.getAddCollectionFunctionMethod(),
        sent ->
            AddCollectionFunctionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setFunctionSchema(JsonSchemas.function(sent.body().object("function")))
                .build());
    endpoints.add(
        "collections/alter_function",
        MilvusServiceGrpc.getAlterCollectionFunctionMethod(),
        sent -> {
          FunctionSchema function = JsonSchemas.function(sent.body().object("function"));
          return AlterCollectionFunctionRequest.newBuilder()
              .setDbName(sent.database())
              .setCollectionName(sent.collection())
              .setFunctionName(sent.body().text("functionName", function.getName()))
              .setFunctionSchema(function)
              .build();
        });
    endpoints.add(
        "collections/drop_function",
        MilvusServiceGrpc.getDropCollectionFunctionMethod(),
        sent ->
            DropCollectionFunctionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setFunctionName(sent.body().text("functionName"))
                .build());
  }

  private static void addCompactionTo(Endpoints endpoints) {
    endpoints.add(
        "collections/compact",
        MilvusServiceGrpc.getManualCompactionMethod(),
        sent ->
            ManualCompactionRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.collection())
                .setMajorCompaction(sent.body().flag("isClustering", false))
                .build(),
        (sent, answer) -> {
          ObjectNode data = Json.object();
          data.set("compactionID", sent.numbers().node(answer.getCompactionID()));
          return data;
        });
    endpoints.add(
        "collections/get_compaction_state",
        MilvusServiceGrpc.getGetCompactionStateMethod(),
        sent -> GetCompactionStateRequest.newBuilder().setCompactionID(compaction(sent)).build(),
        (sent, answer) -> {
          ObjectNode data =
              Json.object()
                  .put("state", answer.getState().name())
                  .put("executingPlanNumber", answer.getExecutingPlanNo())
                  .put("timeoutPlanNumber", answer.getTimeoutPlanNo())
                  .put("completedPlanNumber", answer.getCompletedPlanNo())
                  .put("failedPlanNumber", answer.getFailedPlanNo());
          data.set("compactionID", sent.numbers().node(compaction(sent)));
          return data;
        });
  }

  private static long compaction(RestRequest sent) {
    sent.body().get("jobID");
    return sent.body().integer("jobID", 0L);
  }
}
