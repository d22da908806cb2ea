package io.cinclus.standalone.cli;

import io.cinclus.access.AccessServer;
import io.cinclus.access.AccessSettings;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.flink.Folders;
import io.cinclus.standalone.load.AccessLoad;
import io.cinclus.standalone.load.LoadReport;
import io.cinclus.standalone.load.LoadSettings;
import io.cinclus.standalone.text.LoadProgress;
import java.lang.management.ManagementFactory;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Loads the access layer with clients who check every answer. */
@Command(
    name = "access",
    description = {
      "Load the access layer with clients that speak Milvus' gRPC and check every answer.",
      "",
      "Each client writes, deletes, counts, reads and searches rows of its own; with --rows the",
      "clients only search rows that were written and sealed before."
    },
    mixinStandardHelpOptions = true)
final class BenchAccessCommand implements Callable<Integer> {
  private static final int MIB = 1 << 20;
  private static final int QUARTERS = 4;

  @Spec private CommandSpec spec;

  @Option(
      names = "--address",
      description =
          "Of an access layer, such as http://127.0.0.1:19530. Default: a standalone is started in"
              + " this process, in a temporary folder.")
  private @Nullable String address;

  @Option(
      names = "--clients",
      defaultValue = "50",
      description = "That work at the same time. Default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--duration",
      defaultValue = "300s",
      converter = Durations.class,
      description = "Of the work, such as 90s or 5min. Default: ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(names = "--seed", description = "Determines what is done. Default: a random one.")
  private @Nullable Long seed;

  @Option(
      names = "--rows",
      defaultValue = "0",
      description = "That are searched and were written before. Default: clients write their own.")
  private int rows;

  @Option(
      names = "--dim",
      defaultValue = "32",
      description = "Of the vectors. Default: ${DEFAULT-VALUE}.")
  private int dim;

  @Option(
      names = "--index",
      defaultValue = "FLAT",
      description = "The type of the index; with --rows any. Default: ${DEFAULT-VALUE}.")
  private String index;

  @Option(
      names = "--consistency",
      defaultValue = "Strong",
      description = "Of the searches; with --rows any. Default: ${DEFAULT-VALUE}.")
  private String consistency;

  @Option(
      names = "-D",
      description =
          "An option of the standalone that is started, such as cinclus.serve.max-in-flight=4 to"
              + " load it past its limits.",
      paramLabel = "KEY=VALUE")
  private Map<String, String> options = new HashMap<>();

  private boolean isWatched;
  private int heapsShown;

  @Override
  public Integer call() throws Exception {
    String given = address;
    if (given != null) {
      if (!options.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "-D is for a standalone that is started here: leave --address out");
      }
      load(given);
      return 0;
    }
    Path folder = Files.createTempDirectory("cinclus-load-");
    StandaloneSettings standaloneSettings = standaloneSettings(folder);
    AccessSettings accessSettings =
        AccessSettings.local(0).withLimits(standaloneSettings.accessLimits());
    try (Standalone standalone = Standalone.start(standaloneSettings);
        AccessServer access = AccessServer.start(standalone.cluster(), accessSettings)) {
      isWatched = true;
      print("heap=%dMiB before", heapMiB());
      load("http://127.0.0.1:" + access.port());
      print("heap=%dMiB after", heapMiB());
    }
    Folders.delete(folder);
    return 0;
  }

  private StandaloneSettings standaloneSettings(Path folder) {
    try {
      return StandaloneSettings.of(folder).withKafkaPort(0).withOptions(options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Shows what is alive on the heap at each quarter of the work, which should be much the same. */
  private void showHeap(long elapsedNanos) {
    long quarter = QUARTERS * elapsedNanos / duration.toNanos();
    if (isWatched && quarter > heapsShown && quarter < QUARTERS) {
      heapsShown = (int) quarter;
      print("heap=%dMiB after %d of %d quarters", heapMiB(), quarter, QUARTERS);
    }
  }

  private void load(String at) {
    LoadSettings settings = settings(at);
    print(
        "load seed=%d clients=%d duration=%ds address=%s",
        settings.seed(), clients, duration.toSeconds(), at);
    long start = System.nanoTime();
    LoadReport report;
    try (LoadProgress shown =
        new LoadProgress(spec.commandLine().getOut(), "load", duration.toSeconds())) {
      report =
          AccessLoad.run(
              settings,
              (done, all) -> shown.at(0, "rows=%d of %d".formatted(done, all)),
              now -> {
                long elapsedNanos = System.nanoTime() - start;
                shown.at(
                    Math.min(duration.toSeconds(), elapsedNanos / 1_000_000_000),
                    "writes=%d reads=%d searches=%d refused=%d"
                        .formatted(now.writes(), now.reads(), now.searches(), now.refusals()));
                showHeap(elapsedNanos);
              });
    }
    print(
        "load ok: writes=%d reads=%d searches=%d refused=%d wrong=0 recall@10=%.3f"
            + " search_p50_ms=%.1f search_p99_ms=%.1f",
        report.writes(),
        report.reads(),
        report.searches(),
        report.refusals(),
        report.recall(),
        report.searchMillis(50),
        report.searchMillis(99));
  }

  private LoadSettings settings(String at) {
    try {
      return new LoadSettings(
          at,
          seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed,
          clients,
          duration,
          new LoadSettings.Data(rows, dim, index.toUpperCase(Locale.ROOT), consistency));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static long heapMiB() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
    spec.commandLine().getOut().flush();
  }
}
