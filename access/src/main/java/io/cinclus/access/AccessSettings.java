package io.cinclus.access;

import com.linecorp.armeria.common.TlsKeyPair;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an access node listens. Immutable.
 *
 * @param host the address that it listens on
 * @param port 0: any free one
 * @param requestTimeout within which searches and queries are answered
 * @param authentication whether callers must say who they are, and may do only what was granted
 * @param tls by which the server proves who it is; null: it speaks in plain text
 */
public record AccessSettings(
    String host,
    int port,
    Duration requestTimeout,
    boolean authentication,
    @Nullable TlsKeyPair tls) {
  public static final int DEFAULT_PORT = 19_530;

  private static final int MAX_PORT = 65_535;
  private static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(60);

  public AccessSettings {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is 0 to %d, not %d".formatted(MAX_PORT, port));
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException("a request needs some time, not " + requestTimeout);
    }
  }

  /** On the loopback address, for everybody and in plain text. */
  public static AccessSettings local(int port) {
    return new AccessSettings("127.0.0.1", port, DEFAULT_REQUEST_TIMEOUT, false, null);
  }

  public AccessSettings withAuthentication(boolean asked) {
    return new AccessSettings(host, port, requestTimeout, asked, tls);
  }

  public AccessSettings withTls(@Nullable TlsKeyPair pair) {
    return new AccessSettings(host, port, requestTimeout, authentication, pair);
  }

  /** How addresses of the server begin. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }
}
