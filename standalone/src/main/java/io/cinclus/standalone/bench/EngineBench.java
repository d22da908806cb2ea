package io.cinclus.standalone.bench;

import io.cinclus.standalone.flink.Folders;
import io.cinclus.standalone.text.LoadProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures this engine, and peers beside it, at one task on one set of data. All that are compared
 * stay open and are measured in turn at each value of the sweep, so that what else the machine does
 * disturbs all alike. Used by one thread, once.
 */
public final class EngineBench {
  private final Settings settings;
  private final Report report;
  private final PrintWriter progress;

  /**
   * What is measured, and with what.
   *
   * @param truth a file of true neighbours; they are computed where there is none
   * @param saveTruth where computed ones go
   * @param saveData a folder where the data go
   */
  public record Settings(
      Task task,
      Source source,
      Optional<Path> truth,
      Optional<Path> saveTruth,
      Optional<Path> saveData) {}

  /** Where data come from. */
  public sealed interface Source {
    /** The share of the rows that pass the queries' filter; 1: there is none. */
    double share();

    /**
     * Files.
     *
     * @param dim where files do not say it; 0 if they all do
     * @param limit how many rows at most
     */
    record FromFiles(Path data, Path queries, int dim, int limit, double share) implements Source {}

    /**
     * Made-up data.
     *
     * @param description such as {@code clustered:rows=200000,dim=128,seed=1}
     * @param limit how many rows at most
     */
    record Generated(String description, int limit, double share) implements Source {}
  }

  /**
   * Where peers are.
   *
   * @param sources the folder of their sources
   * @param cache where packages may be put
   */
  public record Peers(Path sources, Path cache) {}

