package io.cinclus.access;

import java.time.Duration;

/**
 * How an access node listens. Immutable.
 *
 * @param host the address that it listens on
 * @param port 0: any free one
 * @param requestTimeout within which searches and queries are answered
 */
public record AccessSettings(String host, int port, Duration requestTimeout) {
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

  /** On the loopback address. */
  public static AccessSettings local(int port) {
    return new AccessSettings("127.0.0.1", port, DEFAULT_REQUEST_TIMEOUT);
  }
}
