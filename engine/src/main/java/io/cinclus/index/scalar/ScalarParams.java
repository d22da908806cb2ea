package io.cinclus.index.scalar;

import io.cinclus.index.Parameter;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a scalar index is built of and with: validated. Immutable.
 *
 * @param type of the index
 * @param source where in a row its values come from, in one form only and on one line
 * @param kind of the values
 * @param elements whether a row has any number of values, which are the elements of an array
 * @param values the parameters by name, sorted, each as {@link Parameter#parse} returns it
 */
public record ScalarParams(
    ScalarIndexType type,
    String source,
    ValueKind kind,
    boolean elements,
    Map<String, String> values) {

  public ScalarParams {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    if (source.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("the source of an index has a line break: " + source);
    }
    if (!type.accepts(kind, elements)) {
      throw new IllegalArgumentException(
          "index type %s takes no %s of kind %s; use %s"
              .formatted(
                  type,
                  elements ? "arrays" : "values",
                  kind,
                  kind == ValueKind.BOX ? ScalarIndexType.RTREE : ScalarIndexType.INVERTED));
    }
  }

  /**
   * Reads Milvus' parameters of the type.
   *
   * @throws IllegalArgumentException if a name is unknown, a value is not one that it takes, or one
   *     that Milvus demands is missing
   */
  public static ScalarParams parse(
      ScalarIndexType type,
      String source,
      ValueKind kind,
      boolean elements,
      Map<String, String> given) {
    for (Parameter parameter : type.buildParameters()) {
      if (!given.containsKey(parameter.name())) {
        throw new IllegalArgumentException(
            "index type %s needs the parameter %s".formatted(type, parameter.name()));
      }
    }
    Map<String, String> values = Parameter.parse(type, type.buildParameters(), given);
    ScalarParams params = new ScalarParams(type, source, kind, elements, values);
    if (type == ScalarIndexType.NGRAM && params.minGram() > params.maxGram()) {
      throw new IllegalArgumentException(
          "parameter min_gram is %d, but must not be above max_gram, which is %d"
              .formatted(params.minGram(), params.maxGram()));
    }
    return params;
  }

  /** NGRAM's parameter. */
  public int minGram() {
    return value(ScalarIndexType.MIN_GRAM);
  }

  /** NGRAM's parameter. */
  public int maxGram() {
    return value(ScalarIndexType.MAX_GRAM);
  }

  private int value(Parameter parameter) {
    String value = values.get(parameter.name());
    if (value == null) {
      throw new IllegalArgumentException(
          "index type %s has no parameter %s".formatted(type, parameter.name()));
    }
    return Integer.parseInt(value);
  }
}
