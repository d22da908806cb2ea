package io.cinclus.standalone.cli;

import io.cinclus.standalone.bench.EngineBench;
import io.cinclus.standalone.bench.EngineBench.Source;
import io.cinclus.standalone.bench.Pairs;
import io.cinclus.standalone.bench.Sweep;
import io.cinclus.standalone.bench.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a vector index: its build, its recall and its speed. */
@Command(
    name = "engine",
    description =
        "Build a vector index and measure its recall and speed; with --peers, others', too.",
    mixinStandardHelpOptions = true)
final class BenchEngineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--data", description = "Vectors: NAME.fvecs, or NAME.f16 with --dim.")
  private @Nullable Path data;

  @Option(names = "--queries", description = "Vectors to search for, as --data.")
  private @Nullable Path queries;

  @Option(
      names = "--generate",
      paramLabel = "SPEC",
      description =
          "Made-up data instead of files: clustered:rows=200000,dim=128,seed=1; also clusters and"
              + " queries.")
  private @Nullable String generate;

  @Option(names = "--save-data", description = "A folder for the data, as fvecs.")
  private @Nullable Path saveData;

  @Option(
      names = "--dim",
      defaultValue = "0",
      description = "Dimension, where files do not say it.")
  private int dim;

  @Option(names = "--limit", description = "How many rows at most. Default: all.")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--truth",
      description =
          "True neighbours of the queries: NAME.ivecs or NAME.i32. Default: they are computed.")
  private @Nullable Path truth;

  @Option(names = "--save-truth", description = "Where computed true neighbours go.")
  private @Nullable Path saveTruth;

  @Option(names = "--metric", defaultValue = "L2", description = "L2, IP or COSINE.")
  private String metric;

  @Option(names = "--index", defaultValue = "HNSW", description = "Default: ${DEFAULT-VALUE}.")
  private String index;

  @Option(
      names = "--params",
      defaultValue = "",
      description = "Of the build, such as M=16,efConstruction=100. Default: the index' own.")
  private String params;

  @Option(
      names = "--sweep",
      defaultValue = "",
      description = "A search parameter and its values, such as ef=10,16,24.")
  private String sweep;

  @Option(
      names = "--search-params",
      defaultValue = "",
      description = "Other search parameters, which stay as they are.")
  private String searchParams;

  @Option(
      names = "--k",
      defaultValue = "10",
      description = "Neighbours. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "That search at the same time. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--batch",
      defaultValue = "1",
      description = "Queries that are asked together. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description =
          "How long each value of the sweep is measured at least, after half of it to warm up; and"
              + " until all queries have been asked. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--rounds",
      defaultValue = "1",
      description =
          "How often the sweep is measured; the median counts. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--filter-share",
      defaultValue = "1",
      description =
          "The share of the rows that pass a filter; below 1 it is compared with a scan of these"
              + " rows. Default: ${DEFAULT-VALUE}.")
  private double filterShare;

  @Option(
      names = "--peers",
      description =
          "Measure hnswlib-node, usearch and Lucene, too, which are installed if need be (node, npm"
              + " and mvn do that). Lucene runs on the JDK of CINCLUS_PEER_JAVA_HOME, if that is set.")
  private boolean peers;

  @Option(
      names = "--peers-folder",
      defaultValue = "${sys:cinclus.home:-.}/bench/peers",
      description = "Where their sources are. Default: bench/peers of the clone.")
  private Path peersFolder;

  @Option(
      names = "--peers-cache",
      defaultValue = "${sys:user.home}/.cache/cinclus/peers",
      description = "Where they are installed. Default: ~/.cache/cinclus/peers.")
  private Path peersCache;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      EngineBench bench =
          new EngineBench(
              settings(), spec.commandLine().getOut(), spec.commandLine().getErr(), json);
      bench.run(
          peers ? Optional.of(new EngineBench.Peers(peersFolder, peersCache)) : Optional.empty());
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private EngineBench.Settings settings() {
    if (limit < 1 || dim < 0 || !(seconds >= 0)) {
      throw new IllegalArgumentException(
          "--limit must be positive; --dim and --seconds, too, or 0");
    }
    Duration measured = Duration.ofMillis((long) (1000 * seconds));
    Task task =
        new Task(
            metric.toUpperCase(Locale.ROOT),
            index.toUpperCase(Locale.ROOT),
            Pairs.parse(params),
            k,
            Sweep.parse(sweep, Pairs.parse(searchParams)),
            new Task.Effort(threads, batch, measured.dividedBy(2), measured, rounds));
    return new EngineBench.Settings(
        task,
        source(),
        Optional.ofNullable(truth),
        Optional.ofNullable(saveTruth),
        Optional.ofNullable(saveData));
  }

  private Source source() {
    if (generate != null && data == null && queries == null) {
      return new Source.Generated(generate, limit, filterShare);
    }
    if (generate == null && data != null && queries != null) {
      return new Source.FromFiles(data, queries, dim, limit, filterShare);
    }
    throw new IllegalArgumentException("give --data and --queries, or --generate");
  }
}
