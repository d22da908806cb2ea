package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;

/** Milvus' rules for names. Stateless. */
final class Names {
  private static final int MAX_QUOTED_LENGTH = 64;

  private Names() {}

  /**
   * Returns {@code name} if it is one: a letter or an underscore, then letters, digits and
   * underscores (all ASCII), at most {@link CatalogLimits#MAX_NAME_LENGTH} in all.
   *
   * @param what the name is of, for the message
   * @throws CinclusException with {@code code} if it is not
   */
  static String check(ErrorCode code, String what, String name) {
    if (name.length() > CatalogLimits.MAX_NAME_LENGTH) {
      throw new CinclusException(
          code,
          "the name of a %s may have %d characters, %s has %d: shorten it"
              .formatted(what, CatalogLimits.MAX_NAME_LENGTH, quote(name), name.length()));
    }
    boolean valid = !name.isEmpty() && !isDigit(name.charAt(0));
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    if (!valid) {
      throw new CinclusException(
          code,
          "%s is not a name for a %s: use a letter or an underscore, then letters, digits and underscores"
              .formatted(quote(name), what));
    }
    return name;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The name as it stands in messages: cut where it is long. */
  static String quote(String name) {
    return '"' + cut(name, MAX_QUOTED_LENGTH) + '"';
  }

  /** At most {@code maxLength} characters of {@code text}, and a mark where there were more. */
  static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
    return text.substring(0, end) + "…";
  }
}
