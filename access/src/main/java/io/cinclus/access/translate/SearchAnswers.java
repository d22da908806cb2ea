package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.milvus.grpc.SearchResultData;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Hits;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Replies as Milvus' results. Stateless. */
public final class SearchAnswers {
  /** The output field that stands for the number of rows. */
  public static final String COUNT = "count(*)";

  private SearchAnswers() {}

  /**
   * The results of a search.
   *
   * @param hits of each query vector
   * @param limit that was asked for
   * @param roundDecimal see {@link SearchOptions}
   */
  public static SearchResults search(
      List<Hits> hits,
      OutputSelection output,
      CollectionSchema schema,
      int limit,
      int roundDecimal) {
    SearchResultData.Builder data =
        SearchResultData.newBuilder()
            .setNumQueries(hits.size())
            .setTopK(limit)
            .setPrimaryFieldName(schema.primaryKey().name())
            .addAllOutputFields(output.names())
            .setIds(
                KeyIds.of(hits.stream().map(Hits::getKeys).toList(), schema.primaryKey().type()));
    for (Hits ofQuery : hits) {
      data.addTopks(ofQuery.getDistancesCount());
      ofQuery
          .getDistancesList()
          .forEach(distance -> data.addScores(Scores.round(distance, roundDecimal)));
    }
    if (!output.fields().isEmpty()) {
      List<RowBatch> batches =
          hits.stream().map(ofQuery -> RowsCodec.decode(ofQuery.getFields(), schema)).toList();
      data.addAllFieldsData(output.columns(batches));
    }
    groupValues(hits, schema, output.zone()).ifPresent(data::setGroupByFieldValue);
    return SearchResults.newBuilder().setStatus(Statuses.ok()).setResults(data).build();
  }

  private static Optional<FieldData> groupValues(
      List<Hits> hits, CollectionSchema schema, ZoneId zone) {
    List<RowBatch> batches =
        hits.stream()
            .filter(ofQuery -> ofQuery.getGroupValues().getColumnsCount() > 0)
            .map(ofQuery -> RowsCodec.decode(ofQuery.getGroupValues(), schema))
            .toList();
    if (batches.isEmpty()) {
      return Optional.empty();
    }
    FieldSchema field = schema.field(batches.get(0).columns().keySet().iterator().next());
    OutputSelection values =
        new OutputSelection(List.of(field), Set.of(), List.of(field.name()), zone);
    return Optional.of(values.columns(batches).get(0).toBuilder().setIsDynamic(false).build());
  }

  /** The rows of a query, in the order in which they came. */
  public static QueryResults query(
      List<RowBatch> pages, OutputSelection output, CollectionSchema schema) {
    return QueryResults.newBuilder()
        .setStatus(Statuses.ok())
        .setPrimaryFieldName(schema.primaryKey().name())
        .addAllOutputFields(output.names())
        .addAllFieldsData(output.columns(pages))
        .build();
  }

  /** The answer of a query that only counts. */
  public static QueryResults count(long count) {
    return QueryResults.newBuilder()
        .setStatus(Statuses.ok())
        .addOutputFields(COUNT)
        .addFieldsData(
            FieldData.newBuilder()
                .setTypeValue(DataType.INT64.number())
                .setFieldName(COUNT)
                .setScalars(
                    ScalarField.newBuilder().setLongData(LongArray.newBuilder().addData(count))))
        .build();
  }
}
