package io.cinclus.standalone.cli;

import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.sql.SqlShell;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Opens Flink's SQL client on a running Cinclus, or runs a file of statements. */
@Command(
    name = "sql",
    description = "Open Flink's SQL client on a running Cinclus, or run a file of statements.",
    footer = {
      "",
      "The collections are the tables of the catalog 'cinclus'. In a file an INSERT is over before",
      "the next statement begins; SET 'table.dml-sync' = 'false' changes that.",
      "",
      "Exit status: 1 where a statement of the file failed."
    },
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Option(
      names = {"-f", "--file"},
      description = "Statements to run, each ended by a semicolon.")
  private @Nullable Path script;

  @Override
  public Integer call() throws Exception {
    if (script != null && !Files.isReadable(script)) {
      throw new FileNotFoundException("the file %s cannot be read".formatted(script));
    }
    LogConfig log = connection.open();
    try (SqlShell shell = SqlShell.start(log, script != null)) {
      if (script == null) {
        shell.interactive();
        return CommandLine.ExitCode.OK;
      }
      return shell.run(script, System.out)
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }
}
