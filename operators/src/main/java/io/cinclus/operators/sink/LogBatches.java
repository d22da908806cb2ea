package io.cinclus.operators.sink;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.client.WalWriter;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import io.cinclus.operators.log.LogConfig;
import java.util.concurrent.CompletableFuture;

/**
 * Batches written to the collection that had the target's name when this was connected, and to no
 * other: where the name means another one a write fails, and the job connects anew.
 *
 * @param catalog announces the writer
 * @param writer appends
 * @param target to what, pinned to its id
 * @param schema of the collection
 */
record LogBatches(CatalogClient catalog, WalWriter writer, Target target, CollectionSchema schema)
    implements BatchTarget {

  /** Connects; fails where the collection does not exist. */
  static LogBatches connect(LogConfig log, Target target, String name) {
    CatalogClient catalog = new CatalogClient(log);
    try {
      CollectionInfo found = catalog.newest().collection(target.database(), target.collection());
      WalWriter writer = new WalWriter(log, catalog, name);
      return new LogBatches(catalog, writer, target.pinnedTo(found.id()), found.schema());
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
