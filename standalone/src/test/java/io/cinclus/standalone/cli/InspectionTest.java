package io.cinclus.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.client.CinclusClient;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowAssembler;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.cli.CollectionsCommand.Counted;
import io.cinclus.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that look into a running Cinclus. */
class InspectionTest {
  /** None of the names is the default, so whoever does not ask for them hears nothing. */
  private static final Map<String, String> NAMES =
      Map.of(
          "cinclus.topic-prefix", "aviary",
          "cinclus.requests.header.correlation-id", "x-id",
          "cinclus.requests.header.reply-topic", "x-answer-to",
          "cinclus.requests.header.reply-partition", "x-partition",
          "cinclus.requests.header.timeout", "x-patience");

  @TempDir private static Path folder;
  private static Standalone standalone;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> options = new HashMap<>(NAMES);
    options.put("cinclus.seal.max-rows", "10");
    options.put("cinclus.index.min-rows", "1");
    standalone =
        Standalone.start(StandaloneSettings.of(folder).withKafkaPort(0).withOptions(options));
    try (CinclusClient client = CinclusClient.connect(standalone.log(), "test")) {
      client.catalog().createCollection("", "birds", schema(), 1);
      client.catalog().createIndex("birds", "place", "HNSW", Metric.L2, Map.of("M", "8"));
      client.catalog().load("birds");
      client.catalog().createCollection("", "unloaded", schema(), 2);
      CollectionSchema stored = client.catalog().newest().collection("", "birds").schema();
      insert(client, stored, 0, 12);
      insert(client, stored, 12, 15);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    standalone.close();
  }

