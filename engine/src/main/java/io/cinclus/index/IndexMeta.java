package io.cinclus.index;

import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an index file says about itself: lines of {@code name=value}. Immutable.
 *
 * @param vectorsChecksum CRC32C of the indexed vectors, by which another segment's are known
 */
record IndexMeta(IndexParams params, int rows, int dim, int vectorsChecksum) {
  static final String SECTION = "meta";
  static final int MAX_BYTES = 1 << 16;

  /** What a file says that was built with these parameters from these vectors. */
  static IndexMeta of(IndexParams params, VectorData vectors) {
    return new IndexMeta(params, vectors.rows(), vectors.dim(), vectors.checksum());
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder();
    text.append("type=").append(params.type()).append('\n');
    text.append("metric=").append(params.metric()).append('\n');
    text.append("rows=").append(rows).append('\n');
    text.append("dim=").append(dim).append('\n');
    text.append("vectors=").append(Integer.toHexString(vectorsChecksum)).append('\n');
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
    int vectorsChecksum = Integer.parseUnsignedInt(take(values, "vectors"), 16);
    int leastDim = type.isFor(VectorKind.SPARSE) ? 0 : 1;
    if (rows < 0 || dim < leastDim) {
      throw new IllegalArgumentException(rows + " rows of dim " + dim);
    }
    return new IndexMeta(IndexParams.parse(type, metric, values), rows, dim, vectorsChecksum);
  }

  private static String take(Map<String, String> values, String name) {
    String value = values.remove(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return value;
  }
}
