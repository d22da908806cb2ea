package io.cinclus.standalone.load;

import java.time.Duration;

/**
 * What is done.
 *
 * @param address of the access layer, as http://host:port
 * @param seed determines what each client does
 * @param clients who work at the same time
 * @param duration of the work
 * @param data what is searched
 */
public record LoadSettings(String address, long seed, int clients, Duration duration, Data data) {

  /**
   * What is searched.
   *
   * @param rows that are written, sealed and indexed before the work; 0: each client writes its own
   * @param dim of their vectors
   * @param indexType of these; clients who write check exactly, and so need FLAT
   * @param consistency of the searches
   */
  public record Data(int rows, int dim, String indexType, String consistency) {
    public Data {
      if (rows < 0 || dim < 1) {
        throw new IllegalArgumentException(
            "%d rows of dim %d: there are none such".formatted(rows, dim));
      }
      if (rows == 0 && (!indexType.equals("FLAT") || !consistency.equals("Strong"))) {
        throw new IllegalArgumentException(
            "clients who write check answers exactly, which takes FLAT and Strong: name --rows to"
                + " measure %s at %s".formatted(indexType, consistency));
      }
    }
  }

  public LoadSettings {
    if (clients < 1 || duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "%d clients for %s do nothing".formatted(clients, duration));
    }
  }
}
