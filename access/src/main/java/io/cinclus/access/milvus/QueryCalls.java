package io.cinclus.access.milvus;

import io.cinclus.access.translate.Consistency;
import io.cinclus.access.translate.FilterTemplates;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.OutputSelection;
import io.cinclus.access.translate.SearchAnswers;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.access.translate.Statuses;
import io.cinclus.access.translate.TimeZones;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.filter.Filter;
import io.cinclus.milvus.grpc.GetCollectionStatisticsRequest;
import io.cinclus.milvus.grpc.GetCollectionStatisticsResponse;
import io.cinclus.milvus.grpc.GetPartitionStatisticsRequest;
import io.cinclus.milvus.grpc.GetPartitionStatisticsResponse;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Rows by filter or by key, and how many there are. Thread-safe. */
record QueryCalls(Backend backend) {
  private static final String ROW_COUNT = "row_count";

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getQueryMethod(), this::query);
    calls.add(MilvusServiceGrpc.getGetCollectionStatisticsMethod(), this::statistics);
    calls.add(MilvusServiceGrpc.getGetPartitionStatisticsMethod(), this::statistics);
  }

  CompletableFuture<QueryResults> query(io.cinclus.milvus.grpc.QueryRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    boolean counts = counts(request);
    return backend.with(
        database,
        request.getCollectionName(),
        collection -> {
          OutputSelection output =
              OutputSelection.of(
                      counts ? List.of() : request.getOutputFieldsList(), collection.schema(), true)
                  .in(zone(request, collection));
          Map<Integer, Long> snapshot = snapshot(request);
          Request.Builder asked =
              Request.newBuilder()
                  .setDatabase(database)
                  .setConsistency(consistency(request, collection))
                  .putAllSnapshot(snapshot);
          return (counts
                  ? count(asked.setQuery(query(request, collection).setCount(true)).build())
                  : rows(
                      collection,
                      asked
                          .setQuery(
                              query(request, collection).addAllOutputFields(output.fieldNames()))
                          .build(),
                      output))
              .thenApply(
                  answered ->
                      answered.results().toBuilder()
                          .setCollectionName(request.getCollectionName())
                          .setSessionTs(sessionTimestamp(request, snapshot, answered.positions()))
                          .build());
        });
  }

  /** Results, and the positions that they are as of. */
  private record Answered(QueryResults results, Map<Integer, Long> positions) {}

  private CompletableFuture<Answered> count(Request request) {
    return backend
        .ask(request)
        .thenApply(
            reply ->
                new Answered(
                    SearchAnswers.count(reply.getQuery().getCount()), reply.getPositionsMap()));
  }

  private CompletableFuture<Answered> rows(
      CollectionInfo collection, Request request, OutputSelection output) {
    return backend
        .rows(collection, request)
        .thenApply(
            found ->
                new Answered(
                    SearchAnswers.query(found.pages(), output, collection.schema()),
                    found.positions()));
  }

  /** Where the iterator began that asks, as long as this node knows it; else empty: now. */
  private Map<Integer, Long> snapshot(io.cinclus.milvus.grpc.QueryRequest request) {
    return isIterator(request) ? backend.snapshots().of(request.getGuaranteeTimestamp()) : Map.of();
  }

  private long sessionTimestamp(
      io.cinclus.milvus.grpc.QueryRequest request,
      Map<Integer, Long> snapshot,
      Map<Integer, Long> positions) {
    if (!snapshot.isEmpty()) {
      return request.getGuaranteeTimestamp();
    }
    long timestamp = backend.clock().next();
    if (isIterator(request)) {
      backend.snapshots().add(timestamp, positions);
    }
    return timestamp;
  }

  private static boolean isIterator(io.cinclus.milvus.grpc.QueryRequest request) {
    return KeyValues.isTrue(KeyValues.of(request.getQueryParamsList()), "iterator");
  }

  private static ConsistencyLevel consistency(
      io.cinclus.milvus.grpc.QueryRequest request, CollectionInfo collection) {
    return Consistency.of(
        request.getConsistencyLevel(),
        request.getUseDefaultConsistency(),
        request.getGuaranteeTimestamp(),
        collection.settings().consistency());
  }

  private static ZoneId zone(
      io.cinclus.milvus.grpc.QueryRequest request, CollectionInfo collection) {
    return TimeZones.of(collection, KeyValues.of(request.getQueryParamsList()));
  }

  /** A filter that lists nothing but keys becomes a look at these keys. */
  private static QueryRequest.Builder query(
      io.cinclus.milvus.grpc.QueryRequest request, CollectionInfo collection) {
    Map<String, String> params = KeyValues.of(request.getQueryParamsList());
    String filter =
        Filter.inZone(
            FilterTemplates.expand(request.getExpr(), request.getExprTemplateValuesMap()),
            zone(request, collection));
    int limit = Math.max(0, KeyValues.integer(params, "limit", 0));
    int offset = KeyValues.integer(params, "offset", 0);
    checkWindow(limit, offset);
    checkBounds(request, filter, limit);
    QueryRequest.Builder query =
        QueryRequest.newBuilder()
            .setCollection(request.getCollectionName())
            .addAllPartitions(PartitionNames.of(request.getPartitionNamesList(), collection))
            .setIgnoreGrowing(KeyValues.isTrue(params, "ignore_growing"))
            .setLimit(limit)
            .setOffset(offset);
    Optional<Column> keys = Filter.compile(filter, collection.schema()).primaryKeys();
    return keys.isPresent()
        ? query.setKeys(RowsCodec.encodeKeys(keys.get(), keys.get().capacity()))
        : query.setFilter(filter);
  }

  /**
   * Milvus' check of what a query may ask for.
   *
   * @param limit 0: none
   */
  static void checkWindow(int limit, int offset) {
    long window = (long) limit + offset;
    if (offset < 0 || window > SearchOptions.MAX_WINDOW) {
      throw new CinclusException(
          ErrorCode.BAD_LIMIT,
          "invalid max query result window, (offset+limit) should be in range [1, %d], but got %d (offset %d, limit %d)"
              .formatted(SearchOptions.MAX_WINDOW, window, offset, limit));
    }
  }

  /** A query for all rows must say how many, and one that counts must not, as in Milvus. */
  private static void checkBounds(
      io.cinclus.milvus.grpc.QueryRequest request, String filter, int limit) {
    if (counts(request) && limit > 0) {
      throw new CinclusException(
          ErrorCode.BAD_LIMIT,
          "count entities with pagination is not allowed: leave the limit of %d out"
              .formatted(limit));
    }
    if (!counts(request) && filter.isBlank() && limit == 0) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "empty expression should be used with limit: send a filter or a limit");
    }
  }

  private static boolean counts(io.cinclus.milvus.grpc.QueryRequest request) {
    return request.getOutputFieldsList().equals(List.of(SearchAnswers.COUNT));
  }

  CompletableFuture<GetCollectionStatisticsResponse> statistics(
      GetCollectionStatisticsRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .collection(database, request.getCollectionName())
        .thenComposeAsync(collection -> count(collection, List.of()), backend.workers())
        .thenApply(
            count ->
                GetCollectionStatisticsResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .addStats(rowCount(count))
                    .build());
  }

  CompletableFuture<GetPartitionStatisticsResponse> statistics(
      GetPartitionStatisticsRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .collection(database, request.getCollectionName())
        .thenComposeAsync(
            collection -> count(collection, List.of(request.getPartitionName())), backend.workers())
        .thenApply(
            count ->
                GetPartitionStatisticsResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .addStats(rowCount(count))
                    .build());
  }

  private static KeyValuePair rowCount(long count) {
    return KeyValues.pair(ROW_COUNT, Long.toString(count));
  }

  /**
   * The live rows, exactly. Of what is not loaded, the rows of sealed segments, as Milvus says
   * them: with those that are superseded, without those that are not sealed yet.
   *
   * @param names of partitions; empty: all
   */
  private CompletableFuture<Long> count(CollectionInfo collection, List<String> names) {
    List<PartitionInfo> asked =
        names.isEmpty()
            ? collection.partitions()
            : names.stream().map(collection::partition).toList();
    Map<Boolean, List<PartitionInfo>> byLoaded =
        asked.stream().collect(Collectors.partitioningBy(collection::isLoaded));
    long sealed = sealedRows(collection, byLoaded.getOrDefault(false, List.of()));
    List<String> loaded =
        byLoaded.getOrDefault(true, List.of()).stream().map(PartitionInfo::name).toList();
    if (loaded.isEmpty()) {
      return CompletableFuture.completedFuture(sealed);
    }
    return backend
        .ask(
            Request.newBuilder()
                .setDatabase(collection.database())
                .setConsistency(ConsistencyLevel.STRONG)
                .setQuery(
                    QueryRequest.newBuilder()
                        .setCollection(collection.name())
                        .addAllPartitions(names.isEmpty() ? List.of() : loaded)
                        .setCount(true))
                .build())
        .thenApply(reply -> sealed + reply.getQuery().getCount());
  }

  private long sealedRows(CollectionInfo collection, List<PartitionInfo> partitions) {
    return partitions.isEmpty()
        ? 0
        : Manifests.read(backend.log(), collection)
            .rowCount(partitions.stream().map(PartitionInfo::id).collect(Collectors.toSet()));
  }
}
