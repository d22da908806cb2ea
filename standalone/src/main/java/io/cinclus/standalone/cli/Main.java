package io.cinclus.standalone.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code cinclus}. It exits with 0 if all went well, 1 if the command failed and 2 if
 * it was called wrongly. A failure is told in one line on stderr; with {@code --verbose} its stack
 * trace follows.
 *
 * <p>Used by one thread. It does nothing by itself: that is for its subcommands.
 */
@Command(
    name = "cinclus",
    description = "A vector database whose engine is Apache Flink.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchCommand.class,
      ChaosCommand.class,
      CollectionsCommand.class,
      DemoCommand.class,
      FuzzCommand.class,
      SearchCommand.class,
      SegmentsCommand.class,
      SqlCommand.class,
      StandingCommand.class,
      StandaloneCommand.class
    },
    versionProvider = Version.class)
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Option(
      names = {"-v", "--verbose"},
      description = "Follow the reason of a failure with its stack trace.",
      scope = ScopeType.INHERIT)
  private boolean verbose;

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command with its subcommands, ready to be executed. */
  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    // '@file' is a value here: the vector of --vector @FILE. Picocli would put the file's words on
    // the command line instead.
    commandLine.setExpandAtFiles(false);
    commandLine.setParameterExceptionHandler((failure, args) -> calledWrongly(failure));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> main.failed(failure, command));
    return commandLine;
  }

  private static int calledWrongly(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    command
        .getErr()
        .printf(
            "cinclus: %s (see %s --help)%n",
            oneLine(failure), command.getCommandSpec().qualifiedName());
    return CommandLine.ExitCode.USAGE;
  }

  private int failed(Exception failure, CommandLine command) {
    LOG.info("Command failed", failure); // for the log file; stderr shows warnings
    command.getErr().println("cinclus: " + oneLine(failure));
    if (verbose) {
      failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String oneLine(Exception failure) {
    String message =
        failure instanceof FileSystemException file ? describe(file) : failure.getMessage();
    return (message == null || message.isBlank() ? failure.toString() : message)
        .strip()
        .replaceAll("\\s*\\R\\s*", " ");
  }

  /** A sentence: the JDK's messages often are the path alone. */
  private static String describe(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return failure.getFile() + " does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return failure.getFile() + " may not be read or written by this user";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return failure.getFile() + " exists already, and is not a folder";
    }
    return String.valueOf(failure.getMessage());
  }
}
