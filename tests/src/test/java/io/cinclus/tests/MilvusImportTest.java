package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.milvus.client.MilvusServiceClient;
import io.milvus.grpc.GetImportStateResponse;
import io.milvus.grpc.ImportState;
import io.milvus.param.ConnectParam;
import io.milvus.param.bulkinsert.BulkInsertParam;
import io.milvus.param.bulkinsert.GetBulkInsertStateParam;
import io.milvus.param.bulkinsert.ListBulkInsertTasksParam;
import io.milvus.response.BulkInsertResponseWrapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files in the object storage become rows, as the manual says, by REST and by the Java client. */
class MilvusImportTest {
  private static final Path MANUAL = Path.of("..", "docs", "bulk-import.md");
  private static final Path FILES = Path.of("..", "access", "src", "test", "resources", "imports");
  private static final Pattern CALL = Pattern.compile("curl \\S+/v2/vectordb/(\\S+) -d '(.*)'");
  private static final Pattern FILE = Pattern.compile("(?s)```json\\n(.*?)```");
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static StandaloneProcess standalone;
  private static Path folder;

  @BeforeAll
  static void start() throws IOException {
    standalone = StandaloneProcess.shared();
    folder = Files.createDirectories(standalone.dataFolder().resolve("objects").resolve("import"));
  }

  @Test
  void theExampleOfTheManualWorks() throws Exception {
    String manual = Files.readString(MANUAL);
    Matcher file = FILE.matcher(manual);
    assertThat(file.find()).isTrue();
    Files.writeString(folder.resolve("books.json"), file.group(1));
    Matcher call = CALL.matcher(manual);
    JsonElement answer = new JsonObject();
    String job = "";
    while (call.find()) {
      String body = call.group(2).replace("\"17\"", "\"" + job + "\"");
      if (call.group(1).equals("jobs/import/describe")) {
        JsonObject done = await(job);
        assertThat(done.get("state").getAsString()).as("%s", done).isEqualTo("Completed");
        assertThat(done.get("importedRows").getAsInt()).isEqualTo(3);
        assertThat(done.get("details").getAsJsonArray().get(0).getAsJsonObject().get("fileName"))
            .hasToString("\"import/books.json\"");
      }
      answer =
          data(
              call.group(1),
              body.replace(
                  "\"outputFields\"", "\"consistencyLevel\": \"Strong\", \"outputFields\""));
      if (call.group(1).equals("jobs/import/create")) {
        job = answer.getAsJsonObject().get("jobId").getAsString();
      }
    }
    assertThat(answer.getAsJsonArray())
        .extracting(row -> row.getAsJsonObject().get("title").getAsString())
        .containsExactly("Dipper", "Kite");
  }

  @Test
  void whatMilvusBulkWriterWritesIsImportedOnceInEveryFormat() throws Exception {
    data(
        "collections/create",
        Files.readString(Path.of("src/test/resources/bulkwriter-schema.json")));
    for (String format : List.of("parquet", "json", "csv")) {
      Files.copy(FILES.resolve("bulkwriter." + format), folder.resolve("writer." + format));
      String job =
          data(
                  "jobs/import/create",
                  "{\"collectionName\": \"bulkwriter\", \"files\": [[\"import/writer.%s\"]]}"
                      .formatted(format))
              .getAsJsonObject()
              .get("jobId")
              .getAsString();
      JsonObject done = await(job);
      assertThat(done.get("state").getAsString()).as("%s", done).isEqualTo("Completed");
      assertThat(query("count(*)", "").get(0).getAsJsonObject().get("count(*)").getAsInt())
          .as(format)
          .isEqualTo(20);
      JsonObject row = query("*", "id == 7").get(0).getAsJsonObject();
      assertThat(row.get("varchar").getAsString()).isEqualTo("text, \"7\"");
      assertThat(row.get("floats")).hasToString("[7.0,0.5,0.25,1.0]");
      assertThat(row.get("dynamic").getAsString()).isEqualTo("d7");
      assertThat(query("int32", "int32 is null")).hasSize(4);
    }
    String mistake = "{\"collectionName\": \"bulkwriter\", \"files\": [[\"import/../x.json\"]]}";
    JsonObject refused = post("jobs/import/create", mistake);
    assertThat(refused.get("code").getAsInt()).isEqualTo(2100);
    assertThat(refused.get("message").getAsString()).contains("no path below the root");
  }

