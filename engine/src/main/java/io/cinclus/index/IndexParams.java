package io.cinclus.index;

import io.cinclus.vector.Metric;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an index is built with: validated, with defaults filled in. Immutable.
 *
 * @param values by parameter name, sorted
 */
public record IndexParams(IndexType type, Metric metric, Map<String, Integer> values) {
  /** HNSW: how many neighbours a row chooses. */
  public static final String M = "M";

  /** HNSW: how many candidates it chooses them from. */
  public static final String EF_CONSTRUCTION = "efConstruction";

  public IndexParams {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * Reads Milvus' index parameters (without index and metric type).
   *
   * @throws IllegalArgumentException if a name is unknown or a value is no number within its limits
   */
  public static IndexParams parse(IndexType type, Metric metric, Map<String, String> given) {
    return new IndexParams(type, metric, Parameter.parse(type, type.buildParameters(), given));
  }

  /** The value of a parameter of this type. */
  public int value(String name) {
    Integer value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("index type " + type + " has no parameter " + name);
    }
    return value;
  }
}
