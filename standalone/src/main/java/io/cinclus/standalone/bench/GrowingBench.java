package io.cinclus.standalone.bench;

import io.cinclus.standalone.text.TextTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures searches of growing rows with their index and without, in turn, so that what else the
 * machine does disturbs both alike. Used by one thread, once.
 */
public final class GrowingBench {
  private final Settings settings;
  private final PrintWriter out;
  private final PrintWriter progress;

  /**
   * What is measured.
   *
   * @param rows how many are growing, one measurement after the other
   * @param data of made-up rows, without their number: {@code dim=128,seed=1}
   * @param batches how many queries are asked together, one measurement after the other
   * @param task what is asked and for how long, in batches of any size
   */
  public record Settings(List<Integer> rows, String data, List<Integer> batches, Task task) {
    public Settings {
      rows = List.copyOf(rows);
      batches = List.copyOf(batches);
      if (rows.isEmpty() || batches.isEmpty() || batches.stream().anyMatch(batch -> batch < 1)) {
        throw new IllegalArgumentException("rows and batches are lists of positive numbers");
      }
      rows.forEach(count -> generated(count, data));
      Engine.check(task);
    }
  }

  /**
   * One that prints.
   *
   * @param out for results
   * @param progress for how far it is
   */
  public GrowingBench(Settings settings, PrintWriter out, PrintWriter progress) {
    this.settings = settings;
    this.out = out;
    this.progress = progress;
  }

  private static ClusteredData generated(int rows, String data) {
    return ClusteredData.parse("clustered:rows=" + rows + (data.isBlank() ? "" : "," + data));
  }

  /** Makes data, measures and prints a table. */
  public void run() throws InterruptedException {
    TextTable table =
        new TextTable(
            ">rows", ">together", "searched", ">recall", ">QPS per CPU s", ">p99 µs", ">ratio");
    for (int rows : settings.rows()) {
      Dataset data = Dataset.make(generated(rows, settings.data()), rows);
      for (int batch : settings.batches()) {
        measure(data, batch, table);
      }
    }
    out.print(table.render());
    out.flush();
  }

  private void measure(Dataset data, int batch, TextTable table) throws InterruptedException {
    Task.Effort effort = settings.task().effort();
    Task task =
        new Task(
            settings.task().metric(),
            settings.task().index(),
            settings.task().params(),
            settings.task().k(),
            settings.task().sweep(),
            new Task.Effort(
                effort.threads(), batch, effort.warmUp(), effort.measured(), effort.rounds()));
    try (GrowingEngine exact = new GrowingEngine(data, task, false);
        GrowingEngine index = new GrowingEngine(data, task, true)) {
      build(exact, data);
      build(index, data);
      List<Contender.Measured> exactRounds = new ArrayList<>();
      List<Contender.Measured> indexRounds = new ArrayList<>();
      String value = task.sweep().values().get(0);
      for (int round = 0; round < effort.rounds(); round++) {
        exactRounds.add(exact.measure(value));
        indexRounds.add(index.measure(value));
      }
      Neighbours truth = exactRounds.get(0).found();
      double exactRate = cpuRate(median(exactRounds));
      for (List<Contender.Measured> rounds : List.of(exactRounds, indexRounds)) {
        Contender.Measured measured = median(rounds);
        table.row(
            data.base().count(),
            batch,
            rounds == exactRounds ? exact.name() : index.name(),
            format("%.3f", Neighbours.recall(truth, measured.found(), task.k())),
            Math.round(cpuRate(measured)),
            Math.round(measured.p99Micros()),
            format("%.2f", cpuRate(measured) / exactRate));
      }
    }
  }

  private void build(GrowingEngine engine, Dataset data) {
    Contender.Built built = engine.build(done -> {});
    progress.printf(
        Locale.ROOT,
        "%s of %s: %,.0f rows per CPU second, %,d bytes%n",
        engine.name(),
        data.name(),
        data.base().count() / Math.max(1e-9, built.cpuSeconds()),
        built.memoryBytes());
    progress.flush();
  }

  private static Contender.Measured median(List<Contender.Measured> rounds) {
    return rounds.stream()
        .sorted((one, other) -> Double.compare(cpuRate(one), cpuRate(other)))
        .skip(rounds.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static double cpuRate(Contender.Measured measured) {
    return measured.rate().perCpuSecond();
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
