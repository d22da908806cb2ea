package io.cinclus.access.milvus;

import io.cinclus.access.translate.Boosts;
import io.cinclus.access.translate.Consistency;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.OutputSelection;
import io.cinclus.access.translate.Ranker;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.access.translate.TimeZones;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.HybridSearchRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Several searches of one collection, whose hits are put into one order. Thread-safe. */
record HybridCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getHybridSearchMethod(), this::search);
  }

  CompletableFuture<SearchResults> search(HybridSearchRequest request) {
    SearchOptions page = page(request);
    return backend.with(
        DatabaseHeader.or(request.getDbName()),
        request.getCollectionName(),
        collection -> {
          Ranker ranker =
              Ranker.of(
                  KeyValues.of(request.getRankParamsList()),
                  request.getFunctionScore(),
                  collection.schema());
          Searches searches =
              new Searches(
                  backend,
                  Consistency.of(
                      request.getConsistencyLevel(),
                      request.getUseDefaultConsistency(),
                      request.getGuaranteeTimestamp(),
                      collection.settings().consistency()));
          return new FusedSearch(searches, ranker, page)
              .run(plans(request, collection, ranker, page));
        });
  }

  private static SearchOptions page(HybridSearchRequest request) {
    SearchOptions page = SearchOptions.of(request.getRankParamsList());
    page.checkWindow();
    if (request.getRequestsCount() == 0) {
      throw bad("there are no searches: send one at least");
    }
    if (Boosts.isThere(request.getFunctionScore())) {
      throw bad("a boost ranker is for a single search: use rrf, weighted or decay here");
    }
    return page;
  }

  /** What all searches share stands in the outer request. */
  private static List<VectorSearchPlan> plans(
      HybridSearchRequest request, CollectionInfo collection, Ranker ranker, SearchOptions page) {
    OutputSelection output =
        OutputSelection.of(request.getOutputFieldsList(), collection.schema(), false)
            .in(TimeZones.of(collection, page.others()));
    List<VectorSearchPlan> plans = new ArrayList<>();
    for (SearchRequest search : request.getRequestsList()) {
      if (search.getFunctionScore().getFunctionsCount() > 0) {
        throw bad("one of the searches has a ranker of its own: rank all of them together");
      }
      if (search.hasHighlighter()) {
        throw bad("one of the searches has a highlighter: only a single search can have one");
      }
      SearchRequest.Builder own =
          search.toBuilder()
              .setCollectionName(request.getCollectionName())
              .clearPartitionNames()
              .addAllPartitionNames(request.getPartitionNamesList());
      if (SearchOptions.of(search.getSearchParamsList()).limit() == 0) {
        own.addSearchParams(KeyValues.pair("topk", Integer.toString(page.limit() + page.offset())));
      }
      VectorSearchPlan plan = VectorSearchPlan.of(own.build(), collection, output);
      plans.add(plan.with(plan.options().groupedAs(page), ranker.field()));
    }
    return plans;
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
