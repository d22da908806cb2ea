package io.cinclus.access.milvus;

import io.cinclus.access.translate.PartialRows;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the rows that an upsert changes only in part, as they are after every write that was
 * acknowledged before. A row that is written by somebody else between this and the upsert's own
 * write loses what that one changed. Refused where a partition is released: a row there would pass
 * for a new one. Thread-safe.
 *
 * @param collection that is loaded, as it is now
 */
record PartialUpsert(Backend backend, CollectionInfo collection) {

  /** The rows with all fields. */
  CompletableFuture<RowBatch> complete(RowBatch given, PartialRows partial) {
    return backend
        .rows(
            collection,
            Request.newBuilder()
                .setDatabase(collection.database())
                .setConsistency(ConsistencyLevel.STRONG)
                .setQuery(
                    QueryRequest.newBuilder()
                        .setCollection(collection.name())
                        .addAllPartitions(PartitionNames.all(collection))
                        .setKeys(
                            RowsCodec.encodeKeys(
                                given.column(collection.schema().primaryKey().id()),
                                given.rowCount()))
                        .addOutputFields("*"))
                .build())
        .thenApplyAsync(
            found -> partial.complete(given, found.joined(collection.schema())), backend.workers());
  }
}
