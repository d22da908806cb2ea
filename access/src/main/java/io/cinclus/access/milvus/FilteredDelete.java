package io.cinclus.access.milvus;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.Column;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A delete by filter: the keys of the rows that match are asked for, page by page in their order,
 * and deleted as they were then. A row that was written after its page was asked for stays, and one
 * that began to match after that is not found. Refused where a partition that it is about is
 * released. Thread-safe.
 *
 * @param filter not blank
 */
record FilteredDelete(Backend backend, Target target, CollectionInfo collection, String filter) {
  private static final int PAGE_ROWS = PagedQuery.MAX_PAGE_ROWS;

  /** How many rows were deleted. */
  CompletableFuture<Long> run() {
    return target.partition().isEmpty()
        ? backend
            .collection(target.database(), target.collection())
            .thenCompose(newest -> from(PartitionNames.all(newest), "", 0))
        : from(List.of(target.partition()), "", 0);
  }

  private CompletableFuture<Long> from(List<String> partitions, String behind, long deleted) {
    String page = behind.isEmpty() ? filter : "(%s) && %s".formatted(filter, behind);
    QueryRequest.Builder query =
        QueryRequest.newBuilder()
            .setCollection(target.collection())
            .addAllPartitions(partitions)
            .setFilter(page)
            .setLimit(PAGE_ROWS);
    return backend
        .ask(
            Request.newBuilder()
                .setDatabase(target.database())
                .setConsistency(ConsistencyLevel.STRONG)
                .setQuery(query)
                .build())
        .thenComposeAsync(reply -> delete(partitions, reply, deleted), backend.workers());
  }

  private CompletableFuture<Long> delete(List<String> partitions, Reply reply, long deletedBefore) {
    Column keys = RowsCodec.decodeKeys(reply.getQuery().getKeys());
    int count = keys.capacity();
    if (count == 0) {
      return CompletableFuture.completedFuture(deletedBefore);
    }
    long deleted = deletedBefore + count;
    CompletableFuture<?> done =
        backend.client().writer().delete(target, keys, count, reply.getPositionsMap());
    return done.thenComposeAsync(
        positions ->
            count < PAGE_ROWS
                ? CompletableFuture.completedFuture(deleted)
                : from(
                    partitions,
                    PagedQuery.behind(collection.schema().primaryKey(), keys, count - 1),
                    deleted),
        backend.workers());
  }
}
