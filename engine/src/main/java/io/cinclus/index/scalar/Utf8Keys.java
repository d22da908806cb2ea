package io.cinclus.index.scalar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Texts as UTF-8, whose order as unsigned bytes is that of the code points. Stateless. */
public final class Utf8Keys {
  private Utf8Keys() {}

  /** The bytes; null where half of a surrogate pair stands in the text. */
  public static byte @Nullable [] encode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return null;
        }
        i++;
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The least key above {@code key}. */
  public static byte[] next(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** The least key above all that begin with {@code prefix}, which is not empty. */
  public static byte[] behind(byte[] prefix) {
    byte[] behind = prefix.clone();
    behind[behind.length - 1]++; // No byte of UTF-8 is 0xff.
    return behind;
  }
}
