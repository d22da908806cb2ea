package io.cinclus.access.security;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Passwords and their hashes: bcrypt (Provos and Mazières, 1999) with a random salt each, of the
 * strength that Milvus has. A hash takes tens of milliseconds, on purpose. Stateless.
 */
public final class Passwords {
  /** In bytes. */
  static final int MIN_LENGTH = 6;

  /** In bytes: more than these bcrypt would not look at. */
  static final int MAX_LENGTH = 72;

  private static final int COST = 10;

  private Passwords() {}

  /** The password that a client sends in base64; {@link ErrorCode#BAD_PARAMETER}. */
  public static String decode(String user, String encoded) {
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "decode password fail for user %s: send it in base64".formatted(user),
          e);
    }
  }

  /** The hash of a new password; {@link ErrorCode#BAD_PARAMETER} where it may not be one. */
  public static String hash(String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_LENGTH || bytes.length > MAX_LENGTH) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "invalid password length: it must have %d to %d bytes, not %d"
              .formatted(MIN_LENGTH, MAX_LENGTH, bytes.length));
    }
    return new String(BCrypt.withDefaults().hash(COST, bytes), StandardCharsets.US_ASCII);
  }

  /** Whether the hash is one of this password. */
  public static boolean matches(String password, String hash) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MAX_LENGTH
        && BCrypt.verifyer().verify(bytes, hash.getBytes(StandardCharsets.US_ASCII)).verified;
  }
}
