package io.cinclus.index;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A whole-number parameter of an index type, with its limits and its default. Immutable.
 *
 * @param name as in Milvus
 */
public record Parameter(String name, int least, int most, int standard) {

  public Parameter {
    if (!(least <= standard && standard <= most)) {
      throw new IllegalArgumentException(name + ": " + standard + " is outside its own limits");
    }
  }

  private int parse(String text) {
    long value =
        wholeNumber(text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "parameter " + name + " is not a whole number: " + text));
    if (!isWithin(value)) {
      throw new IllegalArgumentException(
          String.format("parameter %s is %d, but must be in [%d, %d]", name, value, least, most));
    }
    return (int) value;
  }

  private static OptionalLong wholeNumber(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.trim()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private boolean isWithin(long value) {
    return least <= value && value <= most;
  }

  /** The value of a text, or the default where the text is no whole number within the limits. */
  int parseOrStandard(String text) {
    OptionalLong value = wholeNumber(text);
    return value.isPresent() && isWithin(value.getAsLong()) ? (int) value.getAsLong() : standard;
  }

  /** The values of all of {@code known}, given or default; an unknown name is an error. */
  static Map<String, Integer> parse(
      IndexType type, List<Parameter> known, Map<String, String> given) {
    Map<String, Integer> values = new TreeMap<>();
    for (Parameter parameter : known) {
      String text = given.get(parameter.name);
      values.put(parameter.name, text == null ? parameter.standard : parameter.parse(text));
    }
    for (String name : given.keySet()) {
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException(
            "index type " + type + " has no parameter " + name + "; it has " + values.keySet());
      }
    }
    return values;
  }
}
