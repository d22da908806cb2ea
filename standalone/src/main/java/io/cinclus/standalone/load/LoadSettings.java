package io.cinclus.standalone.load;

import java.time.Duration;

/**
 * A load. Immutable.
 *
 * @param address of the access layer, host and port
 * @param seed what each client does is determined by it; when, is not
 */
public record LoadSettings(
    String address, int clients, Duration duration, int dimension, long seed) {
  private static final int MAX_CLIENTS = 1000;
  private static final int MAX_DIMENSION = 32_768;

  public LoadSettings {
    if (clients < 1 || clients > MAX_CLIENTS) {
      throw new IllegalArgumentException(
          "there are %d clients: give 1 to %d".formatted(clients, MAX_CLIENTS));
    }
    if (dimension < 2 || dimension > MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "the dimension is %d: give 2 to %d".formatted(dimension, MAX_DIMENSION));
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("a load takes some time, not " + duration);
    }
  }
}
