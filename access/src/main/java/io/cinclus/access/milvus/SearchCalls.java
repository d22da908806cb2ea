package io.cinclus.access.milvus;

import io.cinclus.access.translate.Consistency;
import io.cinclus.access.translate.FilterTemplates;
import io.cinclus.access.translate.Fusion;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.OutputSelection;
import io.cinclus.access.translate.QueryVectors;
import io.cinclus.access.translate.Ranker;
import io.cinclus.access.translate.SearchAnswers;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.index.IndexType;
import io.cinclus.index.Parameter;
import io.cinclus.milvus.grpc.HybridSearchRequest;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Searches by vector, one field at a time or several at once. Thread-safe. */
record SearchCalls(Backend backend) {

  CompletableFuture<SearchResults> search(SearchRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend.with(
        database,
        request.getCollectionName(),
        collection -> {
          OutputSelection output =
              OutputSelection.of(request.getOutputFieldsList(), collection.schema(), false);
          SearchOptions options = SearchOptions.of(request.getSearchParamsList());
          ConsistencyLevel consistency =
              Consistency.of(
                  request.getConsistencyLevel(),
                  request.getUseDefaultConsistency(),
                  request.getGuaranteeTimestamp());
          return backend
              .ask(
                  Request.newBuilder()
                      .setDatabase(database)
                      .setConsistency(consistency)
                      .setSearch(vectorSearch(request, options, collection, output))
                      .build())
              .thenApply(
                  reply ->
                      SearchAnswers.search(
                              reply.getSearch().getHitsList(),
                              output,
                              collection.schema(),
                              options.limit(),
                              options.roundDecimal())
                          .toBuilder()
                          .setCollectionName(request.getCollectionName())
                          .setSessionTs(backend.clock().next())
                          .build());
        });
  }

  private static io.cinclus.v1.SearchRequest.Builder vectorSearch(
      SearchRequest request,
      SearchOptions options,
      CollectionInfo collection,
      OutputSelection output) {
    if (!request.hasPlaceholderGroup()) {
      throw bad("searches by primary keys are not built yet: send vectors");
    }
    if (request.getFunctionScore().getFunctionsCount() > 0) {
      throw bad("rankers of a single search are not built yet: leave function_score out");
    }
    io.cinclus.v1.SearchRequest.Builder search =
        io.cinclus.v1.SearchRequest.newBuilder()
            .setCollection(request.getCollectionName())
            .addAllPartitions(request.getPartitionNamesList())
            .addAllVectors(QueryVectors.of(request.getPlaceholderGroup()))
            .setFilter(FilterTemplates.expand(request.getDsl(), request.getExprTemplateValuesMap()))
            .addAllOutputFields(output.fieldNames());
    options.applyTo(search, indexParameters(index(collection, options.field())));
    return search;
  }

  private static Optional<IndexInfo> index(CollectionInfo collection, String field) {
    List<FieldSchema> vectors = collection.schema().vectorFields();
    return vectors.stream()
        .filter(vector -> field.isEmpty() ? vectors.size() == 1 : vector.name().equals(field))
        .findFirst()
        .flatMap(vector -> collection.indexOn(vector.id()));
  }

  private static Set<String> indexParameters(Optional<IndexInfo> index) {
    return index.stream()
        .flatMap(known -> IndexType.of(known.indexType()).searchParameters().stream())
        .map(Parameter::name)
        .collect(Collectors.toSet());
  }

  /** Several searches, each on its own; their hits are put into one order here. */
  CompletableFuture<SearchResults> hybrid(HybridSearchRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    Map<String, String> rankParams = KeyValues.of(request.getRankParamsList());
    Ranker ranker = Ranker.of(rankParams, request.getFunctionScore());
    ranker.check(request.getRequestsCount());
    ConsistencyLevel consistency =
        Consistency.of(
            request.getConsistencyLevel(),
            request.getUseDefaultConsistency(),
            request.getGuaranteeTimestamp());
    SearchOptions page = SearchOptions.of(request.getRankParamsList());
    if (page.limit() < 1 || page.offset() < 0) {
      throw bad(
          "limit is %d and offset %d: send a limit of at least 1 and an offset of at least 0"
              .formatted(page.limit(), page.offset()));
    }
    return backend.with(
        database,
        request.getCollectionName(),
        collection -> {
          OutputSelection output =
              OutputSelection.of(request.getOutputFieldsList(), collection.schema(), false);
          List<CompletableFuture<Reply>> replies = new ArrayList<>();
          for (SearchRequest sub : request.getRequestsList()) {
            replies.add(
                backend.ask(
                    Request.newBuilder()
                        .setDatabase(database)
                        .setConsistency(consistency)
                        .setSearch(subSearch(request, sub, collection, output))
                        .build()));
          }
          return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
              .thenApply(
                  done -> {
                    List<Hits> fused = fuse(request, replies, ranker, page, collection, output);
                    return SearchAnswers.search(
                            fused, output, collection.schema(), page.limit(), page.roundDecimal())
                        .toBuilder()
                        .setCollectionName(request.getCollectionName())
                        .build();
                  });
        });
  }

  /** What all searches of a hybrid one share stands in the outer request. */
  private static io.cinclus.v1.SearchRequest.Builder subSearch(
      HybridSearchRequest request,
      SearchRequest sub,
      CollectionInfo collection,
      OutputSelection output) {
    SearchRequest whole =
        sub.toBuilder()
            .setCollectionName(request.getCollectionName())
            .clearPartitionNames()
            .addAllPartitionNames(request.getPartitionNamesList())
            .build();
    return vectorSearch(whole, SearchOptions.of(sub.getSearchParamsList()), collection, output);
  }

  private static List<Hits> fuse(
      HybridSearchRequest request,
      List<CompletableFuture<Reply>> replies,
      Ranker ranker,
      SearchOptions page,
      CollectionInfo collection,
      OutputSelection output) {
    List<List<Hits>> hits =
        replies.stream().map(reply -> reply.join().getSearch().getHitsList()).toList();
    int queries = hits.isEmpty() ? 0 : hits.get(0).size();
    if (hits.isEmpty() || hits.stream().anyMatch(ofSearch -> ofSearch.size() != queries)) {
      throw bad(
          "the searches have %s query vectors: send one search at least, and equally many in each"
              .formatted(hits.stream().map(List::size).toList()));
    }
    List<Metric> metrics =
        request.getRequestsList().stream().map(sub -> metric(sub, collection)).toList();
    List<Hits> fused = new ArrayList<>(queries);
    for (int query = 0; query < queries; query++) {
      List<Fusion.Found> found = new ArrayList<>(hits.size());
      for (int search = 0; search < hits.size(); search++) {
        found.add(new Fusion.Found(hits.get(search).get(query), metrics.get(search)));
      }
      fused.add(
          Fusion.fuse(
              found,
              ranker,
              new Fusion.Page(page.limit(), page.offset()),
              output.fields(),
              collection.schema()));
    }
    return fused;
  }

  private static Metric metric(SearchRequest sub, CollectionInfo collection) {
    return index(collection, SearchOptions.of(sub.getSearchParamsList()).field())
        .map(index -> Metric.of(index.metricType()))
        .orElseThrow(() -> bad("a search names no vector field that has an index: set anns_field"));
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
