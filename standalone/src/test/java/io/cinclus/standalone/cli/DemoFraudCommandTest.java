package io.cinclus.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoFraudCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aFileThatIsNotThereIsACallGoneWrong() {
    assertThat(execute("demo", "fraud", "--data", "no/such.csv")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(
            "cinclus: --data: no/such.csv is not a file that can be read (see cinclus demo");
  }

  @Test
  void whatIsNotPossibleIsRefused() {
    assertThat(execute("demo", "fraud", "--limit", "5")).isEqualTo(2);
    assertThat(err.toString()).startsWith("cinclus: at least 100 events");
  }

  @Test
  void theHelpNamesTheScorers() {
    assertThat(execute("demo", "fraud", "--help")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("DISTANCE, LOCAL_DENSITY, BLEND, RANDOM_CUT_FOREST");
  }

  private int execute(String... args) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }
}
