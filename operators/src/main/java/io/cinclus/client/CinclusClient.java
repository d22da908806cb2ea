package io.cinclus.client;

import io.cinclus.operators.log.LogConfig;

/**
 * Commands, writes and requests over one connection's settings. Thread-safe.
 *
 * @param catalog creates and drops
 * @param writer inserts and deletes
 * @param requests searches and queries
 */
public record CinclusClient(CatalogClient catalog, WalWriter writer, RequestClient requests)
    implements AutoCloseable {

  /** Connects; {@code name} is how others see the writer in the log. */
  public static CinclusClient connect(LogConfig log, String name) {
    CatalogClient catalog = new CatalogClient(log);
    return new CinclusClient(catalog, new WalWriter(log, catalog, name), new RequestClient(log));
  }

  @Override
  public void close() {
    requests.close();
    writer.close();
    catalog.close();
  }
}
