package io.cinclus.operators.sink;

import io.cinclus.client.CatalogClient;
import io.cinclus.client.WalWriter;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import io.cinclus.operators.log.LogConfig;
import java.util.concurrent.CompletableFuture;

/**
 * Batches written to the collection that had the target's name when this was connected.
 *
 * @param catalog announces the writer
 * @param writer appends
 * @param target to what
 * @param schema of the collection
 */
record LogBatches(CatalogClient catalog, WalWriter writer, Target target, CollectionSchema schema)
    implements BatchTarget {

  /** Connects; fails where the collection does not exist. */
  static LogBatches connect(LogConfig log, Target target, String name) {
    CatalogClient catalog = new CatalogClient(log);
    try {
      CollectionSchema schema =
          catalog.newest().collection(target.database(), target.collection()).schema();
      return new LogBatches(catalog, new WalWriter(log, catalog, name), target, schema);
    } catch (RuntimeException e) {
      catalog.close();
      throw e;
    }
  }

  @Override
  public CompletableFuture<?> insert(RowBatch rows) {
    return writer.insert(target, rows);
  }

  @Override
  public CompletableFuture<?> delete(Column keys, int count) {
    return writer.delete(target, keys, count);
  }

  @Override
  public void close() {
    writer.close();
    catalog.close();
  }
}
