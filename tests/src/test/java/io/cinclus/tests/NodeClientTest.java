package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Everyday sessions of Milvus' Node client, as npm installs it; needs node and npm on the PATH. */
class NodeClientTest {
  private static final Path SOURCES = Path.of("src", "test", "node");
  private static final Path INSTALLED = Path.of("target", "node");
  private static final int INSTALL_SECONDS = 300;
  private static final int SESSION_SECONDS = 120;

  @Test
  void everyAnswerOfTheSessionsIsRight() throws Exception {
    install();
    String address = StandaloneProcess.shared().address().replace("http://", "");
    List<String> said = run(SESSION_SECONDS, "node", "session.js", address);
    assertThat(said).containsExactly("tutorial", "schema", "iterators", "definitions", "rest");
  }

  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(INSTALLED);
    for (String file : List.of("package.json", "session.js")) {
      Files.copy(
          SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    run(
        INSTALL_SECONDS,
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel=error");
  }

  private static List<String> run(int timeoutSeconds, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("node", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(INSTALLED.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean hasEnded = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      List<String> said = Files.readAllLines(output);
      assertThat(hasEnded && process.exitValue() == 0)
          .as("%s said%n%s%n", String.join(" ", command), String.join("\n", said))
          .isTrue();
      return said;
    } finally {
      Files.delete(output);
    }
  }
}
