package io.cinclus.operators.serve;

import io.cinclus.catalog.SchemaCodec;
import io.cinclus.filter.GroupKey;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.model.RowsCodec;
import io.cinclus.model.Utf8;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.Failure;
import io.cinclus.v1.Hits;
import io.cinclus.v1.MergePlan;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Rows;
import io.cinclus.v1.SearchRequest;
import io.cinclus.v1.SearchResult;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the channels' answers together. Pure and stateless. */
final class ReplyMerger {
  private ReplyMerger() {}

  /** The reply for a failure. */
  static Reply failure(Failure failure) {
    return Reply.newBuilder()
        .setCode(failure.getCode())
        .setReason(ErrorCode.ofNumber(failure.getCode()).name())
        .setMessage(failure.getMessage())
        .build();
  }

  /** The reply for a failure. */
  static Reply failure(ErrorCode code, String message) {
    return failure(Failure.newBuilder().setCode(code.number()).setMessage(message).build());
  }

  /**
   * The reply.
   *
   * @param parts one from each channel of the plan; where one failed the whole request has
   */
  static Reply merge(MergePlan plan, List<ChannelReply> parts) {
    for (ChannelReply part : parts) {
      if (part.hasFailure()) {
        return failure(part.getFailure());
      }
    }
    Reply.Builder reply = Reply.newBuilder().setReason(ErrorCode.OK.name());
    for (ChannelReply part : parts) {
      reply.putPositions(part.getChannel(), part.getPosition());
      reply.addAllWarnings(part.getWarningsList());
    }
    Merge merge = new Merge(plan, SchemaCodec.decode(plan.getSchema()), parts);
    if (merge.isCutOff()) {
      return failure(
          ErrorCode.LIMIT_EXCEEDED,
          "more than %d rows match: set a limit, or narrow the filter"
              .formatted(RequestPlanner.MAX_LIMIT));
    }
    if (plan.getRequest().hasSearch()) {
      reply.setSearch(merge.search());
    } else {
      reply.setQuery(merge.query());
    }
    merge.outputFields().forEach(field -> reply.putFieldNames(field.id(), field.name()));
    return reply.build();
  }

  private record Merge(MergePlan plan, CollectionSchema schema, List<ChannelReply> parts) {

    SearchResult search() {
      SearchRequest search = plan.getRequest().getSearch();
      SearchResult.Builder result = SearchResult.newBuilder();
      for (int query = 0; query < plan.getQueryCount(); query++) {
        int number = query;
        List<Candidates> all =
            parts.stream().map(part -> new Candidates(part.getHits(number))).toList();
        List<Candidate> sorted = sorted(all, order());
        result.addHits(
            search.getGroupByField().isEmpty()
                ? hits(page(sorted, search.getLimit(), search.getOffset()))
                : groups(GroupBy.groups(search).of(sorted, hit -> hit.group(schema))));
      }
      return result.build();
    }

    private Hits groups(List<Candidate> chosen) {
      Hits.Builder hits = hits(chosen).toBuilder();
      if (!chosen.isEmpty()) {
        Rows first = chosen.get(0).of().hits.getGroupValues();
        FieldSchema field = schema.field(first.getColumns(0).getFieldId());
        hits.setGroupValues(
            RowsCodec.encode(
                gather(chosen, List.of(field), candidates -> candidates.groupValues(schema))));
      }
      return hits.build();
    }

    /** Whether a query without a limit has more rows than it may have. */
    boolean isCutOff() {
      QueryRequest query = plan.getRequest().getQuery();
      return plan.getRequest().hasQuery()
          && !query.getCount()
          && query.getLimit() == 0
          && parts.stream().mapToLong(part -> size(part.getHits(0))).sum()
              > RequestPlanner.MAX_LIMIT;
    }

    QueryResult query() {
      QueryRequest query = plan.getRequest().getQuery();
      QueryResult.Builder result = QueryResult.newBuilder();
      if (query.getCount()) {
        return result.setCount(parts.stream().mapToLong(ChannelReply::getCount).sum()).build();
      }
      List<Candidates> all = parts.stream().map(part -> new Candidates(part.getHits(0))).toList();
      int limit = query.getLimit() == 0 ? RequestPlanner.MAX_LIMIT : query.getLimit();
      Hits hits = hits(page(sorted(all, Candidate::compareKeys), limit, query.getOffset()));
      result.setKeys(hits.getKeys()).setCount(size(hits));
      if (hits.hasFields()) {
        result.setFields(hits.getFields());
      }
      return result.build();
    }

