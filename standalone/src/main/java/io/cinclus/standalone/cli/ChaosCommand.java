package io.cinclus.standalone.cli;

import io.cinclus.standalone.chaos.Chaos;
import io.cinclus.standalone.chaos.ChaosReport;
import io.cinclus.standalone.chaos.ChaosSettings;
import io.cinclus.standalone.flink.Folders;
import io.cinclus.standalone.text.LoadProgress;
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

/** Works on a standalone in another process, kills that again and again, and checks all answers. */
@Command(
    name = "chaos",
    description =
        "Run a random workload on a standalone that is killed again and again, and check every"
            + " answer.",
    mixinStandardHelpOptions = true,
    subcommands = ChaosStandingCommand.class)
final class ChaosCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--seed", description = "Determines what is done. Default: a random one.")
  private @Nullable Long seed;

  @Option(
      names = "--duration",
      defaultValue = "120s",
      converter = Durations.class,
      description =
          "Of the workload, such as 90s or 5min; a last check follows. Default: ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(
      names = "--data-dir",
      description = "An empty folder. Default: a temporary one; kept if something is wrong.")
  private @Nullable Path dataFolder;

  @Option(
      names = "--writers",
      defaultValue = "" + ChaosSettings.DEFAULT_WRITERS,
      description = "That work at the same time. Default: ${DEFAULT-VALUE}.")
  private int writers;

  @Option(
      names = "-D",
      description = "An option of the jobs or of Flink.",
      paramLabel = "KEY=VALUE")
  private Map<String, String> options = new HashMap<>();

  @Override
  public Integer call() throws Exception {
    long chosenSeed = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
    Path folder =
        dataFolder == null ? Files.createTempDirectory("cinclus-chaos-" + chosenSeed) : dataFolder;
    ChaosSettings settings = new ChaosSettings(chosenSeed, duration, folder, writers, options);
    print("chaos seed=%d duration=%ds data-dir=%s", chosenSeed, duration.toSeconds(), folder);
    ChaosReport report = run(settings);
    Folders.delete(settings.folder());
    print(
        "seals=%d indexes=%d compactions=%d stops=%d unavailable=%d",
        report.upkeep().seals(),
        report.upkeep().indexes(),
        report.upkeep().compactions(),
        report.stops(),
        report.unavailable());
    print(
        "chaos ok: ops=%d kills=%d lost=0 duplicated=0 wrong=0",
        report.operations(), report.kills());
    return 0;
  }

  private ChaosReport run(ChaosSettings settings) throws Exception {
    try (LoadProgress shown =
        new LoadProgress(spec.commandLine().getOut(), "chaos", duration.toSeconds())) {
      return Chaos.run(
          settings,
          progress ->
              shown.at(
                  Math.min(duration.toSeconds(), progress.elapsed().toSeconds()),
                  "ops=%d kills=%d".formatted(progress.operations(), progress.kills())));
    }
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
    spec.commandLine().getOut().flush();
  }
}
