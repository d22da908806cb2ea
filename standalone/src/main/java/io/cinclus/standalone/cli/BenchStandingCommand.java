package io.cinclus.standalone.cli;

import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.bench.StandingBench;
import io.cinclus.standalone.bench.StandingBench.Result;
import io.cinclus.standalone.bench.StandingBench.Settings;
import io.cinclus.standalone.flink.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures standing queries. */
@Command(
    name = "standing",
    description =
        "Write rows at a rate to a standalone in this process that compares them with standing"
            + " queries, and measure when their matches are published.",
    mixinStandardHelpOptions = true)
final class BenchStandingCommand implements Callable<Integer> {
  private static final Duration LIMIT_MEASURED = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;

  @Option(names = "--queries", defaultValue = "1000", description = "Default: 1000.")
  private int queries;

  @Option(names = "--dim", defaultValue = "384", description = "Of vectors. Default: 384.")
  private int dim;

  @Option(names = "--rate", defaultValue = "2000", description = "Rows a second. Default: 2000.")
  private int rate;

  @Option(names = "--batch", defaultValue = "20", description = "Rows of a write. Default: 20.")
  private int batch;

  @Option(names = "--seconds", defaultValue = "30", description = "Default: 30.")
  private int seconds;

  @Option(names = "--seed", defaultValue = "1", description = "Of the rows and queries.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    StandingBench bench;
    try {
      bench = new StandingBench(new Settings(queries, dim, rate, batch, seconds, seed));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    double limit = bench.limit(LIMIT_MEASURED);
    print("limit: %.0f rows/s on one core (%.0f GFLOP/s)", limit, 2e-9 * limit * queries * dim);
    Path folder = Files.createTempDirectory("cinclus-standing-");
    Result result;
    try (Standalone standalone = Standalone.start(StandaloneSettings.of(folder).withKafkaPort(0))) {
      print("registered %d queries in %.1f s", queries, bench.prepare(standalone.log()));
      result = bench.run(standalone.log());
    }
    Folders.delete(folder);
    print(
        "rows=%d rows/s=%.0f matches=%d missing=%d latency_p50_ms=%.0f latency_p99_ms=%.0f"
            + " last_match_after_s=%.1f cpu_s=%.1f of_limit=%.2f",
        result.rows(),
        result.rows() / result.writeSeconds(),
        result.found(),
        result.expected() - result.found(),
        result.latency().millis(50),
        result.latency().millis(99),
        result.lastSeconds(),
        result.cpuSeconds(),
        result.rows() / result.writeSeconds() / limit);
    return result.found() == result.expected() ? 0 : 1;
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
    spec.commandLine().getOut().flush();
  }
}
