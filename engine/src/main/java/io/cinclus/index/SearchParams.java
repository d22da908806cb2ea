package io.cinclus.index;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How thoroughly an index is searched: validated, with defaults filled in. {@code k} and the range
 * of scores are not here but in the {@link io.cinclus.vector.TopK}. Immutable.
 *
 * @param values by parameter name, sorted, each as {@link Parameter#parse} returns it
 */
public record SearchParams(IndexType type, Map<String, String> values) {
  private static final String EF = Parameters.EF.name();
  private static final String SEARCH_LIST = Parameters.SEARCH_LIST.name();
  private static final String REORDER_K = Parameters.REORDER_K.name();

  /** How many rows a search keeps, which are not fewer than are wanted. */
  private static final List<String> KEPT = List.of(EF, SEARCH_LIST);

  public SearchParams {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * Reads Milvus' search parameters (without radius and range_filter).
   *
   * @param k how many rows are wanted, which {@code ef}, {@code search_list} or {@code reorder_k},
   *     if given, must not be below
   * @throws IllegalArgumentException if a name is unknown or a value is not one that it takes
   */
  public static SearchParams parse(IndexType type, Map<String, String> given, int k) {
    Map<String, String> values = Parameter.parse(type, type.searchParameters(), given);
    for (String kept : List.of(EF, SEARCH_LIST, REORDER_K)) {
      String value = given.containsKey(kept) ? values.get(kept) : null;
      if (value != null && Integer.parseInt(value) < k) {
        throw new IllegalArgumentException(
            kept + "(" + value + ") should be larger than k(" + k + ")");
      }
    }
    return new SearchParams(type, keepingAtLeast(k, values));
  }

  /**
   * What an index makes of parameters that were checked against another type, or against none:
   * never an error, and the same as {@link #parse} of what that accepts. Names that the type does
   * not know are left out, values that it cannot take have their defaults, and {@code ef} and
   * {@code search_list} are at least {@code k}.
   */
  public static SearchParams adapt(IndexType type, Map<String, String> given, int k) {
    return new SearchParams(
        type,
        keepingAtLeast(k, Parameter.adapt(type.searchParameters(), AutoIndex.ofLevel(given))));
  }

  private static Map<String, String> keepingAtLeast(int k, Map<String, String> values) {
    for (String kept : KEPT) {
      values.computeIfPresent(
          kept, (name, value) -> Integer.toString(Math.max(Integer.parseInt(value), k)));
    }
    return values;
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
          "search parameters of index type " + type + " have no " + parameter.name());
    }
    return value;
  }
}