  @Test
  void aPartitionKeyChoosesThePartitionsOfRowsThatAreImported() throws Exception {
    data(
        "collections/create",
        """
        {"collectionName": "imported_by_key", "schema": {"fields": [
          {"fieldName": "id", "dataType": "Int64", "isPrimary": true},
          {"fieldName": "tenant", "dataType": "VarChar", "isPartitionKey": true,
           "elementTypeParams": {"max_length": 20}},
          {"fieldName": "v", "dataType": "FloatVector", "elementTypeParams": {"dim": 2}}]},
         "indexParams": [{"fieldName": "v", "indexName": "v", "metricType": "L2", "indexType": "FLAT"}]}
        """);
    Files.writeString(
        folder.resolve("tenants.csv"),
        """
        id,tenant,v
        1,a,"[1,2]"
        2,b,"[3,4]"
        3,a,"[5,6]"
        """);
    String files = "\"collectionName\": \"imported_by_key\", \"files\": [[\"import/tenants.csv\"]]";
    JsonObject refused =
        post("jobs/import/create", "{%s, \"partitionName\": \"_default\"}".formatted(files));
    assertThat(refused.get("message").getAsString()).contains("partition key 'tenant'");
    String job =
        data("jobs/import/create", "{%s}".formatted(files))
            .getAsJsonObject()
            .get("jobId")
            .getAsString();
    JsonObject done = await(job);
    assertThat(done.get("state").getAsString()).as("%s", done).isEqualTo("Completed");
    assertThat(
            data(
                    "entities/query",
                    "{\"collectionName\": \"imported_by_key\", \"filter\": \"tenant == \\\"a\\\"\","
                        + " \"outputFields\": [\"id\"], \"consistencyLevel\": \"Strong\"}")
                .getAsJsonArray())
        .hasSize(2);
  }

  @Test
  void theJavaClientImportsIntoAPartitionAndMakesKeys() throws Exception {
    String collection = "imported_by_java";
    data(
        "collections/create",
        "{\"collectionName\": \"%s\", \"dimension\": 2, \"autoID\": true}".formatted(collection));
    data(
        "partitions/create",
        "{\"collectionName\": \"%s\", \"partitionName\": \"new\"}".formatted(collection));
    Files.writeString(folder.resolve("rows.csv"), "vector;n\n[1,2];1\n[3,4];2\n");
    Files.writeString(folder.resolve("wrong.json"), "{\"vector\": [1, 2]} {\"vector\": [1]}");
    ConnectParam address = ConnectParam.newBuilder().withUri(standalone.address()).build();
    MilvusServiceClient client = new MilvusServiceClient(address);
    try {
      GetImportStateResponse done = run(client, collection, "import/rows.csv");
      assertThat(done.getState()).isEqualTo(ImportState.ImportCompleted);
      assertThat(done.getRowCount()).isEqualTo(2);
      GetImportStateResponse failed = run(client, collection, "import/wrong.json");
      assertThat(failed.getState()).isEqualTo(ImportState.ImportFailed);
      assertThat(failed.getInfosList())
          .anySatisfy(
              info ->
                  assertThat(info.getValue())
                      .contains("file 'import/wrong.json', row 1", "field vector", "dimension 2"));
      assertThat(
              client
                  .listBulkInsertTasks(
                      ListBulkInsertTasksParam.newBuilder().withCollectionName(collection).build())
                  .getData()
                  .getTasksCount())
          .isEqualTo(2);
    } finally {
      client.close();
    }
    assertThat(
            data(
                    "entities/query",
                    "{\"collectionName\": \"%s\", \"filter\": \"\", \"partitionNames\": [\"new\"], \"outputFields\": [\"count(*)\"], \"consistencyLevel\": \"Strong\"}"
                        .formatted(collection))
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .get("count(*)")
                .getAsInt())
        .isEqualTo(2);
  }

  private static GetImportStateResponse run(
      MilvusServiceClient client, String collection, String file) {
    BulkInsertParam asked =
        BulkInsertParam.newBuilder()
            .withCollectionName(collection)
            .withPartitionName("new")
            .addFile(file)
            .withOption("sep", ";")
            .build();
    long task = new BulkInsertResponseWrapper(client.bulkInsert(asked).getData()).getTaskID();
    GetBulkInsertStateParam state = GetBulkInsertStateParam.newBuilder().withTask(task).build();
    GetImportStateResponse now = client.getBulkInsertState(state).getData();
    for (long end = System.nanoTime() + WAIT_NANOS; System.nanoTime() < end; ) {
      if (now.getState() == ImportState.ImportCompleted
          || now.getState() == ImportState.ImportFailed) {
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      now = client.getBulkInsertState(state).getData();
    }
    return now;
  }

  private static JsonObject await(String job) throws IOException, InterruptedException {
    String asked = "{\"jobId\": \"%s\"}".formatted(job);
    JsonObject now = data("jobs/import/describe", asked).getAsJsonObject();
    for (long end = System.nanoTime() + WAIT_NANOS; System.nanoTime() < end; ) {
      String state = now.get("state").getAsString();
      if (state.equals("Completed") || state.equals("Failed")) {
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      now = data("jobs/import/describe", asked).getAsJsonObject();
    }
    return now;
  }

  private static JsonArray query(String output, String filter)
      throws IOException, InterruptedException {
    return data(
            "entities/query",
            "{\"collectionName\": \"bulkwriter\", \"filter\": \"%s\", \"outputFields\": [\"%s\"], \"consistencyLevel\": \"Strong\"}"
                .formatted(filter, output))
        .getAsJsonArray();
  }

  private static JsonElement data(String path, String body)
      throws IOException, InterruptedException {
    JsonObject answer = post(path, body);
    assertThat(answer.get("code").getAsInt()).as("%s %s: %s", path, body, answer).isZero();
    return answer.get("data");
  }

  private static JsonObject post(String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(standalone.address() + "/v2/vectordb/" + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return JsonParser.parseString(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body())
        .getAsJsonObject();
  }
}
