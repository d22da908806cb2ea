package io.cinclus.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Short runs on made-up data. */
class BenchGrowingCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void growingRowsAreMeasuredWithTheirIndexAndWithout() {
    assertThat(bench("--rows", "500,3000", "--data", "dim=8,queries=20", "--batch", "1,8"))
        .isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(1 + 2 * 2 * 2);
    assertThat(lines.get(0)).contains("rows", "together", "recall", "ratio");
    assertThat(lines.get(1)).contains("500", "exact", "1.000", "1.00");
    assertThat(lines.get(8)).contains("3,000", "index", "1.000");
    assertThat(err.toString()).contains("index of ", "rows per CPU second");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rows 0|rows, dim, clusters and queries must be at least 1",
        "--data x=1|clustered data have no [x]",
        "--batch 0|rows and batches are lists of positive numbers",
        "--k 0|k must be at least 1",
        "--metric HAMMING|metric HAMMING is not for dense vectors"
      })
  void aWrongOptionIsRefused(String options, String message) {
    assertThat(bench(options.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("cinclus: " + message);
  }

  private int bench(String... options) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(
        Stream.concat(
                Stream.of("bench", "growing", "--seconds", "0", "--rounds", "1"),
                Stream.of(options))
            .toArray(String[]::new));
  }
}
