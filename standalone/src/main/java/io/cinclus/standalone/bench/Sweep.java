package io.cinclus.standalone.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A search parameter and the values it is measured with; without a name, one measurement with the
 * parameters as they are.
 *
 * @param fixed the other search parameters, by name
 */
public record Sweep(String name, List<String> values, Map<String, String> fixed) {
  public Sweep {
    values = List.copyOf(values);
    fixed = Map.copyOf(fixed);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sweep has at least one value");
    }
    if (fixed.containsKey(name)) {
      throw new IllegalArgumentException(name + " is swept, so it cannot be fixed, too");
    }
  }

  /** Reads {@code ef=10,16,24}; an empty text is a sweep without a name. */
  public static Sweep parse(String text, Map<String, String> fixed) {
    if (text.isBlank()) {
      return new Sweep("", List.of("-"), fixed);
    }
    int split = text.indexOf('=');
    if (split < 1) {
      throw new IllegalArgumentException("'%s' is not of the form name=v1,v2".formatted(text));
    }
    List<String> values =
        Stream.of(text.substring(split + 1).split(",", -1)).map(String::strip).toList();
    if (values.contains("")) {
      throw new IllegalArgumentException("'%s' has an empty value".formatted(text));
    }
    return new Sweep(text.substring(0, split).strip(), values, fixed);
  }

  /** All search parameters of one measurement. */
  Map<String, String> params(String value) {
    Map<String, String> params = new HashMap<>(fixed);
    if (!name.isEmpty()) {
      params.put(name, value);
    }
    return params;
  }
}
