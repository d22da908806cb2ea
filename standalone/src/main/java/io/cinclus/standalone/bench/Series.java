package io.cinclus.standalone.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one contender reached. Not thread-safe. */
final class Series {
  private final String name;
  private final Contender.Built built;
  private final Map<String, List<Point>> rounds = new LinkedHashMap<>();

  /**
   * One measurement.
   *
   * @param value of the sweep
   * @param recall 0 to 1
   */
  record Point(
      String value, double recall, Contender.Rate rate, double p50Micros, double p99Micros) {}

  Series(String name, Contender.Built built) {
    this.name = name;
    this.built = built;
  }

  String name() {
    return name;
  }

  Contender.Built built() {
    return built;
  }

  /** Rows that one thread indexed, of so many in all. */
  Contender.Rate buildRate(int rows) {
    return new Contender.Rate(rows / built.seconds() / built.threads(), rows / built.cpuSeconds());
  }

  void add(Point point) {
    rounds.computeIfAbsent(point.value(), value -> new ArrayList<>()).add(point);
  }

  /**
   * For each value of the sweep the round of median rate per CPU second; of two in the middle the
   * slower.
   */
  List<Point> medians() {
    return rounds.values().stream().map(Series::median).toList();
  }

  private static Point median(List<Point> points) {
    return points.stream()
        .sorted(Comparator.comparingDouble((Point point) -> point.rate().perCpuSecond()))
        .skip((points.size() - 1) / 2)
        .findFirst()
        .orElseThrow();
  }

  /** The first value of the sweep that reaches a recall. */
  Optional<Point> reaching(double recall) {
    return medians().stream().filter(point -> point.recall() >= recall).findFirst();
  }
}
