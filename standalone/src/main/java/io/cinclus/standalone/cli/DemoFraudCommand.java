package io.cinclus.standalone.cli;

import io.cinclus.anomaly.ScorerType;
import io.cinclus.anomaly.ScoringPlan;
import io.cinclus.operators.score.ScoringOptions;
import io.cinclus.standalone.flink.Folders;
import io.cinclus.standalone.fraud.FraudDemo;
import io.cinclus.standalone.fraud.FraudSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the demo of anomaly scoring. */
@Command(
    name = "fraud",
    description =
        "Score labelled events as they stream in, and once more from the log: AUC, events per second"
            + " and latency.",
    mixinStandardHelpOptions = true)
final class DemoFraudCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(DemoFraudCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      description =
          "A CSV file of events, also gzipped, whose first line names its columns. Default: payments"
              + " that are generated.")
  private @Nullable Path data;

  @Option(
      names = "--label",
      defaultValue = "label",
      description = "The column that says which events are anomalies. Default: ${DEFAULT-VALUE}.")
  private String label;

  @Option(
      names = "--anomaly",
      defaultValue = "1",
      description = "What it says of an anomaly. Default: ${DEFAULT-VALUE}.")
  private String anomaly;

  @Option(
      names = "--limit",
      description =
          "The first so many events. Default: all of a file, and "
              + FraudSettings.DEFAULT_GENERATED
              + " that are generated.")
  private @Nullable Integer limit;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of generated events. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--rate",
      defaultValue = "4000",
      description =
          "Events appended per second; 0: as fast as the log takes them. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--scorer",
      defaultValue = "BLEND",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private ScorerType scorer;

  @Override
  public Integer call() throws Exception {
    if (data != null && !Files.isReadable(data)) {
      throw new ParameterException(
          spec.commandLine(), "--data: %s is not a file that can be read".formatted(data));
    }
    Path folder = Files.createTempDirectory("cinclus-fraud");
    try (StopSignal stop = StopSignal.install(() -> delete(folder))) {
      new FraudDemo(settings(folder), spec.commandLine().getOut(), stop::isAsked).run();
    } catch (CancellationException e) {
      LOG.info("stopped before its end", e);
    }
    return 0;
  }

  private FraudSettings settings(Path folder) {
    int all = data == null ? FraudSettings.DEFAULT_GENERATED : Integer.MAX_VALUE;
    try {
      return new FraudSettings(
          new FraudSettings.Source(Optional.ofNullable(data), label, anomaly, seed),
          limit == null ? all : limit,
          rate,
          ScoringOptions.DEFAULT.withPlan(ScoringPlan.DEFAULT.withType(scorer)),
          folder);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      spec.commandLine().getErr().println("cinclus: " + folder + " could not be deleted: " + e);
    }
  }
}
