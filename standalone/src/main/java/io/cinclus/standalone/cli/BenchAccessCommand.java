package io.cinclus.standalone.cli;

import io.cinclus.access.AccessServer;
import io.cinclus.access.AccessSettings;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.flink.Folders;
import io.cinclus.standalone.load.AccessLoad;
import io.cinclus.standalone.load.Latencies;
import io.cinclus.standalone.load.LoadReport;
import io.cinclus.standalone.load.LoadSettings;
import io.cinclus.standalone.text.LoadProgress;
import io.cinclus.standalone.text.TextTable;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts the access layer under a load of many clients, and checks every answer. */
@Command(
    name = "access",
    description =
        "Have many Milvus clients write and search at the same time, and check every answer.",
    footer = {
      "",
      "A collection named cinclus_load is made, and dropped at the end. The heap is that of this",
      "process, in which the standalone runs unless --address names another one."
    },
    mixinStandardHelpOptions = true)
final class BenchAccessCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--address",
      description = "Of a running access layer, host:port. Default: one is started for it.")
  private @Nullable String address;

  @Option(names = "--clients", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--duration",
      defaultValue = "60s",
      converter = Durations.class,
      description = "Such as 90s or 5min. Default: ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(names = "--dim", defaultValue = "32", description = "Default: ${DEFAULT-VALUE}.")
  private int dimension;

  @Option(names = "--seed", description = "Determines what is done. Default: a random one.")
  private @Nullable Long seed;

  @Override
  public Integer call() throws Exception {
    if (address != null) {
      run(address);
      return 0;
    }
    Path folder = Files.createTempDirectory("cinclus-load");
    try (Standalone standalone = Standalone.start(StandaloneSettings.of(folder).withKafkaPort(0));
        AccessServer access =
            AccessServer.start(standalone.log(), standalone.headers(), AccessSettings.local(0))) {
      run("127.0.0.1:" + access.port());
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private void run(String at) throws InterruptedException {
    LoadSettings settings = settings(at);
    print("load address=%s clients=%d seed=%d", at, clients, settings.seed());
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    long before = memory.getHeapMemoryUsage().getUsed();
    LoadReport report = run(settings);
    memory.gc();
    long after = memory.getHeapMemoryUsage().getUsed();
    TextTable table = new TextTable("call", ">calls", ">p50 ms", ">p99 ms");
    for (Latencies.Kind kind : Latencies.Kind.values()) {
      table.row(
          kind.name().toLowerCase(Locale.ROOT),
          report.latencies().of(kind).count(),
          millis(report.latencies().of(kind).millis(50)),
          millis(report.latencies().of(kind).millis(99)));
    }
    spec.commandLine().getOut().print(table.render());
    print(
        "load ok: calls=%d rate=%.0f/s refused=%d rows=%d wrong=0 heap=%s -> %s",
        report.latencies().count(),
        report.rate(),
        report.refused(),
        report.rows(),
        TextTable.bytes(before),
        TextTable.bytes(after));
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.1f", millis);
  }

  private LoadReport run(LoadSettings settings) throws InterruptedException {
    long[] ticks = new long[1];
    try (LoadProgress shown =
        new LoadProgress(spec.commandLine().getOut(), "load", duration.toSeconds())) {
      return AccessLoad.run(
          settings,
          calls ->
              shown.at(Math.min(duration.toSeconds(), ++ticks[0]), "calls=%d".formatted(calls)));
    }
  }

  private LoadSettings settings(String at) {
    try {
      return new LoadSettings(
          at,
          clients,
          duration,
          dimension,
          seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
    spec.commandLine().getOut().flush();
  }
}
