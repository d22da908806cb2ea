package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Milvus' tutorial by REST, in the shapes in which curl sends it, over a restart. */
@ExtendWith(SharedStandalone.Extension.class)
class MilvusRestTest {
  private static final String NAME = "tutorial";
  private static final int IMPORTED = 20_000;
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final SharedStandalone cinclus;
  private int port;

  MilvusRestTest(SharedStandalone cinclus) {
    this.cinclus = cinclus;
    this.port = cinclus.milvusPort();
  }

  @Test
  void theTutorialWorksOverARestart() throws Exception {
    isHealthy();
    createAndInsert();
    search();
    queryAndDelete();
    everyKindOfValue();
    definitions();
    mistakes();
    importFile();
    cinclus.restart();
    port = cinclus.milvusPort();
    assertThat(ids(data("entities/query", "{'collectionName': '%s', 'filter': 'id >= 0'}")))
        .containsExactly(4L, 6L, 8L);
    isImported();
    data("collections/drop", "{'collectionName': '%s'}");
    assertThat(object("collections/has", "{'collectionName': '%s'}").get("has").getAsBoolean())
        .isFalse();
  }

  private void isHealthy() throws IOException, InterruptedException {
    HttpResponse<String> health =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/healthz".formatted(port)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(JsonParser.parseString(health.body()).getAsJsonObject().get("state").getAsString())
        .isEqualTo("OK");
  }

  private void createAndInsert() throws IOException, InterruptedException {
    data(
        "collections/create",
        "{'collectionName': '%s', 'dimension': 2, 'metricType': 'L2', 'vectorFieldName': 'vector'}");
    assertThat(data("collections/list", "{}").getAsJsonArray())
        .contains(new com.google.gson.JsonPrimitive(NAME));
    JsonObject inserted =
        object("entities/insert", "{'collectionName': '%s', 'data': " + rows(0, 6) + "}");
    assertThat(inserted.get("insertCount").getAsInt()).isEqualTo(6);
    assertThat(inserted.get("insertIds")).hasToString("[0,1,2,3,4,5]");
    JsonObject state = object("collections/get_load_state", "{'collectionName': '%s'}");
    assertThat(state.get("loadState").getAsString()).isEqualTo("LoadStateLoaded");
    assertThat(state.get("loadProgress").getAsInt()).isEqualTo(100);
  }

