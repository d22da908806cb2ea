package io.cinclus.standalone.cli;

import io.cinclus.standalone.demo.Demo;
import io.cinclus.standalone.demo.DemoSettings;
import io.cinclus.standalone.flink.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the demo. */
@Command(
    name = "demo",
    description = "Stream WordNet through a model into Cinclus, ask it, and measure.",
    mixinStandardHelpOptions = true,
    subcommands = DemoFraudCommand.class)
final class DemoCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = "--limit",
      defaultValue = "" + DemoSettings.DEFAULT_LIMIT,
      description =
          "How many glosses, "
              + DemoSettings.MIN_LIMIT
              + " to "
              + DemoSettings.MAX_LIMIT
              + ". Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--data-dir",
      description =
          "An empty or new folder for all state; it is kept, and 'cinclus standalone' can be started"
              + " on it. Default: a temporary one, which is deleted.")
  private @Nullable Path dataFolder;

  @Override
  public Integer call() throws Exception {
    checkOptions();
    Path folder = dataFolder == null ? Files.createTempDirectory("cinclus-demo") : dataFolder;
    DemoSettings settings = new DemoSettings(limit, folder, dataFolder != null);
    try (StopSignal stop = StopSignal.install(() -> deleteIfTemporary(settings))) {
      new Demo(settings, spec.commandLine().getOut(), stop::isAsked).run();
    } catch (CancellationException e) {
      LOG.info("stopped before its end", e);
    }
    return 0;
  }

  /** Before anything is created or started. */
  private void checkOptions() throws IOException {
    try {
      DemoSettings.checkLimit(limit);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--limit: " + e.getMessage(), e);
    }
    if (dataFolder != null && Files.isDirectory(dataFolder)) {
      try (Stream<Path> files = Files.list(dataFolder)) {
        if (files.findAny().isPresent()) {
          throw new ParameterException(
              spec.commandLine(),
              "--data-dir: %s is not empty: name a new folder".formatted(dataFolder));
        }
      }
    }
  }

  private void deleteIfTemporary(DemoSettings settings) {
    if (settings.kept()) {
      return;
    }
    try {
      Folders.delete(settings.folder());
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println("cinclus: " + settings.folder() + " could not be deleted: " + e);
    }
  }
}
