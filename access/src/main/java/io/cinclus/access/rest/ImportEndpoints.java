package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.milvus.grpc.GetImportStateRequest;
import io.cinclus.milvus.grpc.GetImportStateResponse;
import io.cinclus.milvus.grpc.ImportRequest;
import io.cinclus.milvus.grpc.ListImportTasksRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import java.util.List;
import java.util.Map;

/** Files that are imported. A job is the first task of its call. Stateless. */
final class ImportEndpoints {
  private static final String JOB = "jobId";
  private static final int DONE_PERCENT = 100;

  private ImportEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "jobs/import/create",
        MilvusServiceGrpc.getImportMethod(),
        ImportEndpoints::request,
        (sent, answer) ->
            Json.object()
                .put(JOB, answer.getTasksCount() == 0 ? "" : Long.toString(answer.getTasks(0))));
    for (String path : List.of("jobs/import/describe", "jobs/import/get_progress")) {
      endpoints.add(
          path,
          MilvusServiceGrpc.getGetImportStateMethod(),
          sent -> GetImportStateRequest.newBuilder().setTask(job(sent)).build(),
          (sent, answer) -> progress(answer));
    }
    endpoints.add(
        "jobs/import/list",
        MilvusServiceGrpc.getListImportTasksMethod(),
        sent ->
            ListImportTasksRequest.newBuilder()
                .setDbName(sent.database())
                .setCollectionName(sent.body().text("collectionName", ""))
                .build(),
        (sent, answer) -> {
          ObjectNode data = Json.object();
          ArrayNode records = data.putArray("records");
          answer.getTasksList().forEach(task -> records.add(progress(task)));
          return data;
        });
  }

  private static long job(RestRequest sent) {
    sent.body().get(JOB);
    return sent.body().integer(JOB, 0L);
  }

  private static ImportRequest request(RestRequest sent) {
    ImportRequest.Builder request =
        ImportRequest.newBuilder()
            .setDbName(sent.database())
            .setCollectionName(sent.collection())
            .setPartitionName(sent.body().text("partitionName", ""))
            .addAllOptions(sent.body().pairs("options"));
    for (JsonNode files : sent.body().listOfSome("files")) {
      for (JsonNode file : files.isArray() ? files : Json.list(List.of(files))) {
        request.addFiles(file.asText());
      }
    }
    return request.build();
  }

  private static ObjectNode progress(GetImportStateResponse task) {
    Map<String, String> infos = KeyValues.of(task.getInfosList());
    String state =
        switch (task.getState()) {
          case ImportCompleted -> "Completed";
          case ImportFailed, ImportFailedAndCleaned -> "Failed";
          case ImportPending -> "Pending";
          default -> "Importing";
        };
    int progress =
        state.equals("Completed") ? DONE_PERCENT : KeyValues.integer(infos, "progress_percent", 0);
    ObjectNode data =
        Json.object()
            .put(JOB, Long.toString(task.getId()))
            .put("collectionName", infos.getOrDefault("collection", ""))
            .put("state", state)
            .put("progress", progress)
            .put("importedRows", task.getRowCount())
            .put("totalRows", number(infos, "total_rows"))
            .put("fileSize", number(infos, "file_size"))
            .put("completeTime", infos.getOrDefault("complete_time", ""));
    ArrayNode details = data.putArray("details");
    for (int file = 0; infos.containsKey("file." + file + ".name"); file++) {
      details.add(detail(infos, "file." + file + ".", state));
    }
    String reason = infos.getOrDefault("failed_reason", "");
    return reason.isEmpty() ? data : data.put("reason", reason);
  }

  /** How far a file is; whatever is the matter is said of the job. */
  private static ObjectNode detail(Map<String, String> infos, String prefix, String state) {
    long total = number(infos, prefix + "total_rows");
    long imported = number(infos, prefix + "imported_rows");
    boolean isDone = state.equals("Completed") || (total > 0 && imported == total);
    return Json.object()
        .put("fileName", infos.getOrDefault(prefix + "name", ""))
        .put("fileSize", number(infos, prefix + "size"))
        .put("state", isDone ? "Completed" : state)
        .put("progress", isDone ? DONE_PERCENT : DONE_PERCENT * imported / Math.max(1, total))
        .put("importedRows", imported)
        .put("totalRows", total);
  }

  private static long number(Map<String, String> infos, String key) {
    return Long.parseLong(infos.getOrDefault(key, "0"));
  }
}
