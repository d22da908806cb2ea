package io.cinclus.index;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How thoroughly an index is searched: validated, with defaults filled in. {@code k} and the range
 * of scores are not here but in the {@link io.cinclus.vector.TopK}. Immutable.
 *
 * @param values by parameter name, sorted
 */
public record SearchParams(IndexType type, Map<String, Integer> values) {
  /** HNSW: how many of the best rows seen so far the search keeps going from. */
  public static final String EF = "ef";

  public SearchParams {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * Reads Milvus' search parameters (without radius and range_filter).
   *
   * @param k how many rows are wanted, which {@code ef}, if given, must not be below
   * @throws IllegalArgumentException if a name is unknown or a value is no number within its limits
   */
  public static SearchParams parse(IndexType type, Map<String, String> given, int k) {
    Map<String, Integer> values = Parameter.parse(type, type.searchParameters(), given);
    Integer ef = values.get(EF);
    if (ef != null && ef < k) {
      if (given.containsKey(EF)) {
        throw new IllegalArgumentException("ef(" + ef + ") should be larger than k(" + k + ")");
      }
      values.put(EF, k);
    }
    return new SearchParams(type, values);
  }

  /**
   * What an index makes of parameters that were checked against another type, or against none:
   * never an error, and the same as {@link #parse} of what that accepts. Names that the type does
   * not know are left out, values that it cannot take have their defaults, and {@code ef} is at
   * least {@code k}.
   */
  public static SearchParams adapt(IndexType type, Map<String, String> given, int k) {
    Map<String, Integer> values = new TreeMap<>();
    for (Parameter parameter : type.searchParameters()) {
      String text = given.get(parameter.name());
      values.put(
          parameter.name(), text == null ? parameter.standard() : parameter.parseOrStandard(text));
    }
    values.computeIfPresent(EF, (name, ef) -> Math.max(ef, k));
    return new SearchParams(type, values);
  }

  /** The value of a parameter of this type. */
  public int value(String name) {
    Integer value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "search parameters of index type " + type + " have no " + name);
    }
    return value;
  }
}
