package io.cinclus.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"1999", "117792", "-1"})
  void aLimitThatIsNotPossibleIsRefusedBeforeAnythingIsCreated(String limit) {
    Path data = folder.resolve("new");
    assertThat(execute("demo", "--limit", limit, "--data-dir", data.toString())).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("cinclus: --limit: the demo needs 2000 to 117791 glosses, not " + limit);
    assertThat(data).doesNotExist();
  }

  @Test
  void theHelpNamesTheLimits() {
    assertThat(execute("demo", "--help")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " ")).contains("2000 to 117791. Default: 40000.");
  }

  @Test
  void aFolderThatHoldsSomethingIsRefused() throws IOException {
    Files.writeString(folder.resolve("mine"), "");
    assertThat(execute("demo", "--data-dir", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is not empty: name a new folder");
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("mine"));
  }

  private int execute(String... args) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }
}
