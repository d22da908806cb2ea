package io.cinclus.standalone.cli;

import io.cinclus.standalone.bench.GrowingBench;
import io.cinclus.standalone.bench.Pairs;
import io.cinclus.standalone.bench.Sweep;
import io.cinclus.standalone.bench.Task;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures searches of rows that are not sealed. */
@Command(
    name = "growing",
    description = "Measure searches of rows that are not sealed, with their index and without.",
    mixinStandardHelpOptions = true)
final class BenchGrowingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rows",
      split = ",",
      defaultValue = "20000,50000,100000",
      description = "How many rows, one measurement after the other. Default: ${DEFAULT-VALUE}.")
  private List<Integer> rows;

  @Option(
      names = "--data",
      defaultValue = "dim=128,queries=500,seed=1",
      description = "Of the made-up rows. Default: ${DEFAULT-VALUE}.")
  private String data;

  @Option(names = "--metric", defaultValue = "L2", description = "L2, IP or COSINE.")
  private String metric;

  @Option(
      names = "--search-params",
      defaultValue = "",
      description = "Such as ef=64. Default: what growing rows are searched with.")
  private String searchParams;

  @Option(
      names = "--k",
      defaultValue = "10",
      description = "Neighbours. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--batch",
      split = ",",
      defaultValue = "1,64",
      description =
          "Queries that are asked together, one measurement after the other. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> batches;

  @Option(
      names = "--seconds",
      defaultValue = "1",
      description = "How long each is measured at least, after half of it to warm up.")
  private double seconds;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "How often each is measured; the median counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Override
  public Integer call() throws InterruptedException {
    try {
      Duration measured = Duration.ofMillis((long) (1000 * seconds));
      Task task =
          new Task(
              metric.toUpperCase(Locale.ROOT),
              "HNSW",
              Map.of(),
              k,
              Sweep.parse("", Pairs.parse(searchParams)),
              new Task.Effort(1, 1, measured.dividedBy(2), measured, rounds));
      new GrowingBench(
              new GrowingBench.Settings(rows, data, batches, task),
              spec.commandLine().getOut(),
              spec.commandLine().getErr())
          .run();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
