package io.cinclus.sql.types;

/** Parts of filters, as texts. Stateless. */
public final class FilterTexts {
  private FilterTexts() {}

  /** Both filters in one; either may be empty, which all rows pass. */
  public static String both(String one, String other) {
    return one.isEmpty() || other.isEmpty() ? one + other : "(%s) and (%s)".formatted(one, other);
  }

  /** A text in quotes. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
