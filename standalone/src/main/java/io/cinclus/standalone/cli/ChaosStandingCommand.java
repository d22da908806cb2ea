package io.cinclus.standalone.cli;

import io.cinclus.standalone.chaos.ChildHost;
import io.cinclus.standalone.chaos.StandingChaos;
import io.cinclus.standalone.chaos.StandingReport;
import io.cinclus.standalone.chaos.StandingSettings;
import io.cinclus.standalone.flink.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes to a collection with standing queries, kills the standalone, and checks all matches. */
@Command(
    name = "standing",
    description =
        "Write rows that standing queries match to a standalone that is killed again and again, and"
            + " check that every match is published, and on a transactional topic once.",
    mixinStandardHelpOptions = true)
final class ChaosStandingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--seed", description = "Determines what is written. Default: a random one.")
  private @Nullable Long seed;

  @Option(names = "--kills", defaultValue = "3", description = "How many. Default: 3.")
  private int kills;

  @Option(
      names = "--life",
      defaultValue = "15s",
      converter = Durations.class,
      description = "Of the standalone between two kills. Default: ${DEFAULT-VALUE}.")
  private Duration life;

  @Option(
      names = "-D",
      description = "An option of the jobs or of Flink.",
      paramLabel = "KEY=VALUE")
  private Map<String, String> options = new HashMap<>();

  @Override
  public Integer call() throws Exception {
    long chosenSeed = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
    Path folder = Files.createTempDirectory("cinclus-standing-" + chosenSeed);
    print("chaos standing seed=%d kills=%d data-dir=%s", chosenSeed, kills, folder);
    StandingReport report;
    try (ChildHost host = new ChildHost(folder, options)) {
      report = StandingChaos.run(new StandingSettings(chosenSeed, kills, life), host);
    }
    Folders.delete(folder);
    print(
        "chaos standing ok: kills=%d rows=%d queries=%d matches=%d missing=0 wrong=0 repeats=%d"
            + " (plain topic) doubled=0 (transactional topic)",
        report.kills(), report.rows(), report.queries(), report.matches(), report.repeats());
    return 0;
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
    spec.commandLine().getOut().flush();
  }
}
