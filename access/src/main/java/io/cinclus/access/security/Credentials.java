package io.cinclus.access.security;

import io.grpc.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says of himself. Immutable. Does not say the password where it is printed.
 *
 * @param user the name
 * @param password as typed
 */
public record Credentials(String user, String password) {
  private static final Context.Key<@Nullable Credentials> KEY = Context.key("credentials");

  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";

  /** Of a token {@code user:password}; none where it is not one. */
  public static Optional<Credentials> ofToken(String token) {
    int colon = token.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.of(new Credentials(token.substring(0, colon), token.substring(colon + 1)));
  }

  /** Of a token in base64, as clients send it over gRPC; none where it is not one. */
  public static Optional<Credentials> ofBase64(String encoded) {
    try {
      return ofToken(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** Of the value of an HTTP header {@code Authorization}; none where it has neither form. */
  public static Optional<Credentials> ofHeader(String header) {
    if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return ofToken(header.substring(BEARER.length()).strip());
    }
    return header.regionMatches(true, 0, BASIC, 0, BASIC.length())
        ? ofBase64(header.substring(BASIC.length()).strip())
        : Optional.empty();
  }

  /** Those of the current call. */
  public static Optional<Credentials> current() {
    return Optional.ofNullable(KEY.get());
  }

  /** The context of a call that is made with these. */
  public Context in(Context context) {
    return context.withValue(KEY, this);
  }

  @Override
  public String toString() {
    return "credentials of " + user;
  }
}
