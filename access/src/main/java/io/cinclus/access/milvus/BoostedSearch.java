package io.cinclus.access.milvus;

import io.cinclus.access.translate.Boosts;
import io.cinclus.access.translate.Fusion;
import io.cinclus.access.translate.KeyIds;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Ranker;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.filter.Filter;
import io.cinclus.index.Parameter;
import io.cinclus.index.Parameters;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Keys;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A search whose hits are boosted: {@link #CANDIDATES} times as many rows as are wanted are found,
 * their distances changed, and the best of them given out. Which of them pass the boosts' filters
 * is asked for at the positions of the search. Thread-safe.
 */
record BoostedSearch(Searches searches, VectorSearchPlan plan, Boosts boosts) {
  private static final int CANDIDATES = 4;

  private static final List<Parameter.WholeNumber> KEPT =
      List.of(Parameters.EF, Parameters.SEARCH_LIST, Parameters.REORDER_K);

  CompletableFuture<SearchResults> run() {
    SearchOptions page = plan.options();
    int wanted =
        (int)
            Math.min(SearchOptions.MAX_WINDOW, CANDIDATES * ((long) page.limit() + page.offset()));
    VectorSearchPlan candidates = plan.with(page.forRows(wanted, 0), "");
    return searches
        .vectors(plan)
        .thenCompose(
            vectors -> searches.ask(plan, widened(candidates.search(vectors), wanted), Map.of()))
        .thenComposeAsync(this::boost, searches.backend().workers());
  }

  /** With what an index keeps while it searches at least as much as it shall find. */
  private static SearchRequest widened(SearchRequest search, int wanted) {
    SearchRequest.Builder widened = search.toBuilder();
    for (Parameter.WholeNumber kept : KEPT) {
      if (search.containsParams(kept.name())) {
        int given = KeyValues.integer(search.getParamsMap(), kept.name(), wanted);
        widened.putParams(kept.name(), Integer.toString(Math.max(given, wanted)));
      }
    }
    return widened.build();
  }

  private CompletableFuture<SearchResults> boost(Reply reply) {
    List<Hits> hits = reply.getSearch().getHitsList();
    List<Object> keys =
        hits.stream()
            .flatMap(ofQuery -> KeyIds.values(ofQuery.getKeys()).stream())
            .distinct()
            .collect(Collectors.toList());
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(answer(hits, List.of()));
    }
    List<CompletableFuture<Map<Object, Object>>> passing =
        boosts.boosts().stream()
            .map(boost -> passing(boost, KeyIds.toKeys(keys), reply.getPositionsMap()))
            .toList();
    return CompletableFuture.allOf(passing.toArray(CompletableFuture[]::new))
        .thenApply(done -> answer(hits, passing.stream().map(CompletableFuture::join).toList()));
  }

  /** The keys of the rows that a boost is for, each with what its random number follows from. */
  private CompletableFuture<Map<Object, Object>> passing(
      Boosts.Boost boost, Keys keys, Map<Integer, Long> positions) {
    String field = boost.random().map(Boosts.Random::field).orElse("");
    FieldSchema key = plan.collection().schema().primaryKey();
    QueryRequest.Builder query =
        QueryRequest.newBuilder()
            .setCollection(plan.request().getCollectionName())
            .setKeys(keys)
            .setFilter(Filter.inZone(boost.filter(), plan.output().zone()))
            .addOutputFields(key.name());
    if (!field.isEmpty()) {
      query.addOutputFields(field);
    }
    return searches
        .backend()
        .rows(
            plan.collection(),
            Request.newBuilder()
                .setDatabase(plan.collection().database())
                .setConsistency(searches.consistency())
                .putAllSnapshot(positions)
                .setQuery(query)
                .build())
        .thenApply(found -> byKey(found.joined(plan.collection().schema()), field));
  }

  private Map<Object, Object> byKey(RowBatch rows, String field) {
    CollectionSchema schema = plan.collection().schema();
    Map<Object, Object> values = new HashMap<>();
    for (int row = 0; row < rows.rowCount(); row++) {
      Object key = KeyIds.value(rows.column(schema.primaryKey().id()), row);
      values.put(
          key,
          field.isEmpty()
              ? key
              : ((Column.Longs) rows.column(schema.field(field).orElseThrow().id())).values()[row]);
    }
    return values;
  }

  private SearchResults answer(List<Hits> hits, List<Map<Object, Object>> passing) {
    boolean descends = plan.metric().largerIsBetter();
    SearchOptions page = plan.options();
    List<Hits> best = new ArrayList<>(hits.size());
    for (Hits ofQuery : hits) {
      List<Double> scores = new ArrayList<>();
      int row = 0;
      for (Object key : KeyIds.values(ofQuery.getKeys())) {
        double distance = boosted(ofQuery.getDistances(row++), key, passing);
        scores.add(descends ? distance : -distance);
      }
      Hits ranked =
          new Fusion(
                  new Ranker.Given(scores),
                  new Fusion.Page(page.limit(), page.offset(), 0),
                  plan.collection().schema())
              .fuse(List.of(new Fusion.Found(ofQuery, plan.metric())), plan.readFields());
      Hits.Builder distances = ranked.toBuilder();
      for (int i = 0; !descends && i < ranked.getDistancesCount(); i++) {
        distances.setDistances(i, 0f - ranked.getDistances(i));
      }
      best.add(distances.build());
    }
    return SearchCalls.answer(plan, best, searches.backend().clock().next());
  }

  private double boosted(double distance, Object key, List<Map<Object, Object>> passing) {
    Optional<Double> weight = Optional.empty();
    for (int i = 0; i < passing.size(); i++) {
      Object value = passing.get(i).get(key);
      if (value != null) {
        Boosts.Boost boost = boosts.boosts().get(i);
        double own = boost.weight() * boost.random().map(random -> random.of(value)).orElse(1.0);
        weight = Optional.of(weight.map(known -> boosts.amongBoosts().of(known, own)).orElse(own));
      }
    }
    return weight.map(known -> boosts.withDistance().of(distance, known)).orElse(distance);
  }
}
