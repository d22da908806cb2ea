package io.cinclus.operators.sink;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import java.util.concurrent.CompletableFuture;

/** Where batches go: the write-ahead log. Used by one thread; completes on any. */
interface BatchTarget extends AutoCloseable {
  /** Of the rows that are taken. */
  CollectionSchema schema();

  /** Completes when the rows are durable. */
  CompletableFuture<?> insert(RowBatch rows);

  /** Completes when the deletions of the first {@code count} keys are durable. */
  CompletableFuture<?> delete(Column keys, int count);

  @Override
  void close();
}
