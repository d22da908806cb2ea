package io.cinclus.access.milvus;

import io.cinclus.access.translate.FilterTemplates;
import io.cinclus.access.translate.Highlights;
import io.cinclus.access.translate.OutputSelection;
import io.cinclus.access.translate.SearchAnswers;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.filter.Filter;
import io.cinclus.index.IndexType;
import io.cinclus.index.Parameter;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.v1.Hits;
import io.cinclus.v1.QueryVector;
import io.cinclus.vector.Metric;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One search of a collection, as a client asks for it. Immutable.
 *
 * @param output what it wants to see of the rows
 * @param rankField a field that a ranker wants to see; empty: none
 * @param highlights what it wants to see of texts
 */
record VectorSearchPlan(
    SearchRequest request,
    SearchOptions options,
    CollectionInfo collection,
    OutputSelection output,
    String rankField,
    Highlights highlights) {

  /** The plan; {@link CinclusException} where parameters are wrong, or do not go together. */
  static VectorSearchPlan of(
      SearchRequest request, CollectionInfo collection, OutputSelection output) {
    SearchOptions options = SearchOptions.of(request.getSearchParamsList());
    if (options.isIterator() && options.limit() > SearchOptions.MAX_WINDOW) {
      options = options.forRows(SearchOptions.MAX_WINDOW, options.offset());
    }
    options.checkWindow();
    if (options.isIterator()) {
      checkIterator(request, options, collection);
    }
    if (!options.groupByField().isEmpty()) {
      checkGrouping(request, options);
    }
    VectorSearchPlan plan =
        new VectorSearchPlan(request, options, collection, output, "", Highlights.NONE);
    return request.hasHighlighter() ? plan.highlighted() : plan;
  }

  private VectorSearchPlan highlighted() {
    return new VectorSearchPlan(
        request,
        options,
        collection,
        output,
        rankField,
        Highlights.of(request, field(), collection.schema()));
  }

  private static void checkIterator(
      SearchRequest request, SearchOptions options, CollectionInfo collection) {
    String id = options.others().getOrDefault("collection_id", "");
    if (!id.isBlank() && !id.equals("0") && !id.equals(Long.toString(collection.id()))) {
      throw bad(
          "the iterator began on collection %s, '%s' is collection %d by now: begin a new iterator"
              .formatted(id, request.getCollectionName(), collection.id()));
    }
    if (!options.groupByField().isEmpty()) {
      throw bad("Not allowed to do groupBy when doing iteration");
    }
    if (request.getFunctionScore().getFunctionsCount() > 0) {
      throw bad("an iterator cannot have a ranker: leave function_score out");
    }
  }

  private static void checkGrouping(SearchRequest request, SearchOptions options) {
    if (options.isRange()) {
      throw bad("Not allowed to do range-search when doing search-group-by");
    }
    if (request.getFunctionScore().getFunctionsCount() > 0) {
      throw bad("hits that are grouped cannot have a ranker: leave one of both out");
    }
  }

  /** The same with other options, and a field that a ranker wants to see. */
  VectorSearchPlan with(SearchOptions other, String field) {
    return new VectorSearchPlan(request, other, collection, output, field, highlights);
  }

  /** The search for some vectors. */
  io.cinclus.v1.SearchRequest search(List<QueryVector> vectors) {
    io.cinclus.v1.SearchRequest.Builder search =
        io.cinclus.v1.SearchRequest.newBuilder()
            .setCollection(request.getCollectionName())
            .addAllPartitions(PartitionNames.of(request.getPartitionNamesList(), collection))
            .addAllVectors(vectors)
            .setFilter(
                Filter.inZone(
                    FilterTemplates.expand(request.getDsl(), request.getExprTemplateValuesMap()),
                    output.zone()))
            .addAllOutputFields(readFields().stream().map(FieldSchema::name).toList());
    if (!rankField.isEmpty() && !search.getOutputFieldsList().contains(rankField)) {
      search.addOutputFields(rankField);
    }
    options.applyTo(search, indexParameters());
    return search.build();
  }

  /** The fields that are given out, and those of which parts are. */
  List<FieldSchema> readFields() {
    Set<FieldSchema> fields = new LinkedHashSet<>(output.fields());
    fields.addAll(highlights.fields());
    return List.copyOf(fields);
  }

  /** The answer of some hits, which brought along the fields that are read. */
  SearchResults answer(List<Hits> hits) {
    CollectionSchema schema = collection.schema();
    SearchResults results =
        SearchAnswers.search(hits, output, schema, options.limit(), options.roundDecimal());
    return results.toBuilder()
        .setCollectionName(request.getCollectionName())
        .setResults(
            results.getResults().toBuilder().addAllHighlightResults(highlights.of(hits, schema)))
        .build();
  }

  /** The field that is searched; {@link ErrorCode#BAD_REQUEST} where it is not said. */
  FieldSchema field() {
    return findField()
        .orElseThrow(
            () ->
                bad(
                    "the search is of the field '%s', the vector fields are %s: set anns_field"
                        .formatted(
                            options.field(),
                            collection.schema().vectorFields().stream()
                                .map(FieldSchema::name)
                                .toList())));
  }

  /** How the field's vectors are compared. */
  Metric metric() {
    return collection
        .indexOn(field().id())
        .map(index -> Metric.of(index.metricType()))
        .orElseThrow(
            () -> bad("field '%s' has no index: create one, then load".formatted(field().name())));
  }

  private Optional<FieldSchema> findField() {
    List<FieldSchema> vectors = collection.schema().vectorFields();
    return vectors.stream()
        .filter(
            vector ->
                options.field().isEmpty()
                    ? vectors.size() == 1
                    : vector.name().equals(options.field()))
        .findFirst();
  }

  private Set<String> indexParameters() {
    return findField()
        .flatMap(field -> collection.indexOn(field.id()))
        .map(IndexInfo::indexType)
        .map(IndexType::of)
        .map(IndexType::searchParameters)
        .orElse(List.of())
        .stream()
        .map(Parameter::name)
        .collect(Collectors.toSet());
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
