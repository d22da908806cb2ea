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
    return check(code, what, name, false);
  }

  /** Refuses what is no role's name: as other names, but dollars may follow too. */
  static void checkRole(String name) {
    var unused = check(ErrorCode.BAD_PARAMETER, "role", name, true);
  }

  private static String check(ErrorCode code, String what, String name, boolean dollars) {
    if (name.length() > CatalogLimits.MAX_NAME_LENGTH) {
      throw new CinclusException(
          code,
          "the name of a %s may have %d characters, %s has %d: shorten it"
              .formatted(what, CatalogLimits.MAX_NAME_LENGTH, quote(name), name.length()));
    }
    boolean valid = !name.isEmpty() && !isDigit(name.charAt(0)) && name.charAt(0) != '$';
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= c == '_' || (dollars && c == '$') || isDigit(c) || isLetter(c);
    }
    if (!valid) {
      throw new CinclusException(
          code,
          "%s is not a name for a %s: use a letter or an underscore, then letters, digits and underscores"
              .formatted(quote(name), what));
    }
    return name;
  }

  /**
   * Refuses what is no user's name: a letter, then letters, digits, underscores, hyphens and dots,
   * at most {@link CatalogLimits#MAX_USER_NAME_LENGTH} in all.
   */
  static void checkUser(String name) {
    if (name.length() > CatalogLimits.MAX_USER_NAME_LENGTH) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "invalid user name %s: it may have %d characters, not %d"
              .formatted(quote(name), CatalogLimits.MAX_USER_NAME_LENGTH, name.length()));
    }
    boolean valid = !name.isEmpty() && isLetter(name.charAt(0));
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= isLetter(c) || isDigit(c) || c == '_' || c == '-' || c == '.';
    }
    if (!valid) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "invalid user name %s: use a letter, then letters, digits, underscores, dots and hyphens"
              .formatted(quote(name)));
    }
  }

  /** Refuses a description that is too long. */
  static void checkDescription(String what, String name, String description) {
    if (description.length() > CatalogLimits.MAX_DESCRIPTION_LENGTH) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "the description of %s %s may have %d characters, not %d: shorten it"
              .formatted(
                  what, quote(name), CatalogLimits.MAX_DESCRIPTION_LENGTH, description.length()));
    }
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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
