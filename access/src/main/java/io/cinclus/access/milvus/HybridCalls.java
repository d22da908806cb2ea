package io.cinclus.access.milvus;

import io.cinclus.access.translate.Consistency;
import io.cinclus.access.translate.Fusion;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.OutputSelection;
import io.cinclus.access.translate.Placeholders;
import io.cinclus.access.translate.Ranker;
import io.cinclus.access.translate.SearchAnswers;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.HybridSearchRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Several searches, each on its own and at a position of its own; their hits are put into one order
 * here. Thread-safe.
 */
record HybridCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getHybridSearchMethod(), this::search);
  }

  CompletableFuture<SearchResults> search(HybridSearchRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    Ranker ranker =
        Ranker.of(KeyValues.of(request.getRankParamsList()), request.getFunctionScore());
    ranker.check(request.getRequestsCount());
    SearchOptions page = page(request);
    return backend.with(
        database,
        request.getCollectionName(),
        collection -> {
          List<VectorSearchPlan> plans = plans(request, collection);
          List<CompletableFuture<Reply>> replies =
              plans.stream().map(plan -> ask(database, plan, consistency(request))).toList();
          return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
              .thenApply(
                  done ->
                      answer(plans, replies.stream().map(HybridCalls::hits).toList(), ranker, page)
                          .toBuilder()
                          .setCollectionName(request.getCollectionName())
                          .build());
        });
  }

  private static SearchOptions page(HybridSearchRequest request) {
    SearchOptions page = SearchOptions.of(request.getRankParamsList());
    if (request.getRequestsCount() == 0 || page.limit() < 1 || page.offset() < 0) {
      throw bad(
          "there are %d searches, limit is %d and offset %d: send one search at least, a limit of at least 1 and an offset of at least 0"
              .formatted(request.getRequestsCount(), page.limit(), page.offset()));
    }
    return page;
  }

  private static ConsistencyLevel consistency(HybridSearchRequest request) {
    return Consistency.of(
        request.getConsistencyLevel(),
        request.getUseDefaultConsistency(),
        request.getGuaranteeTimestamp());
  }

  /** What all searches share stands in the outer request. */
  private static List<VectorSearchPlan> plans(
      HybridSearchRequest request, CollectionInfo collection) {
    OutputSelection output =
        OutputSelection.of(request.getOutputFieldsList(), collection.schema(), false);
    List<VectorSearchPlan> plans = new ArrayList<>();
    for (SearchRequest search : request.getRequestsList()) {
      plans.add(
          VectorSearchPlan.of(
              search.toBuilder()
                  .setCollectionName(request.getCollectionName())
                  .clearPartitionNames()
                  .addAllPartitionNames(request.getPartitionNamesList())
                  .build(),
              collection,
              output));
    }
    return plans;
  }

  private CompletableFuture<Reply> ask(
      String database, VectorSearchPlan plan, ConsistencyLevel consistency) {
    return backend.ask(
        Request.newBuilder()
            .setDatabase(database)
            .setConsistency(consistency)
            .setSearch(plan.search(Placeholders.vectors(plan.request().getPlaceholderGroup())))
            .build());
  }

  private static List<Hits> hits(CompletableFuture<Reply> reply) {
    return reply.join().getSearch().getHitsList();
  }

  /**
   * The answer.
   *
   * @param hits of each search, for each of its query vectors
   */
  private static SearchResults answer(
      List<VectorSearchPlan> plans, List<List<Hits>> hits, Ranker ranker, SearchOptions page) {
    int queries = hits.get(0).size();
    if (hits.stream().anyMatch(ofSearch -> ofSearch.size() != queries)) {
      throw bad(
          "the searches have %s query vectors: send equally many in each"
              .formatted(hits.stream().map(List::size).toList()));
    }
    OutputSelection output = plans.get(0).output();
    CollectionInfo collection = plans.get(0).collection();
    List<Hits> fused = new ArrayList<>(queries);
    for (int query = 0; query < queries; query++) {
      List<Fusion.Found> found = new ArrayList<>(plans.size());
      for (int search = 0; search < plans.size(); search++) {
        found.add(new Fusion.Found(hits.get(search).get(query), plans.get(search).metric()));
      }
      fused.add(
          Fusion.fuse(
              found,
              ranker,
              new Fusion.Page(page.limit(), page.offset()),
              output.fields(),
              collection.schema()));
    }
    return SearchAnswers.search(
        fused, output, collection.schema(), page.limit(), page.roundDecimal());
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