    List<FieldSchema> outputFields() {
      List<String> names =
          plan.getRequest().hasSearch()
              ? plan.getRequest().getSearch().getOutputFieldsList()
              : plan.getRequest().getQuery().getOutputFieldsList();
      return OutputFields.resolve(names, schema);
    }

    private Comparator<Candidate> order() {
      Comparator<Candidate> byDistance = Comparator.comparingDouble(Candidate::distance);
      return (plan.getDescending() ? byDistance.reversed() : byDistance)
          .thenComparing(Candidate::compareKeys);
    }

    private static List<Candidate> sorted(List<Candidates> all, Comparator<Candidate> order) {
      return all.stream().flatMap(Candidates::stream).sorted(order).toList();
    }

    private static List<Candidate> page(List<Candidate> sorted, int limit, int offset) {
      return sorted.stream().skip(offset).limit(limit).toList();
    }

    private Hits hits(List<Candidate> chosen) {
      int[] rows = chosen.stream().mapToInt(Candidate::row).toArray();
      List<Column> keys = chosen.stream().map(hit -> hit.of().keys).toList();
      Column keyColumn = RowGather.gather(schema.primaryKey(), keys, rows);
      Hits.Builder hits = Hits.newBuilder().setKeys(RowsCodec.encodeKeys(keyColumn, rows.length));
      if (plan.getRequest().hasSearch()) {
        chosen.forEach(hit -> hits.addDistances(hit.distance()));
      }
      List<FieldSchema> fields = outputFields();
      if (!fields.isEmpty()) {
        hits.setFields(
            RowsCodec.encode(gather(chosen, fields, candidates -> candidates.fields(schema))));
      }
      return hits.build();
    }

    private static RowBatch gather(
        List<Candidate> chosen, List<FieldSchema> fields, Function<Candidates, RowBatch> values) {
      List<RowBatch> sources = chosen.stream().map(hit -> values.apply(hit.of())).toList();
      int[] rows = chosen.stream().mapToInt(Candidate::row).toArray();
      Map<Integer, Column> columns = new HashMap<>();
      for (FieldSchema field : fields) {
        columns.put(
            field.id(), RowGather.gather(field, RowGather.columns(sources, field.id()), rows));
      }
      return new RowBatch(rows.length, columns);
    }
  }

  private static int size(Hits hits) {
    return hits.getKeys().hasTexts()
        ? hits.getKeys().getTexts().getValuesCount()
        : hits.getKeys().getLongs().getValuesCount();
  }

  /** One channel's hits of one query. */
  private static final class Candidates {
    final Hits hits;
    final Column keys;
    final int size;
    private @Nullable RowBatch fields;
    private @Nullable RowBatch groupValues;

    Candidates(Hits hits) {
      this.hits = hits;
      this.keys = RowsCodec.decodeKeys(hits.getKeys());
      this.size = size(hits);
    }

    RowBatch fields(CollectionSchema schema) {
      RowBatch known = fields;
      if (known == null) {
        known = RowsCodec.decode(hits.getFields(), schema);
        fields = known;
      }
      return known;
    }

    RowBatch groupValues(CollectionSchema schema) {
      RowBatch known = groupValues;
      if (known == null) {
        known = RowsCodec.decode(hits.getGroupValues(), schema);
        groupValues = known;
      }
      return known;
    }

    Stream<Candidate> stream() {
      return IntStream.range(0, size).mapToObj(row -> new Candidate(this, row));
    }
  }

  private record Candidate(Candidates of, int row) {
    float distance() {
      return of.hits.getDistances(row);
    }

    @Nullable Object group(CollectionSchema schema) {
      Column values = of.groupValues(schema).columns().values().iterator().next();
      return GroupKey.value(values, row);
    }

    int compareKeys(Candidate other) {
      return of.keys instanceof Column.Longs longs
          ? Long.compare(longs.values()[row], ((Column.Longs) other.of.keys).values()[other.row])
          : Utf8.compare(
              ((Column.Texts) of.keys).values()[row],
              ((Column.Texts) other.of.keys).values()[other.row]);
    }
  }
}
