package io.cinclus.standalone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that is run to its end.
 *
 * @param words its name and its arguments
 * @param folder in which it runs
 * @param environment added to that of this process
 */
record Command(List<String> words, Path folder, Map<String, String> environment) {
  private static final long TIMEOUT_MINUTES = 15;

  /**
   * Runs it.
   *
   * @param log where what it prints goes
   * @throws IOException where it is not there, fails, or takes longer than a quarter of an hour
   */
  void run(Path log) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("%s took longer than %d minutes".formatted(this, TIMEOUT_MINUTES));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "%s ended with %d: %s (all it said is in %s)"
                .formatted(this, process.exitValue(), lastLine(log), log));
      }
    } finally {
      process.destroy();
    }
  }

  /** The last line of a file that says something. */
  static String lastLine(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> !line.isBlank())
        .reduce((earlier, later) -> later)
        .orElse("it said nothing");
  }

  @Override
  public String toString() {
    return "'" + String.join(" ", words) + "'";
  }
}
