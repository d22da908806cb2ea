package io.cinclus.index;

import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorData;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * AUTOINDEX: chooses an index by the kind, the number and the dimension of the vectors. A function
 * of these, so that a segment gets the same index again. Stateless.
 */
final class AutoIndex {
  /** Coordinates that are scanned about as fast as a graph is walked, and without loss. */
  private static final long SCANNED_COORDINATES = 1 << 18;

  /** Bits that are scanned as fast. */
  private static final long SCANNED_BITS = 1 << 23;

  /** What Milvus builds where it is not told. */
  private static final Map<String, String> GRAPH = Map.of("M", "18", "efConstruction", "240");

  private static final String LEVEL = Parameters.LEVEL.name();
  private static final int EF_PER_LEVEL = 64;
  private static final int NPROBE_PER_LEVEL = 8;

  private AutoIndex() {}

  static IndexParams choose(VectorData vectors, Metric metric) {
    long coordinates = (long) vectors.rows() * vectors.dim();
    return switch (vectors.kind()) {
      case DENSE ->
          coordinates <= SCANNED_COORDINATES
              ? IndexParams.parse(IndexType.FLAT, metric, Map.of())
              : IndexParams.parse(IndexType.HNSW, metric, GRAPH);
      case BINARY ->
          coordinates <= SCANNED_BITS
              ? IndexParams.parse(IndexType.BIN_FLAT, metric, Map.of())
              : IndexParams.parse(IndexType.BIN_IVF_FLAT, metric, lists(vectors.rows()));
      case SPARSE -> IndexParams.parse(IndexType.SPARSE_INVERTED_INDEX, metric, Map.of());
    };
  }

  /** Faiss' advice: four times the root of the rows. */
  private static Map<String, String> lists(int rows) {
    long lists = Math.min(Parameters.NLIST.most(), (long) (4 * Math.sqrt(rows)));
    return Map.of(Parameters.NLIST.name(), Long.toString(lists));
  }

  /** Search parameters with what their {@code level}, if they have one, means to any type. */
  static Map<String, String> ofLevel(Map<String, String> given) {
    if (!given.containsKey(LEVEL)) {
      return given;
    }
    int level = Integer.parseInt(Parameter.adapt(List.of(Parameters.LEVEL), given).get(LEVEL));
    Map<String, String> all = new HashMap<>(given);
    all.putIfAbsent(Parameters.EF.name(), Integer.toString(EF_PER_LEVEL * level));
    all.putIfAbsent(Parameters.NPROBE.name(), Integer.toString(NPROBE_PER_LEVEL * level));
    return all;
  }
}