  /** Begins an import that is not awaited. */
  private void importFile() throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder("id,vector\n");
    for (int row = 1; row <= IMPORTED; row++) {
      text.append(-row).append(",\"[1, 2]\"\n");
    }
    Path file = cinclus.objects().resolve("import").resolve("rows.csv");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    data("jobs/import/create", "{'collectionName': '%s', 'files': [['import/rows.csv']]}");
  }

  /** Whichever node was stopped in the middle of it, the rows are there once. */
  private void isImported() throws IOException, InterruptedException {
    String state = "";
    for (long end = System.nanoTime() + WAIT_NANOS; System.nanoTime() < end; ) {
      state =
          object("jobs/import/list", "{'collectionName': '%s'}")
              .get("records")
              .getAsJsonArray()
              .get(0)
              .getAsJsonObject()
              .get("state")
              .getAsString();
      if (state.equals("Completed") || state.equals("Failed")) {
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    assertThat(state).isEqualTo("Completed");
    JsonElement counted =
        data(
            "entities/query",
            "{'collectionName': '%s', 'filter': 'id < 0', 'outputFields': ['count(*)'],"
                + " 'consistencyLevel': 'Strong'}");
    assertThat(counted.getAsJsonArray().get(0).getAsJsonObject().get("count(*)").getAsInt())
        .isEqualTo(IMPORTED);
  }

  private static JsonArray rows(int from, int to) {
    JsonArray rows = new JsonArray();
    for (int id = from; id < to; id++) {
      JsonObject row = new JsonObject();
      row.addProperty("id", id);
      JsonArray vector = new JsonArray();
      vector.add(id);
      vector.add(0.5);
      row.add("vector", vector);
      row.addProperty("text", "It's text \"" + id + '"');
      row.addProperty("subject", id % 2 == 0 ? "history" : "biology");
      rows.add(row);
    }
    return rows;
  }

  private void search() throws IOException, InterruptedException {
    JsonObject answer =
        send(
            "entities/search",
            """
            {'collectionName': '%s', 'data': [[4.2, 0.5], [0, 0.5]], 'annsField': 'vector',
             'filter': 'subject == {subject}', 'exprParams': {'subject': 'history'},
             'limit': 2, 'outputFields': ['text', 'subject'], 'consistencyLevel': 'Strong'}
            """);
    JsonArray hits = answer.getAsJsonArray("data");
    assertThat(ids(hits)).containsExactly(4L, 2L, 0L, 2L);
    assertThat(answer.get("topks")).hasToString("[2,2]");
    JsonObject first = hits.get(0).getAsJsonObject();
    assertThat(first.get("distance").getAsDouble()).isEqualTo(0.04, within(1e-4));
    assertThat(first.get("text").getAsString()).isEqualTo("It's text \"4\"");
    assertThat(first.get("subject").getAsString()).isEqualTo("history");
    assertThat(
            ids(
                data(
                    "entities/search",
                    "{'collectionName': '%s', 'ids': [5], 'limit': 1, 'searchParams':"
                        + " {'params': {'radius': 1.5, 'range_filter': 0.5}}}")))
        .containsExactly(4L);
  }

  private void queryAndDelete() throws IOException, InterruptedException {
    data("entities/insert", "{'collectionName': '%s', 'data': " + rows(6, 10) + "}");
    assertThat(
            ids(
                data(
                    "entities/query",
                    "{'collectionName': '%s', 'filter': 'subject == \"biology\" and id > 2',"
                        + " 'outputFields': ['id', 'subject'], 'limit': 3}")))
        .containsExactly(3L, 5L, 7L);
    assertThat(ids(data("entities/get", "{'collectionName': '%s', 'id': [1, 2, 99]}")))
        .containsExactly(1L, 2L);
    assertThat(
            object("entities/delete", "{'collectionName': '%s', 'filter': 'id in [0, 2]'}")
                .get("deleteCount")
                .getAsInt())
        .isEqualTo(2);
    object(
        "entities/delete",
        "{'collectionName': '%s', 'filter': 'subject == {s}', 'exprParams': {'s': 'biology'}}");
    JsonArray left = data("entities/query", "{'collectionName': '%s'}").getAsJsonArray();
    assertThat(ids(left)).containsExactly(4L, 6L, 8L);
    assertThat(left.get(0).getAsJsonObject().get("vector")).hasToString("[4.0,0.5]");
    assertThat(data("entities/query", "{'collectionName': '%s', 'outputFields': ['count(*)']}"))
        .hasToString("[{\"count(*)\":3}]");
    assertThat(
            object("collections/get_stats", "{'collectionName': '%s'}").get("rowCount").getAsInt())
        .isEqualTo(3);
  }

  private void everyKindOfValue() throws IOException, InterruptedException {
    data(
        "collections/create",
        """
        {'collectionName': 'all', 'schema': {'autoId': true, 'enableDynamicField': true, 'fields': [
          {'fieldName': 'k', 'dataType': 'Int64', 'isPrimary': true},
          {'fieldName': 'f', 'dataType': 'FloatVector', 'elementTypeParams': {'dim': 2}},
          {'fieldName': 'h', 'dataType': 'Float16Vector', 'elementTypeParams': {'dim': 2}},
          {'fieldName': 'b', 'dataType': 'BinaryVector', 'elementTypeParams': {'dim': 8}},
          {'fieldName': 's', 'dataType': 'SparseFloatVector'},
          {'fieldName': 'n', 'dataType': 'Int64', 'nullable': true},
          {'fieldName': 'j', 'dataType': 'JSON', 'nullable': true},
          {'fieldName': 'a', 'dataType': 'Array', 'elementDataType': 'Int32',
           'elementTypeParams': {'max_capacity': 4}}]},
         'indexParams': [
          {'fieldName': 'f', 'indexName': 'fi', 'metricType': 'L2', 'indexType': 'HNSW',
           'params': {'M': 8, 'efConstruction': 32}},
          {'fieldName': 'h', 'metricType': 'L2'}, {'fieldName': 'b', 'metricType': 'HAMMING'},
          {'fieldName': 's', 'metricType': 'IP', 'indexType': 'SPARSE_INVERTED_INDEX'}]}
        """);
    JsonObject inserted =
        object(
            "entities/insert",
            """
            {'collectionName': 'all', 'data': [
              {'f': [1, 2], 'h': [1, -2], 'b': 'AQ==', 's': {'1': 0.5}, 'n': 9007199254740993,
               'j': {'x': [1]}, 'a': [1, 2], 'more': {'deep': true}},
              {'f': [3, 4], 'h': 'ADwAwA==', 'b': [7], 's': {'indices': [2], 'values': [1]},
               'n': null, 'a': []}]}
            """);
    String id = inserted.getAsJsonArray("insertIds").get(0).getAsString();
    JsonObject row =
        data("entities/get", "{'collectionName': 'all', 'id': '" + id + "'}")
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    row.remove("k");
    assertThat(row)
        .isEqualTo(
            JsonParser.parseString(
                """
                {'f': [1.0, 2.0], 'h': 'ADwAwA==', 'b': 'AQ==', 's': {'1': 0.5},
                 'n': 9007199254740993, 'j': {'x': [1]}, 'a': [1, 2], 'more': {'deep': true}}
                """));
    JsonArray hits =
        data(
                "entities/hybrid_search",
                """
                {'collectionName': 'all', 'limit': 2, 'outputFields': ['n', 'a'], 'search': [
                  {'data': [[1, 2]], 'annsField': 'f', 'limit': 2, 'params': {'ef': 16}},
                  {'data': [{'1': 1}], 'annsField': 's', 'limit': 2}],
                 'rerank': {'strategy': 'rrf', 'params': {'k': 10}}}
                """)
            .getAsJsonArray();
    assertThat(hits.get(0).getAsJsonObject().get("id").getAsString()).isEqualTo(id);
    assertThat(hits.get(1).getAsJsonObject().get("n").isJsonNull()).isTrue();
    data("collections/drop", "{'collectionName': 'all'}");
  }

  private void definitions() throws IOException, InterruptedException {
    JsonObject description = object("collections/describe", "{'collectionName': '%s'}");
    assertThat(description.getAsJsonArray("fields")).hasSize(2);
    assertThat(description.get("load").getAsString()).isEqualTo("LoadStateLoaded");
    assertThat(description.getAsJsonArray("indexes").get(0).getAsJsonObject().get("metricType"))
        .hasToString("\"L2\"");
    data("partitions/create", "{'collectionName': '%s', 'partitionName': 'p'}");
    assertThat(data("partitions/list", "{'collectionName': '%s'}").getAsJsonArray()).hasSize(2);
    data("aliases/create", "{'collectionName': '%s', 'aliasName': 'other'}");
    assertThat(data("aliases/list", "{'collectionName': '%s'}")).hasToString("[\"other\"]");
    assertThat(object("aliases/describe", "{'aliasName': 'other'}").get("collectionName"))
        .hasToString("\"" + NAME + "\"");
    data("aliases/drop", "{'aliasName': 'other'}");
    JsonObject index =
        data("indexes/describe", "{'collectionName': '%s', 'indexName': 'vector'}")
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    assertThat(index.get("indexType").getAsString()).isEqualTo("AUTOINDEX");
    assertThat(data("indexes/list", "{'collectionName': '%s'}")).hasToString("[\"vector\"]");
    data("databases/create", "{'dbName': 'db'}");
    assertThat(data("collections/list", "{'dbName': 'db'}").getAsJsonArray()).isEmpty();
    data("databases/drop", "{'dbName': 'db'}");
    data("collections/flush", "{'collectionName': '%s'}");
  }

  private void mistakes() throws IOException, InterruptedException {
    assertThat(send("entities/query", "{'collectionName': 'none'}").get("code").getAsInt())
        .isEqualTo(100);
    assertThat(
            send("entities/query", "{'collectionName': '%s', 'filter': 'id >'}")
                .get("code")
                .getAsInt())
        .isEqualTo(1100);
    assertThat(
            send("entities/insert", "{'collectionName': '%s', 'data': [{'id': 1}]}")
                .get("code")
                .getAsInt())
        .isEqualTo(1804);
  }

  private static List<Long> ids(JsonElement rows) {
    List<Long> ids = new ArrayList<>();
    rows.getAsJsonArray().forEach(row -> ids.add(row.getAsJsonObject().get("id").getAsLong()));
    return ids;
  }

  private JsonObject object(String path, String body) throws IOException, InterruptedException {
    return data(path, body).getAsJsonObject();
  }

  private JsonElement data(String path, String body) throws IOException, InterruptedException {
    JsonObject answer = send(path, body);
    assertThat(answer.get("code").getAsInt()).as("%s %s: %s", path, body, answer).isZero();
    return answer.get("data");
  }

  /** Sends JSON that is written with single quotes. */
  private JsonObject send(String path, String body) throws IOException, InterruptedException {
    String json = JsonParser.parseString(body.replace("%s", NAME)).toString();
    HttpResponse<String> response =
        CLIENT.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d/v2/vectordb/%s".formatted(port, path)))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer root:Milvus")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }
}
