package io.cinclus.standalone.cli;

import io.cinclus.standalone.demo.Demo;
import io.cinclus.standalone.flink.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the demo. */
@Command(
    name = "demo",
    description = "Stream WordNet through a model into Cinclus, ask it, and measure.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--limit",
      defaultValue = "" + Demo.DEFAULT_LIMIT,
      description = "How many glosses. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--data-dir",
      description = "A new folder for all state, which is kept. Default: a temporary one.")
  private @Nullable Path dataFolder;

  @Override
  public Integer call() throws Exception {
    Path folder = dataFolder == null ? Files.createTempDirectory("cinclus-demo") : dataFolder;
    Thread cleaner = new Thread(() -> deleteIfTemporary(folder), "demo-cleaner");
    Runtime.getRuntime().addShutdownHook(cleaner);
    if (dataFolder != null && Files.exists(folder.resolve("cinclus"))) {
      throw new IllegalArgumentException(
          "%s has been used before: choose a new folder".formatted(folder));
    }
    new Demo(limit, folder, spec.commandLine().getOut()).run();
    return 0;
  }

  private void deleteIfTemporary(Path folder) {
    if (dataFolder != null) {
      return;
    }
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      spec.commandLine().getErr().println("cinclus: " + folder + " could not be deleted: " + e);
    }
  }
}
