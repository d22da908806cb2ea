package io.cinclus.access.milvus;

import io.cinclus.access.translate.Consistency;
import io.cinclus.access.translate.OutputSelection;
import io.cinclus.access.translate.Placeholders;
import io.cinclus.access.translate.SearchAnswers;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Searches by vector, or by the vectors of rows that are there. Thread-safe. */
record SearchCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getSearchMethod(), this::search);
  }

  CompletableFuture<SearchResults> search(SearchRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend.with(
        database,
        request.getCollectionName(),
        collection -> {
          OutputSelection output =
              OutputSelection.of(request.getOutputFieldsList(), collection.schema(), false);
          VectorSearchPlan plan = VectorSearchPlan.of(request, collection, output);
          ConsistencyLevel consistency =
              Consistency.of(
                  request.getConsistencyLevel(),
                  request.getUseDefaultConsistency(),
                  request.getGuaranteeTimestamp());
          return vectors(plan, consistency)
              .thenCompose(
                  vectors ->
                      backend.ask(
                          Request.newBuilder()
                              .setDatabase(database)
                              .setConsistency(consistency)
                              .setSearch(plan.search(vectors))
                              .build()))
              .thenApply(reply -> answer(plan, reply));
        });
  }

  private CompletableFuture<List<QueryVector>> vectors(
      VectorSearchPlan plan, ConsistencyLevel consistency) {
    SearchRequest request = plan.request();
    CollectionInfo collection = plan.collection();
    return request.hasIds()
        ? new VectorsOfRows(backend, collection, plan.field(), consistency).read(request.getIds())
        : CompletableFuture.completedFuture(Placeholders.vectors(request.getPlaceholderGroup()));
  }

  private SearchResults answer(VectorSearchPlan plan, Reply reply) {
    return SearchAnswers.search(
            reply.getSearch().getHitsList(),
            plan.output(),
            plan.collection().schema(),
            plan.options().limit(),
            plan.options().roundDecimal())
        .toBuilder()
        .setCollectionName(plan.request().getCollectionName())
        .setSessionTs(backend.clock().next())
        .build();
  }
}
