package io.cinclus.access.milvus;

import io.cinclus.access.translate.IteratorPage;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.Reply;
import io.cinclus.v1.SearchRequest;
import io.cinclus.v1.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Makes a page of a search iterator of version 2. Thread-safe. */
record IteratorSearch(Searches searches, VectorSearchPlan plan, IteratorPage page) {

  CompletableFuture<SearchResults> run() {
    return searches
        .vectors(plan)
        .thenCompose(
            vectors -> {
              if (vectors.size() != 1) {
                throw new CinclusException(
                    ErrorCode.BAD_VECTOR,
                    "there are %d query vectors: an iterator searches for one"
                        .formatted(vectors.size()));
              }
              return look(plan.search(vectors), page.firstLimit());
            });
  }

  private CompletableFuture<SearchResults> look(SearchRequest all, int limit) {
    Optional<SearchRequest> search = page.search(all, limit, plan.metric());
    if (search.isEmpty()) {
      return CompletableFuture.completedFuture(answer(none(), Map.of()));
    }
    return searches
        .ask(plan, search.get(), page.snapshot())
        .thenComposeAsync(reply -> take(all, limit, reply), searches.backend().workers());
  }

  private CompletableFuture<SearchResults> take(SearchRequest all, int limit, Reply reply) {
    Hits found = reply.getSearch().getHits(0);
    OptionalInt count = page.hits(found, limit);
    return count.isEmpty()
        ? look(all, Math.min(2 * limit, SearchOptions.MAX_WINDOW))
        : CompletableFuture.completedFuture(
            answer(first(found, count.getAsInt()), reply.getPositionsMap()));
  }

  private Hits none() {
    Keys.Builder keys = Keys.newBuilder();
    return Hits.newBuilder()
        .setKeys(
            plan.collection().schema().primaryKey().type().isInteger()
                ? keys.setLongs(Longs.getDefaultInstance())
                : keys.setTexts(Texts.getDefaultInstance()))
        .build();
  }

  private Hits first(Hits hits, int count) {
    Hits.Builder first =
        Hits.newBuilder()
            .setKeys(RowsCodec.encodeKeys(RowsCodec.decodeKeys(hits.getKeys()), count))
            .addAllDistances(hits.getDistancesList().subList(0, count));
    if (hits.hasFields()) {
      first.setFields(
          RowsCodec.encode(
              RowsCodec.decode(hits.getFields(), plan.collection().schema()).slice(0, count)));
    }
    return first.build();
  }

  private SearchResults answer(Hits hits, Map<Integer, Long> positions) {
    SearchResults answer =
        SearchCalls.answer(plan, List.of(hits), searches.backend().clock().next());
    return answer.toBuilder()
        .setResults(
            answer.getResults().toBuilder().setSearchIteratorV2Results(page.next(hits, positions)))
        .build();
  }
}
