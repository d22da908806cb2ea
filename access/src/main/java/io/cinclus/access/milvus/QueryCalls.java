package io.cinclus.access.milvus;

import io.cinclus.access.translate.Consistency;
import io.cinclus.access.translate.FilterTemplates;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.OutputSelection;
import io.cinclus.access.translate.SearchAnswers;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.filter.Filter;
import io.cinclus.milvus.grpc.GetCollectionStatisticsRequest;
import io.cinclus.milvus.grpc.GetCollectionStatisticsResponse;
import io.cinclus.milvus.grpc.GetPartitionStatisticsRequest;
import io.cinclus.milvus.grpc.GetPartitionStatisticsResponse;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.model.Column;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

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
    boolean counts = request.getOutputFieldsList().equals(List.of(SearchAnswers.COUNT));
    return backend.with(
        database,
        request.getCollectionName(),
        collection -> {
          OutputSelection output =
              OutputSelection.of(
                  counts ? List.of() : request.getOutputFieldsList(), collection.schema(), true);
          QueryRequest.Builder query = query(request, collection).setCount(counts);
          if (!counts) {
            query.addAllOutputFields(output.fieldNames());
          }
          return backend
              .ask(
                  Request.newBuilder()
                      .setDatabase(database)
                      .setConsistency(consistency(request))
                      .setQuery(query)
                      .build())
              .thenApply(
                  reply ->
                      (counts
                              ? SearchAnswers.count(reply.getQuery().getCount())
                              : SearchAnswers.query(reply.getQuery(), output, collection.schema()))
                          .toBuilder()
                              .setCollectionName(request.getCollectionName())
                              .setSessionTs(backend.clock().next())
                              .build());
        });
  }

  private static ConsistencyLevel consistency(io.cinclus.milvus.grpc.QueryRequest request) {
    return Consistency.of(
        request.getConsistencyLevel(),
        request.getUseDefaultConsistency(),
        request.getGuaranteeTimestamp());
  }

  /** A filter that lists nothing but keys becomes a look at these keys. */
  private static QueryRequest.Builder query(
      io.cinclus.milvus.grpc.QueryRequest request, CollectionInfo collection) {
    Map<String, String> params = KeyValues.of(request.getQueryParamsList());
    String filter = FilterTemplates.expand(request.getExpr(), request.getExprTemplateValuesMap());
    QueryRequest.Builder query =
        QueryRequest.newBuilder()
            .setCollection(request.getCollectionName())
            .addAllPartitions(request.getPartitionNamesList())
            .setLimit(Math.max(0, KeyValues.integer(params, "limit", 0)))
            .setOffset(Math.max(0, KeyValues.integer(params, "offset", 0)));
    Optional<Column> keys = Filter.compile(filter, collection.schema()).primaryKeys();
    return keys.isPresent()
        ? query.setKeys(RowsCodec.encodeKeys(keys.get(), keys.get().capacity()))
        : query.setFilter(filter);
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
   * The live rows, exactly. Of a collection that is not loaded, the rows of its sealed segments, as
   * Milvus says them: with those that are superseded, without those that are not sealed yet.
   *
   * @param partitions empty: all
   */
  private CompletableFuture<Long> count(CollectionInfo collection, List<String> partitions) {
    if (!collection.loaded()) {
      Set<Long> ids =
          partitions.isEmpty()
              ? Set.copyOf(collection.partitionIds())
              : Set.of(collection.partition(partitions.get(0)).id());
      return CompletableFuture.completedFuture(
          Manifests.read(backend.log(), collection).rowCount(ids));
    }
    return backend
        .ask(
            Request.newBuilder()
                .setDatabase(collection.database())
                .setConsistency(ConsistencyLevel.STRONG)
                .setQuery(
                    QueryRequest.newBuilder()
                        .setCollection(collection.name())
                        .addAllPartitions(partitions)
                        .setCount(true))
                .build())
        .thenApply(reply -> reply.getQuery().getCount());
  }
}
