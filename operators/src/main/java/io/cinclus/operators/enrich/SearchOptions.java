package io.cinclus.operators.enrich;

import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is searched, the same for every event. Immutable.
 *
 * @param database empty: the default one
 * @param collection a name or alias
 * @param vectorField may be empty where the collection has one vector field
 * @param limit the most hits of an event
 * @param filter only rows that pass it are hits; empty: all
 * @param outputFields what hits bring along
 * @param consistency which rows a search sees at least
 * @param params of the index, such as {@code ef} or {@code nprobe}
 */
public record SearchOptions(
    String database,
    String collection,
    String vectorField,
    int limit,
    String filter,
    List<String> outputFields,
    ConsistencyLevel consistency,
    Map<String, String> params)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public SearchOptions {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(consistency, "consistency");
    outputFields = List.copyOf(outputFields);
    params = Map.copyOf(params);
    if (collection.isEmpty() || limit < 1) {
      throw new IllegalArgumentException(
          "a search needs a collection and a limit of at least 1, not '%s' and %d"
              .formatted(collection, limit));
    }
  }

  /** The nearest rows of a collection of the default database: their keys, at Strong. */
  public static SearchOptions of(String collection, int limit) {
    return new SearchOptions(
        "", collection, "", limit, "", List.of(), ConsistencyLevel.STRONG, Map.of());
  }

  public SearchOptions withDatabase(String other) {
    return new SearchOptions(
        other, collection, vectorField, limit, filter, outputFields, consistency, params);
  }

  public SearchOptions withVectorField(String field) {
    return new SearchOptions(
        database, collection, field, limit, filter, outputFields, consistency, params);
  }

  public SearchOptions withFilter(String expression) {
    return new SearchOptions(
        database, collection, vectorField, limit, expression, outputFields, consistency, params);
  }

  public SearchOptions withOutputFields(String... fields) {
    return new SearchOptions(
        database, collection, vectorField, limit, filter, List.of(fields), consistency, params);
  }

  public SearchOptions withConsistency(ConsistencyLevel level) {
    return new SearchOptions(
        database, collection, vectorField, limit, filter, outputFields, level, params);
  }

  public SearchOptions withParams(Map<String, String> indexParams) {
    return new SearchOptions(
        database, collection, vectorField, limit, filter, outputFields, consistency, indexParams);
  }

  /**
   * A request.
   *
   * @param further a filter that a hit must pass too; empty: none
   */
  public Request request(QueryVector vector, String further) {
    String both =
        filter.isEmpty() || further.isEmpty()
            ? filter + further
            : "(%s) and (%s)".formatted(filter, further);
    return Request.newBuilder()
        .setDatabase(database)
        .setConsistency(consistency)
        .setSearch(
            SearchRequest.newBuilder()
                .setCollection(collection)
                .setVectorField(vectorField)
                .addVectors(vector)
                .setLimit(limit)
                .setFilter(both)
                .addAllOutputFields(outputFields)
                .putAllParams(params))
        .build();
  }
}
