package io.cinclus.index;

import io.cinclus.vector.Metric;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an index is built with: validated, with defaults filled in. Immutable.
 *
 * @param values by parameter name, sorted, each as {@link Parameter#parse} returns it
 */
public record IndexParams(IndexType type, Metric metric, Map<String, String> values) {

  public IndexParams {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * Reads Milvus' index parameters (without index and metric type).
   *
   * @throws IllegalArgumentException if a name is unknown or a value is not one that it takes
   */
  public static IndexParams parse(IndexType type, Metric metric, Map<String, String> given) {
    type.check(metric);
    return new IndexParams(type, metric, Parameter.parse(type, type.buildParameters(), given));
  }

  /**
   * Throws {@link IllegalArgumentException}, in Milvus' words, unless dense vectors of a dimension
   * can be indexed so.
   */
  public void checkFor(int dim) {
    if (values.containsKey(Parameters.PQ_M.name())) {
      int m = value(Parameters.PQ_M);
      if (m > 0 && dim % m != 0) {
        throw new IllegalArgumentException(
            ("The dimension of a vector (dim) should be a multiple of the number of subquantizers"
                    + " (m). Dimension: %d, m: %d")
                .formatted(dim, m));
      }
    }
  }

  /** The value of a parameter of this type. */
  public int value(Parameter.WholeNumber parameter) {
    return Integer.parseInt(text(parameter));
  }

  /** The value of a parameter of this type. */
  public double value(Parameter.Real parameter) {
    return Double.parseDouble(text(parameter));
  }

  private String text(Parameter parameter) {
    String value = values.get(parameter.name());
    if (value == null) {
      throw new IllegalArgumentException(
          "index type " + type + " has no parameter " + parameter.name());
    }
    return value;
  }
}
