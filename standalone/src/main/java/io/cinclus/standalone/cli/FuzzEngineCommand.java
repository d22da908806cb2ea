package io.cinclus.standalone.cli;

import io.cinclus.standalone.fuzz.EngineFuzz;
import io.cinclus.standalone.fuzz.FuzzFailure;
import io.cinclus.standalone.fuzz.FuzzReport;
import io.cinclus.standalone.fuzz.FuzzSettings;
import io.cinclus.standalone.text.LoadProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Builds, searches and damages random indexes, and checks all answers. */
@Command(
    name = "engine",
    description =
        "Build and search random indexes, open damaged files of them, and check every answer.",
    mixinStandardHelpOptions = true)
final class FuzzEngineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      description = "Of the first case; the next has the next number. Default: a random one.")
  private @Nullable Long seed;

  @Option(
      names = "--duration",
      defaultValue = "60s",
      converter = Durations.class,
      description = "Such as 90s or 5min. Default: ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(names = "--cases", description = "How many at most. Default: no limit.")
  private long cases = Long.MAX_VALUE;

  @Override
  public Integer call() throws FuzzFailure, InterruptedException {
    long chosenSeed = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000_000) : seed;
    FuzzSettings settings;
    try {
      settings = new FuzzSettings(chosenSeed, cases, duration, FuzzSettings.CASE_LIMIT);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    print("fuzz engine seed=%d duration=%ds", chosenSeed, duration.toSeconds());
    FuzzReport report = run(settings);
    print("builds %s", new TreeMap<>(report.builds()));
    print(
        "fuzz ok: cases=%d searches=%d refused-files=%d opened-files=%d refusals=%d",
        report.cases(),
        report.searches(),
        report.refusedFiles(),
        report.openedFiles(),
        report.refusals());
    return 0;
  }

  private FuzzReport run(FuzzSettings settings) throws FuzzFailure, InterruptedException {
    try (LoadProgress shown =
        new LoadProgress(spec.commandLine().getOut(), "fuzz", duration.toSeconds())) {
      return EngineFuzz.run(
          settings,
          progress ->
              shown.at(
                  Math.min(duration.toSeconds(), progress.elapsed().toSeconds()),
                  "cases=%d searches=%d"
                      .formatted(progress.report().cases(), progress.report().searches())));
    }
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
    spec.commandLine().getOut().flush();
  }
}
