package io.cinclus.standalone.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.standalone.text.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints results as they come: for people, or as one JSON object a line, whose {@code result} says
 * what it is. Not thread-safe.
 */
final class Report {
  /** The recalls at which contenders are compared. */
  private static final double[] LEVELS = {0.95, 0.99};

  private static final Contender.Rate NOT_REACHED = new Contender.Rate(Double.NaN, Double.NaN);

  private final PrintWriter out;
  private final boolean json;

  Report(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  void machine(String kernels) throws IOException {
    String processor = processor();
    int cores = Runtime.getRuntime().availableProcessors();
    String jdk = System.getProperty("java.version");
    String load = load();
    if (json) {
      print(
          object("machine")
              .put("processor", processor)
              .put("cores", cores)
              .put("jdk", jdk)
              .put("kernels", kernels)
              .put("load", load));
    } else {
      print(
          "machine  %s, %d cores, JDK %s, kernels %s, load %s",
          processor, cores, jdk, kernels, load);
    }
  }

  /** The processor's name where the system tells it, else its architecture. */
  private static String processor() throws IOException {
    Path file = Path.of("/proc/cpuinfo");
    if (Files.exists(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        Optional<String> name = lines.filter(line -> line.startsWith("model name")).findFirst();
        if (name.isPresent()) {
          return name.get().replaceFirst(".*:\\s*", "");
        }
      }
    }
    return System.getProperty("os.arch");
  }

  /** How many threads ran or waited to run in the last minute. */
  private static String load() throws IOException {
    Path file = Path.of("/proc/loadavg");
    return Files.exists(file) ? Files.readString(file).split(" ", 2)[0] : "not known";
  }

  void data(Dataset data, Task task) {
    Rows base = data.base();
    if (json) {
      print(
          object("data")
              .put("name", data.name())
              .put("rows", base.count())
              .put("dim", base.dim())
              .put("queries", data.queries().count())
              .put("metric", task.metric())
              .put("index", task.index())
              .put("params", task.params().toString())
              .put("k", task.k())
              .put("threads", task.effort().threads())
              .put("batch", task.effort().batch())
              .put("rounds", task.effort().rounds()));
    } else {
      print(
          "data     %s: %,d rows of dimension %d (%s), %,d queries, k %d",
          data.name(),
          base.count(),
          base.dim(),
          TextTable.bytes(4L * base.values().length),
          data.queries().count(),
          task.k());
      print(
          "index    %s %s %s; %d threads, batches of %d, %d rounds",
          task.index(),
          task.metric(),
          task.params(),
          task.effort().threads(),
          task.effort().batch(),
          task.effort().rounds());
    }
  }

  void truth(double seconds) {
    if (json) {
      print(object("truth").put("seconds", seconds));
    } else {
      print("truth    computed in %.1f s", seconds);
    }
  }

  void built(Series series, int rows) {
    Contender.Built built = series.built();
    Contender.Rate rate = series.buildRate(rows);
    if (json) {
      print(
          object("build")
              .put("engine", series.name())
              .put("seconds", built.seconds())
              .put("cpu_seconds", built.cpuSeconds())
              .put("threads", built.threads())
              .put("rows_per_thread_second", rate.perSecond())
              .put("rows_per_cpu_second", rate.perCpuSecond())
              .put("memory_bytes", built.memoryBytes() < 0 ? null : built.memoryBytes())
              .put("detail", built.detail()));
    } else {
      print(
          "build    %-20s %7.1f s  %,8.0f rows/s per thread  %,8.0f per CPU second  index %s  (%s)",
          series.name(),
          built.seconds(),
          rate.perSecond(),
          rate.perCpuSecond(),
          built.memoryBytes() < 0 ? "-" : TextTable.bytes(built.memoryBytes()),
          built.detail());
    }
  }

  void leftOut(String name, String reason) {
    if (json) {
      print(object("left_out").put("engine", name).put("reason", reason));
    } else {
      print("left out %s: %s", name, reason);
    }
  }

  void point(String name, int round, String sweep, Series.Point point) {
    if (json) {
      print(
          object("point")
              .put("engine", name)
              .put("round", round)
              .put(sweep.isEmpty() ? "sweep" : sweep, point.value())
              .put("recall", point.recall())
              .put("qps", point.rate().perSecond())
              .put("qps_cpu", point.rate().perCpuSecond())
              .put("p50_micros", point.p50Micros())
              .put("p99_micros", point.p99Micros()));
    }
  }

  /**
   * The medians of all rounds, and with several contenders how the first compares with the rest.
   */
  void summary(List<Series> all, Task task, int rows) {
    if (!json) {
      out.println();
      out.print(points(all, task));
    }
    if (all.size() > 1) {
      compare(all, rows);
    }
    out.flush();
  }

  private static String points(List<Series> all, Task task) {
    String sweep = task.sweep().name().isEmpty() ? "sweep" : task.sweep().name();
    TextTable table =
        new TextTable(
            "engine", ">" + sweep, ">recall@" + task.k(), ">QPS", ">QPS/CPU", ">p50 us", ">p99 us");
    for (Series series : all) {
      for (Series.Point point : series.medians()) {
        table.row(
            series.name(),
            point.value(),
            format("%.4f", point.recall()),
            format("%,.0f", point.rate().perSecond()),
            format("%,.0f", point.rate().perCpuSecond()),
            format("%,.0f", point.p50Micros()),
            format("%,.0f", point.p99Micros()));
      }
    }
    return table.render();
  }

  private void compare(List<Series> all, int rows) {
    Series first = all.get(0);
    TextTable table =
        new TextTable("peer", "what", ">" + first.name(), ">peer", ">ratio", ">ratio/CPU");
    for (Series peer : all.subList(1, all.size())) {
      ratio(table, peer.name(), "build rows/s", first.buildRate(rows), peer.buildRate(rows));
      for (double level : LEVELS) {
        Optional<Series.Point> ours = first.reaching(level);
        Optional<Series.Point> theirs = peer.reaching(level);
        ratio(
            table,
            peer.name(),
            format(
                "QPS at recall %.2f (%s and %s)",
                level,
                ours.map(Series.Point::value).orElse("-"),
                theirs.map(Series.Point::value).orElse("-")),
            ours.map(Series.Point::rate).orElse(NOT_REACHED),
            theirs.map(Series.Point::rate).orElse(NOT_REACHED));
      }
    }
    if (!json) {
      out.println();
      out.print(table.render());
    }
  }

  private void ratio(
      TextTable table, String peer, String what, Contender.Rate ours, Contender.Rate theirs) {
    double ratio = ours.perSecond() / theirs.perSecond();
    double cpuRatio = ours.perCpuSecond() / theirs.perCpuSecond();
    if (json) {
      print(
          object("ratio")
              .put("peer", peer)
              .put("what", what)
              .put("ours", number(ours.perSecond()))
              .put("theirs", number(theirs.perSecond()))
              .put("ratio", number(ratio))
              .put("ratio_cpu", number(cpuRatio)));
    }
    table.row(
        peer,
        what,
        cell("%,.0f", ours.perSecond()),
        cell("%,.0f", theirs.perSecond()),
        cell("%.2f", ratio),
        cell("%.2f", cpuRatio));
  }

  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static String cell(String format, double value) {
    return Double.isNaN(value) ? "-" : format(format, value);
  }

  private static ObjectNode object(String result) {
    return JsonNodeFactory.instance.objectNode().put("result", result);
  }

  private void print(ObjectNode node) {
    out.println(node);
    out.flush();
  }

  private void print(String format, Object... values) {
    out.println(format(format, values));
    out.flush();
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
