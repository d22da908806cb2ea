package io.cinclus.access.imports;

import io.cinclus.model.RowBatch;
import io.cinclus.v1.ImportProgress;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;

/** Where an import's rows go, and who hears how far it is. Thread-safe. */
interface ImportTarget {

  /** Of times that name none. */
  ZoneId zone();

  /** Whether nobody else has taken the import over. */
  boolean isMine();

  /** Writes rows, each replacing the one of its key; may wait. */
  CompletableFuture<?> write(RowBatch rows);

  void progressed(ImportProgress progress);
}
