package io.cinclus.model;

/** Lengths and order of texts in UTF-8, without encoding them. Stateless. */
public final class Utf8 {
  /** The length of a text that has no UTF-8 form: half of a surrogate pair stands in it. */
  public static final int MALFORMED = -1;

  private Utf8() {}

  /** The bytes of {@code text} in UTF-8, or {@link #MALFORMED}. */
  public static int lengthBytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        if (c < 0x800) {
          bytes++;
        } else if (!Character.isSurrogate(c)) {
          bytes += 2;
        } else if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          bytes += 2;
          i++;
        } else {
          return MALFORMED;
        }
      }
    }
    return bytes;
  }

  /**
   * The order of code points, which is that of the UTF-8 bytes; {@link String#compareTo} puts
   * supplementary characters before some others.
   */
  public static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean onlyOneSurrogate = Character.isSurrogate(x) != Character.isSurrogate(y);
        if (onlyOneSurrogate) {
          return Integer.compare(rank(x), rank(y));
        }
        return Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int rank(char c) {
    return Character.isSurrogate(c) ? Character.MIN_SUPPLEMENTARY_CODE_POINT : c;
  }
}
