package io.cinclus.client;

import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.ServeOptions.Headers;
import org.apache.flink.configuration.Configuration;

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
    return connect(log, name, Headers.from(new Configuration()));
  }

  /** Connects, with the names of headers that the server was started with. */
  public static CinclusClient connect(LogConfig log, String name, Headers headers) {
    CatalogClient catalog = new CatalogClient(log);
    WalWriter writer = null;
    try {
      writer = new WalWriter(log, catalog, name);
      return new CinclusClient(catalog, writer, new RequestClient(log, headers));
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
