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
    WalWriter writer = null;
    try {
      writer = new WalWriter(log, catalog, name);
      return new CinclusClient(catalog, writer, new RequestClient(log));
    } catch (RuntimeException e) {
      if (writer != null) {
        writer.close();
      }
      catalog.close();
      throw e;
    }
  }

  @Override
  public void close() {
    requests.close();
    writer.close();
    catalog.close();
  }
}
