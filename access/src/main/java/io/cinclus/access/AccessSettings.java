package io.cinclus.access;

import com.linecorp.armeria.common.TlsKeyPair;
import org.jspecify.annotations.Nullable;

/**
 * How an access node listens. Immutable.
 *
 * @param host the address that it listens on
 * @param port 0: any free one
 * @param authentication whether callers must say who they are, and may do only what was granted
 * @param tls by which the server proves who it is; null: it speaks in plain text
 * @param limits of what it takes on
 */
public record AccessSettings(
    String host, int port, boolean authentication, @Nullable TlsKeyPair tls, AccessLimits limits) {
  public static final int DEFAULT_PORT = 19_530;

  private static final int MAX_PORT = 65_535;

  public AccessSettings {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is 0 to %d, not %d".formatted(MAX_PORT, port));
    }
  }

  /** On the loopback address, for everybody and in plain text. */
  public static AccessSettings local(int port) {
    return new AccessSettings("127.0.0.1", port, false, null, AccessLimits.standard());
  }

  public AccessSettings withAuthentication(boolean asked) {
    return new AccessSettings(host, port, asked, tls, limits);
  }

  public AccessSettings withTls(@Nullable TlsKeyPair pair) {
    return new AccessSettings(host, port, authentication, pair, limits);
  }

  public AccessSettings withLimits(AccessLimits changed) {
    return new AccessSettings(host, port, authentication, tls, changed);
  }

  /** How addresses of the server begin. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }
}
