package io.cinclus.standalone.cli;

import io.cinclus.standalone.fraud.AnomalyBench;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares scorers of anomalies. */
@Command(
    name = "anomaly",
    description = "Compare the scorers of anomalies and their policies on labelled events.",
    mixinStandardHelpOptions = true)
final class BenchAnomalyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "CSV files of events, also gzipped, whose first lines name their columns.")
  private List<Path> files;

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
      names = "--orders",
      defaultValue = "3",
      description =
          "How many orders of the events: that of the file, and seeded shuffles. Default:"
              + " ${DEFAULT-VALUE}.")
  private int orders;

  @Option(
      names = "--limit",
      defaultValue = "" + Integer.MAX_VALUE,
      description = "The first so many events of each order. Default: all.")
  private int limit;

  @Override
  public Integer call() throws Exception {
    if (orders < 1 || limit < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--orders and --limit are at least 1, not %d and %d".formatted(orders, limit));
    }
    AnomalyBench bench = new AnomalyBench(spec.commandLine().getOut(), orders, limit);
    for (Path file : files) {
      bench.measure(file, label, anomaly);
    }
    return 0;
  }
}
