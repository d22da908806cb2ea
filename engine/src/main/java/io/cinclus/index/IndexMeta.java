package io.cinclus.index;

import io.cinclus.vector.Metric;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What an index file says about itself: lines of {@code name=value}. Immutable. */
record IndexMeta(IndexParams params, int rows, int dim) {
  static final String SECTION = "meta";

  byte[] bytes() {
    StringBuilder text = new StringBuilder();
    text.append("type=").append(params.type()).append('\n');
    text.append("metric=").append(params.metric()).append('\n');
    text.append("rows=").append(rows).append('\n');
    text.append("dim=").append(dim).append('\n');
    params.values().forEach((name, value) -> text.append(name + "=" + value + "\n"));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The inverse of {@link #bytes}; anything else is an {@link IllegalArgumentException}. */
  static IndexMeta parse(byte[] bytes) {
    Map<String, String> values = new TreeMap<>();
    new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line -> {
              int split = line.indexOf('=');
              if (split < 0) {
                throw new IllegalArgumentException("no name=value: " + line);
              }
              values.put(line.substring(0, split), line.substring(split + 1));
            });
    IndexType type = IndexType.of(take(values, "type"));
    Metric metric = Metric.of(take(values, "metric"));
    int rows = Integer.parseInt(take(values, "rows"));
    int dim = Integer.parseInt(take(values, "dim"));
    return new IndexMeta(IndexParams.parse(type, metric, values), rows, dim);
  }

  private static String take(Map<String, String> values, String name) {
    String value = values.remove(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return value;
  }
}
