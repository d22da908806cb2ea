package io.cinclus.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Short runs on made-up data, without peers. */
class BenchEngineCommandTest {
  private static final String DATA = "clustered:rows=3000,dim=16,queries=50,seed=3";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void anIndexIsMeasuredOnMadeUpData() throws IOException {
    assertThat(bench("--generate", DATA, "--sweep", "ef=10,64", "--rounds", "2", "--json"))
        .isZero();
    List<JsonNode> results = results();
    assertThat(results)
        .extracting(result -> result.get("result").asText())
        .containsExactly("machine", "data", "truth", "build", "point", "point", "point", "point");
    assertThat(results.get(3).get("memory_bytes").asLong()).isPositive();
    JsonNode last = results.get(results.size() - 1);
    assertThat(last.get("ef").asText()).isEqualTo("64");
    assertThat(last.get("recall").asDouble()).isGreaterThan(0.95);
    assertThat(last.get("qps").asDouble()).isPositive();
  }

  @Test
  void aFilterIsComparedWithAScanOfTheRowsThatPass() throws IOException {
    assertThat(bench("--generate", DATA, "--sweep", "ef=64", "--filter-share", "0.1", "--json"))
        .isZero();
    List<JsonNode> points =
        results().stream().filter(result -> result.get("result").asText().equals("point")).toList();
    assertThat(points)
        .extracting(point -> point.get("engine").asText())
        .containsExactly("cinclus", "cinclus scan");
    assertThat(points.get(0).get("recall").asDouble()).isGreaterThan(0.95);
    assertThat(points.get(1).get("recall").asDouble()).isEqualTo(1);
    assertThat(bench("--generate", DATA, "--filter-share", "0")).isEqualTo(2);
  }

  @Test
  void savedDataAndTruthGiveTheSameRecall() throws IOException {
    Path truth = folder.resolve("truth.ivecs");
    String[] made = {
      "--generate", DATA, "--save-data", folder.toString(), "--save-truth", "" + truth
    };
    assertThat(bench(with(made, "--sweep", "ef=10", "--json"))).isZero();
    double recall = results().get(4).get("recall").asDouble();
    String[] saved = {
      "--data", folder.resolve("base.fvecs").toString(),
      "--queries", folder.resolve("queries.fvecs").toString(),
      "--truth", truth.toString()
    };
    out.getBuffer().setLength(0);
    assertThat(bench(with(saved, "--sweep", "ef=10", "--json"))).isZero();
    assertThat(results().get(3).get("recall").asDouble()).isEqualTo(recall);
  }

  @Test
  void exactSearchOfBatchesByThreadsFindsAll() {
    assertThat(
            bench("--generate", DATA, "--index", "FLAT", "--metric", "COSINE")
                + bench("--generate", DATA, "--index", "flat", "--batch", "16", "--threads", "2"))
        .isZero();
    assertThat(out.toString().lines().filter(line -> line.matches("cinclus +- +1\\.0000 .*")))
        .hasSize(2);
  }

  @Test
  void peersThatCannotBeInstalledAreNamedAndLeftOut() {
    assertThat(
            bench("--generate", DATA, "--sweep", "ef=10", "--peers", "--peers-folder", "" + folder))
        .isZero();
    assertThat(out.toString())
        .contains("left out hnswlib-node: ", "left out usearch: ", "left out lucene: ")
        .contains("does not exist: start the bench with ./cinclus, or set --peers-folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|give --data and --queries, or --generate",
        "--data a.fvecs|give --data and --queries, or --generate",
        "--generate x|'x' is not known",
        "--generate clustered: --metric HAMMING|metric HAMMING is not for dense vectors",
        "--generate clustered: --metric IP --index SPARSE_INVERTED_INDEX|index type SPARSE_INVERTED_INDEX is not for dense vectors",
        "--generate clustered: --index NONE|index type NONE is not supported; use one of",
        "--generate clustered: --params X=1|index type HNSW has no parameter X",
        "--generate clustered: --params M|'M' is not of the form name=value",
        "--generate clustered: --sweep nprobe=1|index type HNSW has no parameter nprobe",
        "--generate clustered: --sweep ef=5|ef(5) should be larger than k(10)",
        "--generate clustered: --k 0|k must be at least 1",
        "--generate clustered: --threads 0|threads, batch and rounds must be at least 1",
        "--generate clustered: --limit 0|--limit must be positive",
        "--generate clustered: --peers --index FLAT|peers are compared at HNSW",
        "--generate clustered: --peers --sweep ef=10 --threads 2|peers are asked by one thread"
      })
  void aWrongOptionIsRefusedBeforeAnythingIsMade(String options, String message) {
    String[] words = options == null ? new String[0] : options.split(" ");
    assertThat(bench(words)).isEqualTo(2);
    assertThat(err.toString()).startsWith("cinclus: " + message);
  }

  @Test
  void filesThatDoNotFitTogetherAreRefused() throws IOException {
    Path small = folder.resolve("small");
    Path large = folder.resolve("large");
    bench("--generate", "clustered:rows=20,dim=4,queries=5", "--save-data", "" + small);
    bench("--generate", "clustered:rows=20,dim=5,queries=5", "--save-data", "" + large);
    String data = small.resolve("base.fvecs").toString();
    assertThat(bench("--data", data, "--queries", large.resolve("queries.fvecs").toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("begins with a dimension of 5, which should be 4");
    Path truth = Files.write(folder.resolve("truth.i32"), new byte[5 * 10 * 4]);
    Files.write(truth, new byte[] {99, 0, 0, 0}, StandardOpenOption.WRITE);
    String queries = small.resolve("queries.fvecs").toString();
    assertThat(bench("--data", data, "--queries", queries, "--truth", "" + truth)).isEqualTo(1);
    assertThat(err.toString()).contains("names row 99, but there are 20 rows");
    assertThat(bench("--data", folder.resolve("no.fvecs").toString(), "--queries", queries))
        .isEqualTo(1);
    assertThat(err.toString()).contains("no.fvecs does not exist");
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  private List<JsonNode> results() throws JsonProcessingException {
    List<JsonNode> results = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      results.add(new ObjectMapper().readTree(line));
    }
    return results;
  }

  private int bench(String... options) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] command = {"bench", "engine", "--seconds", "0"};
    return commandLine.execute(with(command, options));
  }
}
