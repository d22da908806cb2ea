package io.cinclus.model;

/** Lengths of texts in UTF-8, without encoding them. Stateless. */
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
}
