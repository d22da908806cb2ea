package io.cinclus.access.milvus;

import io.cinclus.access.translate.KeyIds;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Hits;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.Rows;
import io.cinclus.v1.SearchRequest;
import io.cinclus.v1.SearchResult;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A search whose answer does not fit into one reply: the hits are found without their fields, for
 * half of the vectors at a time where even those do not fit, and the fields are read by the keys of
 * the hits, at the positions of the search. Where a compaction purges one of these rows meanwhile,
 * since it died after the search, all is found again. Thread-safe.
 *
 * @param snapshot the positions to answer at; empty: as the consistency says
 */
record LargeSearch(
    Searches searches, VectorSearchPlan plan, SearchRequest search, Map<Integer, Long> snapshot) {
  private static final int MAX_TRIES = 3;

  /** Whether so many hits with such fields are not likely to fit into a reply. */
  static boolean isExpected(VectorSearchPlan plan, SearchRequest search) {
    long hits =
        search.getVectorsCount()
            * ((long) search.getLimit() + search.getOffset())
            * Math.max(1, search.getGroupSize());
    long rowBytes =
        RowEstimate.bytes(search.getOutputFieldsList(), plan.collection().schema()) + Float.BYTES;
    return search.getOutputFieldsCount() > 0 && hits * rowBytes > 2L * PagedQuery.PAGE_BYTES;
  }

  /** The reply, as if it had fitted. */
  CompletableFuture<Reply> run() {
    return attempt(1);
  }

  private CompletableFuture<Reply> attempt(int number) {
    return find(search.toBuilder().clearOutputFields().build(), snapshot)
        .thenCompose(
            found ->
                search.getOutputFieldsCount() == 0
                    ? CompletableFuture.completedFuture(found)
                    : withFields(found, number));
  }

  private CompletableFuture<Reply> find(SearchRequest some, Map<Integer, Long> at) {
    return searches
        .askOnce(plan, some, at)
        .exceptionallyCompose(
            failure ->
                some.getVectorsCount() > 1 && PagedQuery.isTooLarge(failure)
                    ? findHalves(some, at)
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<Reply> findHalves(SearchRequest some, Map<Integer, Long> at) {
    int half = some.getVectorsCount() / 2;
    return find(of(some, 0, half), at)
        .thenCompose(
            first ->
                find(of(some, half, some.getVectorsCount()), first.getPositionsMap())
                    .thenApply(second -> joined(first, second)));
  }

  private static SearchRequest of(SearchRequest search, int from, int to) {
    return search.toBuilder()
        .clearVectors()
        .addAllVectors(search.getVectorsList().subList(from, to))
        .build();
  }

  private static Reply joined(Reply first, Reply second) {
    return first.toBuilder()
        .setSearch(first.getSearch().toBuilder().addAllHits(second.getSearch().getHitsList()))
        .build();
  }

  private CompletableFuture<Reply> withFields(Reply found, int number) {
    List<Object> keys =
        found.getSearch().getHitsList().stream()
            .flatMap(hits -> KeyIds.values(hits.getKeys()).stream())
            .distinct()
            .collect(Collectors.toList());
    CollectionSchema schema = plan.collection().schema();
    if (keys.isEmpty()) {
      return filledOrAgain(found, new RowBatch(0, Map.of()), number);
    }
    QueryRequest.Builder query =
        QueryRequest.newBuilder()
            .setCollection(search.getCollection())
            .addAllPartitions(search.getPartitionsList())
            .setKeys(KeyIds.toKeys(keys))
            .setIgnoreGrowing(search.getIgnoreGrowing())
            .addAllOutputFields(search.getOutputFieldsList());
    if (!search.getOutputFieldsList().contains(schema.primaryKey().name())) {
      query.addOutputFields(schema.primaryKey().name());
    }
    return searches
        .backend()
        .rows(
            plan.collection(),
            Request.newBuilder()
                .setDatabase(plan.collection().database())
                .setConsistency(searches.consistency())
                .putAllSnapshot(found.getPositionsMap())
                .setQuery(query)
                .build())
        .thenCompose(rows -> filledOrAgain(found, rows.joined(schema), number));
  }

  private CompletableFuture<Reply> filledOrAgain(Reply found, RowBatch rows, int number) {
    Optional<Reply> filled = filled(found, rows);
    if (filled.isPresent()) {
      return CompletableFuture.completedFuture(filled.get());
    }
    return number < MAX_TRIES
        ? attempt(number + 1)
        : CompletableFuture.failedFuture(
            new CinclusException(
                ErrorCode.NOT_READY,
                "rows were purged %d times between their being found and their fields' being read: search again"
                    .formatted(number)));
  }

  /** The hits with their fields; empty where a row is not there any more. */
  private Optional<Reply> filled(Reply found, RowBatch rows) {
    CollectionSchema schema = plan.collection().schema();
    Map<Object, Integer> rowOfKey = new HashMap<>();
    for (int row = 0; row < rows.rowCount(); row++) {
      rowOfKey.put(KeyIds.value(rows.column(schema.primaryKey().id()), row), row);
    }
    SearchResult.Builder result = SearchResult.newBuilder();
    try (AnswerRoom.Answer answer = searches.backend().answers().begin()) {
      for (Hits hits : found.getSearch().getHitsList()) {
        List<?> keys = KeyIds.values(hits.getKeys());
        if (!rowOfKey.keySet().containsAll(keys)) {
          return Optional.empty();
        }
        int[] numbers = keys.stream().mapToInt(rowOfKey::get).toArray();
        Rows fields = RowsCodec.encode(chosen(rows, numbers));
        answer.add(fields.getSerializedSize()); // More than the rows have, where hits share some.
        result.addHits(hits.toBuilder().setFields(fields));
      }
    }
    return Optional.of(found.toBuilder().setSearch(result).build());
  }

  private RowBatch chosen(RowBatch rows, int[] numbers) {
    Map<Integer, Column> columns = new HashMap<>();
    for (FieldSchema field : plan.collection().schema().fields()) {
      if (search.getOutputFieldsList().contains(field.name())) {
        List<Column> sources =
            numbers.length == 0
                ? List.of()
                : Collections.nCopies(numbers.length, rows.column(field.id()));
        columns.put(field.id(), RowGather.gather(field, sources, numbers));
      }
    }
    return new RowBatch(numbers.length, columns);
  }
}
