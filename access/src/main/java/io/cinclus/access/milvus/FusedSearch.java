package io.cinclus.access.milvus;

import io.cinclus.access.translate.Fusion;
import io.cinclus.access.translate.Ranker;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Several searches of the same rows, whose hits are put into one order here. Where the consistency
 * waits for nothing each search is answered at a position of its own. Thread-safe.
 *
 * @param page of the hits in that order, and how they are grouped
 */
record FusedSearch(Searches searches, Ranker ranker, SearchOptions page) {

  /** The answer of searches that bring along the same fields, at least one. */
  CompletableFuture<SearchResults> run(List<VectorSearchPlan> plans) {
    ranker.check(plans.size());
    return searches
        .snapshot(plans.get(0).collection())
        .thenCompose(
            snapshot -> {
              List<CompletableFuture<Reply>> replies =
                  plans.stream().map(plan -> searches.ask(plan, snapshot)).toList();
              return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                  .thenApply(
                      done -> answer(plans, replies.stream().map(FusedSearch::hits).toList()));
            });
  }

  private static List<Hits> hits(CompletableFuture<Reply> reply) {
    return reply.join().getSearch().getHitsList();
  }

  /**
   * The answer.
   *
   * @param hits of each search, for each of its query vectors
   */
  private SearchResults answer(List<VectorSearchPlan> plans, List<List<Hits>> hits) {
    int queries = hits.get(0).size();
    if (hits.stream().anyMatch(ofSearch -> ofSearch.size() != queries)) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST,
          "the searches have %s query vectors: send equally many in each"
              .formatted(hits.stream().map(List::size).toList()));
    }
    VectorSearchPlan first = plans.get(0);
    CollectionInfo collection = first.collection();
    Fusion fusion =
        new Fusion(
            ranker,
            new Fusion.Page(
                page.limit(), page.offset(), page.groupByField().isEmpty() ? 0 : page.groupSize()),
            collection.schema());
    List<Hits> fused = new ArrayList<>(queries);
    for (int query = 0; query < queries; query++) {
      List<Fusion.Found> found = new ArrayList<>(plans.size());
      for (int search = 0; search < plans.size(); search++) {
        found.add(new Fusion.Found(hits.get(search).get(query), plans.get(search).metric()));
      }
      fused.add(fusion.fuse(found, first.readFields()));
    }
    return first.with(page, "").answer(fused);
  }
}