  @Test
  void collectionsAreListedWithTheirRowsAndIndexes() {
    assertThat(execute("collections")).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "database collection rows shards loaded indexes",
            "default birds 15 1 yes place HNSW L2 M=8",
            "default unloaded - 2 no");
  }

  @Test
  void collectionsCanBeReadByMachines() throws IOException {
    assertThat(execute("collections", "--json")).isZero();
    JsonNode birds = new JsonMapper().readTree(out.toString()).get(0);
    assertThat(birds.get("rows").longValue()).isEqualTo(15);
    assertThat(birds.at("/indexes/0/params/M").textValue()).isEqualTo("8");
  }

  @Test
  void aCollectionThatCannotBeCountedDoesNotHideTheOthers() {
    try (CatalogClient catalog = new CatalogClient(standalone.log())) {
      CollectionInfo birds = catalog.newest().collection("", "birds");
      Counted counted = CollectionsCommand.count(birds, info -> 15);
      Counted failed =
          CollectionsCommand.count(
              birds,
              info -> {
                throw new CinclusException(ErrorCode.STORAGE_CORRUPT, "segment x is damaged");
              });
      assertThat(CollectionsCommand.table(List.of(failed, counted)).lines())
          .hasSize(4)
          .satisfies(
              lines -> {
                assertThat(lines.get(1)).containsPattern("birds +- ");
                assertThat(lines.get(2)).containsPattern("birds +15 ");
                assertThat(lines.get(3))
                    .isEqualTo("not counted: birds: STORAGE_CORRUPT: segment x is damaged");
              });
    }
  }

  @Test
  void aSearchHasTheFieldsOfAllItsHits() throws IOException {
    JsonNode reply =
        new JsonMapper()
            .readTree(
                "{\"hits\": [[{\"id\": 1, \"distance\": 0, \"fields\": {\"a\": 5}},"
                    + " {\"id\": 2, \"distance\": 1, \"fields\": {\"b\": \"x\"}}]]}");
    assertThat(SearchCommand.table(reply).lines().map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly("rank id distance a b", "1 1 0.0000 5", "2 2 1.0000 x");
  }

  @Test
  void segmentsAreListedWithTheirIndexesAndWhatIsGrowing() throws Exception {
    JsonNode shard;
    do {
      out.getBuffer().setLength(0);
      assertThat(execute("segments", "birds", "--json")).isZero();
      shard = new JsonMapper().readTree(out.toString()).get(0);
    } while (shard.at("/segments/0/indexes/0").isMissingNode());
    assertThat(shard.at("/segments/0/rows").longValue()).isEqualTo(12);
    assertThat(shard.at("/segments/0/indexes/0/index_type").textValue()).isEqualTo("HNSW");
    assertThat(shard.get("growing_mutations").longValue()).isEqualTo(3);
    out.getBuffer().setLength(0);
    assertThat(execute("segments", "birds")).isZero();
    List<String> lines =
        out.toString().lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
    String file = shard.at("/segments/0/file").textValue();
    String index = shard.at("/segments/0/indexes/0/file").textValue();
    String tombstones = shard.at("/tombstones/0/file").textValue();
    assertThat(lines.get(0))
        .isEqualTo("shard channel what partition rows from to size indexes file");
    assertThat(lines.get(1))
        .matches("0 \\d sealed _default 12 - \\d+\\.11 .* place HNSW built .*")
        .endsWith(file);
    assertThat(lines.get(2)).matches("0 \\d index .* place HNSW .*").endsWith(index);
    assertThat(lines.get(3)).matches("0 \\d tombstones 12 .*").endsWith(tombstones);
    assertThat(lines.get(4)).matches("0 \\d growing 3 \\d+\\.11");
  }

  @Test
  void aVectorFindsItsNearestRows() {
    assertThat(execute("search", "birds", "--vector", "4.1,0", "--limit", "2")).isZero();
    assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly("rank id distance", "1 4 0.0100", "2 5 0.8100");
  }

  @Test
  void aVectorMayComeFromAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("vector"), "[\n  9,\n  0\n]\n");
    assertThat(execute("search", "birds", "--vector", "@" + file, "--limit", "1")).isZero();
    assertThat(out.toString()).contains("1   9    0.0000");
  }

  @Test
  void aRowFindsItsNeighboursThatPassAFilter() {
    String[] search = {
      "search",
      "birds",
      "--id",
      "3",
      "--filter",
      "id > 6",
      "--limit",
      "2",
      "--output-fields",
      "name",
      "--consistency",
      "bounded"
    };
    assertThat(execute(search)).isZero();
    assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly("rank id distance name", "1 7 16.0000 bird 7", "2 8 25.0000 bird 8");
  }

  @Test
  void aSearchCanBeReadByMachines() throws IOException {
    assertThat(execute("search", "birds", "--vector", "2,0", "--json")).isZero();
    JsonNode reply = new JsonMapper().readTree(out.toString());
    assertThat(reply.at("/hits/0/0/id").longValue()).isEqualTo(2);
    assertThat(reply.at("/hits/0")).hasSize(10);
  }

  @Test
  void whatIsWrongIsToldInOneLine() {
    assertThat(execute("search", "birds", "--vector", "1,2,3")).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("dimension 3");
    err.getBuffer().setLength(0);
    assertThat(execute("search", "birds", "--id", "99")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no row '99' in collection 'birds'");
    err.getBuffer().setLength(0);
    assertThat(execute("search", "birds", "--id", "1", "--field", "name")).isEqualTo(1);
    assertThat(err.toString()).contains("field 'name' holds no vectors");
    err.getBuffer().setLength(0);
    assertThat(execute("search", "birds", "--vector", "@missing.txt")).isEqualTo(1);
    assertThat(err.toString()).contains("missing.txt does not exist");
    err.getBuffer().setLength(0);
    assertThat(execute("segments", "nests")).isEqualTo(1);
    assertThat(err.toString()).contains("nests");
  }

  @Test
  void anAddressWhereNobodyListensIsToldAtOnce() {
    CommandLine commandLine = commandLine();
    assertThat(commandLine.execute("collections", "--bootstrap", "127.0.0.1:1")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "cinclus: no Kafka answers at 127.0.0.1:1: start './cinclus standalone', or set"
                + " --bootstrap"
                + System.lineSeparator());
  }

  @Test
  void theTopicPrefixMayBeGivenByItsOwnOption() {
    String[] collections = {
      "collections",
      "--bootstrap",
      standalone.log().bootstrapServers(),
      "--topic-prefix",
      "aviary",
      "-Dcinclus.topic-prefix=elsewhere",
      "-Dcinclus.requests.header.correlation-id=x-id",
      "-Dcinclus.requests.header.reply-topic=x-answer-to",
      "-Dcinclus.requests.header.reply-partition=x-partition"
    };
    assertThat(commandLine().execute(collections)).isZero();
    assertThat(out.toString()).containsPattern("birds +15 ");
  }

  @Test
  void aMisspeltOptionIsRefused() {
    assertThat(commandLine().execute("collections", "-Dcinclus.topic-prefx=aviary")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no option cinclus.topic-prefx");
  }

  @Test
  void anAddressThatIsNoneIsTold() {
    assertThat(commandLine().execute("collections", "--bootstrap", "nonsense")).isEqualTo(1);
    assertThat(err.toString()).contains("--bootstrap is 'nonsense'", "give host:port");
  }

  private int execute(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--bootstrap");
    all.add(standalone.log().bootstrapServers());
    NAMES.forEach((key, value) -> all.add("-D" + key + "=" + value));
    return commandLine().execute(all.toArray(String[]::new));
  }

  private CommandLine commandLine() {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine;
  }

  private static void insert(CinclusClient client, CollectionSchema schema, int from, int to) {
    RowAssembler rows = new RowAssembler(schema);
    for (int id = from; id < to; id++) {
      rows.add(Map.of("id", id, "name", "bird " + id, "place", new float[] {id, 0}));
    }
    client.writer().insert(Target.of("birds"), rows.take()).join();
  }

  private static CollectionSchema schema() {
    return new CollectionSchema(
        "",
        List.of(
            FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
            FieldSchema.of("name", DataType.VARCHAR, Limits.maxLength(20)),
            FieldSchema.of("place", DataType.FLOAT_VECTOR, Limits.dimension(2))));
  }
}