  /**
   * One that prints.
   *
   * @param out for results
   * @param progress for how far it is
   */
  public EngineBench(Settings settings, PrintWriter out, PrintWriter progress, boolean json) {
    this.settings = settings;
    this.report = new Report(out, json);
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param peers to compare with
   * @throws IllegalArgumentException where a name or a number cannot be, before data are read
   * @throws IOException where a file is not what it should be
   */
  public void run(Optional<Peers> peers) throws IOException, InterruptedException {
    Task task = settings.task();
    Engine.check(task);
    if (settings.source().share() != 1 && (peers.isPresent() || settings.truth().isPresent())) {
      throw new IllegalArgumentException("with a filter there are no peers and no given truth");
    }
    if (peers.isPresent()) {
      checkPeers(task);
    }
    Dataset data = data().filtered(settings.source().share());
    if (settings.saveData().isPresent()) {
      data.write(settings.saveData().get());
    }
    report.machine(Engine.kernels());
    report.data(data, task);
    Neighbours truth = truth(data);
    Path folder = Files.createTempDirectory("cinclus-bench");
    List<Contender> contenders = new ArrayList<>();
    try {
      contenders.add(Engine.of(data, task));
      if (data.share() < 1) {
        contenders.add(Engine.scan(data, task));
      }
      if (peers.isPresent()) {
        contenders.addAll(install(peers.get(), data, folder));
      }
      List<Series> series = measure(contenders, data, truth);
      report.summary(series, task, data.base().count());
    } finally {
      contenders.forEach(Contender::close);
      Folders.delete(folder);
    }
  }

  private static void checkPeers(Task task) {
    if (!task.index().equalsIgnoreCase("HNSW") || !task.sweep().name().equals("ef")) {
      throw new IllegalArgumentException("peers are compared at HNSW, with a sweep of ef");
    }
    if (task.effort().threads() != 1 || task.effort().batch() != 1) {
      throw new IllegalArgumentException("peers are asked by one thread, one query at a time");
    }
  }

  private Dataset data() throws IOException {
    Source source = settings.source();
    if (source instanceof Source.FromFiles files) {
      return Dataset.read(files.data(), files.queries(), files.dim(), files.limit());
    }
    Source.Generated generated = (Source.Generated) source;
    return Dataset.make(ClusteredData.parse(generated.description()), generated.limit());
  }

  private Neighbours truth(Dataset data) throws IOException {
    int k = settings.task().k();
    if (settings.truth().isPresent()) {
      return data.readTruth(settings.truth().get(), k);
    }
    int queries = data.queries().count();
    long start = System.nanoTime();
    Neighbours truth;
    try (LoadProgress shown = new LoadProgress(progress, "truth", queries)) {
      truth = Engine.exact(data, settings.task(), done -> shown.at(done, "queries"));
    }
    report.truth((System.nanoTime() - start) / 1e9);
    if (settings.saveTruth().isPresent()) {
      VectorFiles.write(truth, settings.saveTruth().get());
    }
    return truth;
  }

  private List<Contender> install(Peers peers, Dataset data, Path folder)
      throws IOException, InterruptedException {
    data.write(folder);
    PeerProcess.Inputs inputs =
        new PeerProcess.Inputs(
            folder.resolve(Dataset.BASE_FILE),
            folder.resolve(Dataset.QUERIES_FILE),
            data.queries().count(),
            folder,
            settings.task(),
            Engine.allParams(settings.task()));
    List<Contender> installed = new ArrayList<>();
    for (Peer peer : Peer.values()) {
      try {
        progress.printf("  installing %s, if it is not%n", peer.label());
        progress.flush();
        installed.add(new PeerProcess(peer, peer.install(peers.sources(), peers.cache()), inputs));
      } catch (IOException e) {
        report.leftOut(peer.label(), String.valueOf(e.getMessage()));
      }
    }
    return installed;
  }

  private List<Series> measure(List<Contender> contenders, Dataset data, Neighbours truth)
      throws IOException, InterruptedException {
    Map<Contender, Series> built = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      try {
        built.put(contender, build(contender, data.base().count()));
      } catch (IOException e) {
        leaveOut(contender, e);
      }
    }
    Task.Effort effort = settings.task().effort();
    List<String> values = settings.task().sweep().values();
    int steps = effort.rounds() * values.size();
    try (LoadProgress shown = new LoadProgress(progress, "search", steps)) {
      for (int step = 0; step < steps; step++) {
        String value = values.get(step % values.size());
        shown.at(step, settings.task().sweep().name() + " " + value);
        measure(built, value, 1 + step / values.size(), truth);
      }
    }
    return List.copyOf(built.values());
  }

  /** Measures all at one value of the sweep, and leaves out those that fail. */
  private void measure(Map<Contender, Series> built, String value, int round, Neighbours truth)
      throws IOException, InterruptedException {
    for (Map.Entry<Contender, Series> each : List.copyOf(built.entrySet())) {
      Contender contender = each.getKey();
      try {
        Series.Point point = point(value, contender.measure(value), truth);
        each.getValue().add(point);
        report.point(contender.name(), round, settings.task().sweep().name(), point);
      } catch (IOException e) {
        leaveOut(contender, e);
        built.remove(contender);
      }
    }
  }

  /** A peer may fail, this engine may not. */
  private void leaveOut(Contender contender, IOException reason) throws IOException {
    if (contender instanceof Engine) {
      throw reason;
    }
    report.leftOut(contender.name(), String.valueOf(reason.getMessage()));
  }

  private Series build(Contender contender, int rows) throws IOException, InterruptedException {
    try (LoadProgress shown = new LoadProgress(progress, "build", rows)) {
      Contender.Built built = contender.build(done -> shown.at(done, "rows, " + contender.name()));
      Series series = new Series(contender.name(), built);
      report.built(series, rows);
      return series;
    }
  }

  private Series.Point point(String value, Contender.Measured measured, Neighbours truth) {
    return new Series.Point(
        value,
        Neighbours.recall(truth, measured.found(), settings.task().k()),
        measured.rate(),
        measured.p50Micros(),
        measured.p99Micros());
  }
}
