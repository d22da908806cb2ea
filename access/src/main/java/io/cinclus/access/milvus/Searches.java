package io.cinclus.access.milvus;

import io.cinclus.access.translate.Placeholders;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.filter.GroupKey;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Hits;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.Rows;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Makes searches of one client's call, all of one consistency. Thread-safe. */
record Searches(Backend backend, ConsistencyLevel consistency) {

  /** The vectors to search for; those of rows that are there where the client names rows. */
  CompletableFuture<List<QueryVector>> vectors(VectorSearchPlan plan) {
    SearchRequest request = plan.request();
    return request.hasIds()
        ? new VectorsOfRows(backend, plan.collection(), plan.field(), consistency)
            .read(request.getIds())
        : CompletableFuture.completedFuture(Placeholders.vectors(request.getPlaceholderGroup()));
  }

  /** The reply of a plan's search; the rest is as in the other. */
  CompletableFuture<Reply> ask(VectorSearchPlan plan, Map<Integer, Long> snapshot) {
    return vectors(plan).thenCompose(vectors -> ask(plan, plan.search(vectors), snapshot));
  }

  /**
   * The reply of a search, whether it fits into one of a request or not.
   *
   * @param snapshot the positions to answer at; empty: as the consistency says
   */
  CompletableFuture<Reply> ask(
      VectorSearchPlan plan, io.cinclus.v1.SearchRequest search, Map<Integer, Long> snapshot) {
    LargeSearch large = new LargeSearch(this, plan, search, snapshot);
    return LargeSearch.isExpected(plan, search)
        ? large.run()
        : askOnce(plan, search, snapshot)
            .exceptionallyCompose(
                failure ->
                    PagedQuery.isTooLarge(failure)
                        ? large.run()
                        : CompletableFuture.failedFuture(failure));
  }

  /** The reply of a search that fits into one; {@code LIMIT_EXCEEDED} where it does not. */
  CompletableFuture<Reply> askOnce(
      VectorSearchPlan plan, io.cinclus.v1.SearchRequest search, Map<Integer, Long> snapshot) {
    CompletableFuture<Reply> reply =
        backend.ask(
            Request.newBuilder()
                .setDatabase(plan.collection().database())
                .setConsistency(consistency)
                .putAllSnapshot(snapshot)
                .setSearch(search)
                .build());
    return isCompleteAtOnce(search, plan.collection())
        ? reply
        : reply.thenComposeAsync(
            found -> completeGroups(plan.collection(), search, found), backend.workers());
  }

  private static boolean isCompleteAtOnce(
      io.cinclus.v1.SearchRequest search, CollectionInfo collection) {
    return search.getGroupSize() <= 1 || collection.channels().stream().distinct().count() == 1;
  }

  /** Asks all channels for the rows of the groups found, at the positions of that reply. */
  private CompletableFuture<Reply> completeGroups(
      CollectionInfo collection, io.cinclus.v1.SearchRequest search, Reply found) {
    List<Hits> hits = found.getSearch().getHitsList();
    Optional<FieldSchema> field = groupField(hits, collection.schema());
    if (field.isEmpty()) {
      return CompletableFuture.completedFuture(found);
    }
    List<Rows> groups =
        hits.stream().map(ofQuery -> groups(ofQuery, field.get(), collection.schema())).toList();
    int limit = groups.stream().mapToInt(Rows::getRowCount).max().orElse(1);
    return backend.ask(
        Request.newBuilder()
            .setDatabase(collection.database())
            .setConsistency(consistency)
            .putAllSnapshot(found.getPositionsMap())
            .setSearch(search.toBuilder().addAllGroups(groups).setLimit(limit).setOffset(0))
            .build());
  }

  /** The field whose values the hits are grouped by; empty where there are no hits. */
  static Optional<FieldSchema> groupField(List<Hits> hits, CollectionSchema schema) {
    return hits.stream()
        .flatMap(ofQuery -> ofQuery.getGroupValues().getColumnsList().stream())
        .findFirst()
        .map(column -> schema.field(column.getFieldId()));
  }

  /** The value of each group, whose hits stand together. */
  private static Rows groups(Hits hits, FieldSchema field, CollectionSchema schema) {
    RowBatch values = RowsCodec.decode(hits.getGroupValues(), schema);
    int[] firsts =
        IntStream.range(0, values.rowCount())
            .filter(row -> row == 0 || !isSameGroup(values.column(field.id()), row))
            .toArray();
    List<Column> sources =
        firsts.length == 0
            ? List.of()
            : Collections.nCopies(firsts.length, values.column(field.id()));
    return RowsCodec.encode(
        new RowBatch(firsts.length, Map.of(field.id(), RowGather.gather(field, sources, firsts))));
  }

  private static boolean isSameGroup(Column values, int row) {
    return Objects.equals(GroupKey.value(values, row), GroupKey.value(values, row - 1));
  }

  /**
   * Where the collection's channels end now, for several searches of the same rows; empty where the
   * consistency waits for nothing, so that each is answered at a position of its own.
   */
  CompletableFuture<Map<Integer, Long>> snapshot(CollectionInfo collection) {
    if (consistency != ConsistencyLevel.STRONG) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return backend
        .ends()
        .thenApply(
            ends -> {
              Map<Integer, Long> positions = new HashMap<>();
              for (int channel : collection.channels()) {
                Long end = ends.wal().get(channel);
                if (end != null) {
                  positions.put(channel, Position.before(end));
                }
              }
              return positions;
            });
  }
}
