package io.cinclus.index;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A parameter of an index type, as in Milvus: its name, which values it takes, and which one it has
 * if none is given. Values are kept as texts, each in one form only ({@code 8}, not {@code 08}).
 * Immutable.
 */
public sealed interface Parameter {

  String name();

  /** The value where none is given, in its one form. */
  String standard();

  /** The one form of a value; an {@link IllegalArgumentException} says what it must be. */
  String parse(String text);

  /** A whole number in {@code [least, most]}. */
  record WholeNumber(String name, int least, int most, int standardValue) implements Parameter {

    public WholeNumber {
      if (!(least <= standardValue && standardValue <= most)) {
        throw new IllegalArgumentException(
            name + ": " + standardValue + " is outside its own limits");
      }
    }

    @Override
    public String standard() {
      return Integer.toString(standardValue);
    }

    @Override
    public String parse(String text) {
      long value;
      try {
        value = Long.parseLong(text.trim());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "parameter " + name + " is not a whole number: " + text, e);
      }
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            String.format("parameter %s is %d, but must be in [%d, %d]", name, value, least, most));
      }
      return Long.toString(value);
    }
  }

  /** A number in {@code [least, most]}. */
  record Real(String name, double least, double most, double standardValue) implements Parameter {

    public Real {
      if (!(least <= standardValue && standardValue <= most)) {
        throw new IllegalArgumentException(
            name + ": " + standardValue + " is outside its own limits");
      }
    }

    @Override
    public String standard() {
      return Double.toString(standardValue);
    }

    @Override
    public String parse(String text) {
      double value;
      try {
        value = Double.parseDouble(text.trim());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("parameter " + name + " is not a number: " + text, e);
      }
      if (!(value >= least && value <= most)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "parameter %s is %s, but must be in [%s, %s]",
                name,
                value,
                least,
                most));
      }
      return Double.toString(value);
    }
  }

  /** One of some words, in any case. */
  record Choice(String name, List<String> words, String standard) implements Parameter {

    public Choice {
      words = List.copyOf(words);
      if (!words.contains(standard)) {
        throw new IllegalArgumentException(name + ": " + standard + " is none of its own words");
      }
    }

    @Override
    public String parse(String text) {
      return words.stream()
          .filter(word -> word.equalsIgnoreCase(text.trim()))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "parameter " + name + " is " + text + ", but must be one of " + words));
    }
  }

  /** The values of all of {@code known}, given or standard; an unknown name is an error. */
  static Map<String, String> parse(Enum<?> type, List<Parameter> known, Map<String, String> given) {
    Map<String, String> values = new TreeMap<>();
    for (Parameter parameter : known) {
      String text = given.get(parameter.name());
      values.put(parameter.name(), text == null ? parameter.standard() : parameter.parse(text));
    }
    for (String name : given.keySet()) {
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException(
            "index type " + type + " has no parameter " + name + "; it has " + values.keySet());
      }
    }
    return values;
  }

  /**
   * As {@link #parse}, but never an error: names that are not known are left out, and what cannot
   * be a value is the standard one.
   */
  static Map<String, String> adapt(List<Parameter> known, Map<String, String> given) {
    Map<String, String> values = new TreeMap<>();
    for (Parameter parameter : known) {
      String value = parameter.standard();
      String text = given.get(parameter.name());
      if (text != null) {
        try {
          value = parameter.parse(text);
        } catch (IllegalArgumentException e) {
          value = parameter.standard();
        }
      }
      values.put(parameter.name(), value);
    }
    return values;
  }
}
