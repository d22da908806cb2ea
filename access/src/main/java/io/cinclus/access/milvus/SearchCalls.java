package io.cinclus.access.milvus;

import io.cinclus.access.translate.Boosts;
import io.cinclus.access.translate.Consistency;
import io.cinclus.access.translate.IteratorPage;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.OutputSelection;
import io.cinclus.access.translate.Ranker;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.access.translate.TimeZones;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.FunctionScore;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Searches by vector, or by the vectors of rows that are there. Thread-safe. */
record SearchCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getSearchMethod(), this::search);
  }

  CompletableFuture<SearchResults> search(SearchRequest request) {
    return backend.with(
        DatabaseHeader.or(request.getDbName()),
        request.getCollectionName(),
        collection -> searchIn(collection, request));
  }

  private CompletableFuture<SearchResults> searchIn(
      CollectionInfo collection, SearchRequest request) {
    OutputSelection output =
        OutputSelection.of(request.getOutputFieldsList(), collection.schema(), false)
            .in(TimeZones.of(collection, KeyValues.flat(request.getSearchParamsList())));
    VectorSearchPlan plan = VectorSearchPlan.of(request, collection, output);
    Searches searches =
        new Searches(
            backend,
            Consistency.of(
                request.getConsistencyLevel(),
                request.getUseDefaultConsistency(),
                request.getGuaranteeTimestamp(),
                collection.settings().consistency()));
    IteratorPage page = IteratorPage.of(plan.options()).orElse(null);
    if (page != null) {
      return new IteratorSearch(searches, plan, page).run();
    }
    FunctionScore functions = request.getFunctionScore();
    if (Boosts.isThere(functions)) {
      return new BoostedSearch(searches, plan, Boosts.of(functions, collection.schema())).run();
    }
    if (functions.getFunctionsCount() > 0) {
      return ranked(searches, plan);
    }
    return plan.options().isIterator()
        ? iterated(searches, plan)
        : searches
            .ask(plan, Map.of())
            .thenApply(reply -> answer(plan, reply, backend.clock().next()));
  }

  private static CompletableFuture<SearchResults> ranked(Searches searches, VectorSearchPlan plan) {
    SearchOptions page = plan.options();
    Ranker ranker =
        Ranker.of(Map.of(), plan.request().getFunctionScore(), plan.collection().schema());
    VectorSearchPlan candidates =
        plan.with(page.forRows(page.limit() + page.offset(), 0), ranker.field());
    return new FusedSearch(searches, ranker, page).run(List.of(candidates));
  }

  /** A search of an iterator of version 1: as of its first one, as long as this node knows it. */
  private CompletableFuture<SearchResults> iterated(Searches searches, VectorSearchPlan plan) {
    long asked = plan.request().getGuaranteeTimestamp();
    Map<Integer, Long> snapshot = backend.snapshots().of(asked);
    return searches
        .ask(plan, snapshot)
        .thenApply(
            reply -> {
              long timestamp = snapshot.isEmpty() ? backend.clock().next() : asked;
              backend.snapshots().add(timestamp, reply.getPositionsMap());
              return answer(plan, reply, timestamp);
            });
  }

  static SearchResults answer(VectorSearchPlan plan, Reply reply, long timestamp) {
    return answer(plan, reply.getSearch().getHitsList(), timestamp);
  }

  static SearchResults answer(VectorSearchPlan plan, List<Hits> hits, long timestamp) {
    return plan.answer(hits).toBuilder().setSessionTs(timestamp).build();
  }
}
