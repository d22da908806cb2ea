package io.cinclus.standalone.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code name=value,name=value}. Stateless. */
public final class Pairs {
  private Pairs() {}

  /**
   * The values by name, in the order they were given.
   *
   * @throws IllegalArgumentException where a part is not a name, a sign of equality and a value, or
   *     a name comes twice
   */
  public static Map<String, String> parse(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (text.isBlank()) {
      return pairs;
    }
    for (String part : text.split(",", -1)) {
      int split = part.indexOf('=');
      if (split < 1 || split == part.length() - 1) {
        throw new IllegalArgumentException("'%s' is not of the form name=value".formatted(part));
      }
      String name = part.substring(0, split).strip();
      if (pairs.put(name, part.substring(split + 1).strip()) != null) {
        throw new IllegalArgumentException(name + " is given twice");
      }
    }
    return pairs;
  }
}
