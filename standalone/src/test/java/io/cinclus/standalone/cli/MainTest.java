package io.cinclus.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).matches("(?s)cinclus \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R.*");
  }

  @Test
  void helpNamesTheOptions() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("--version", "--verbose");
  }

  @Test
  void aWrongCallIsToldInOneLine() {
    assertThat(execute("--nonsense")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("cinclus: Unknown option: '--nonsense' (see cinclus --help)");
  }

  @Test
  void aCallWithoutACommandIsWrong() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("cinclus: Missing required subcommand");
  }

  @Test
  void aFailureIsToldInOneLine() {
    assertThat(execute("fail")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("cinclus: no water in the stream");
  }

  @Test
  void aFailureIsFollowedByItsStackTraceIfAskedFor() {
    assertThat(execute("fail", "--verbose")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("cinclus: no water")
        .contains("java.lang.IllegalStateException", "\tat " + Failing.class.getName());
  }

  private int execute(String... args) {
    CommandLine commandLine = Main.commandLine();
    commandLine.addSubcommand(new Failing());
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }

  @Command(name = "fail")
  static final class Failing implements Callable<Integer> {

    @Override
    public Integer call() {
      throw new IllegalStateException("no water\n in the stream");
    }
  }
}
