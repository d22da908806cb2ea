package io.cinclus.operators.serve;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.filter.Filter;
import io.cinclus.filter.GroupKey;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.model.RowsCodec;
import io.cinclus.search.FoundRow;
import io.cinclus.search.GroupSearch;
import io.cinclus.search.RowQuery;
import io.cinclus.search.SearchExpired;
import io.cinclus.search.ShardSnapshot;
import io.cinclus.search.VectorSearch;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.Failure;
import io.cinclus.v1.Hits;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.Rows;
import io.cinclus.v1.SearchRequest;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what a channel is asked from the snapshot that came with it. Always an answer, never an
 * exception. Stateless and thread-safe; runs on the search pool.
 */
final class ChannelSearch {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelSearch.class);

  private final long maxReplyBytes;
  private final LongSupplier nowMillis;

  /**
   * Searches.
   *
   * @param maxReplyBytes of one answer
   * @param nowMillis the clock that deadlines are measured by
   */
  ChannelSearch(long maxReplyBytes, LongSupplier nowMillis) {
    this.maxReplyBytes = maxReplyBytes;
    this.nowMillis = nowMillis;
  }

  /** The channel's reply; a failure where the deadline passed or the search broke. */
  ChannelReply answer(SearchWork work) {
    ChannelReply.Builder reply = reply(work.request()).setPosition(work.position());
    try {
      BooleanSupplier expired = () -> nowMillis.getAsLong() >= work.request().getDeadlineMillis();
      if (work.request().getRequest().hasSearch()) {
        addHits(work, find(work, vectors(work), expired), reply);
      } else {
        query(work, expired, reply);
      }
      return reply.addAllWarnings(work.warnings()).build();
    } catch (SearchExpired e) {
      return failed(work.request(), ErrorCode.EXPIRED, "the deadline passed during the search");
    } catch (CinclusException e) {
      return failed(work.request(), e.code(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.error("a search failed", e);
      return failed(
          work.request(),
          ErrorCode.INTERNAL,
          "the search failed (%s); the task manager's log says more".formatted(e));
    }
  }

  /**
   * The replies to works that differ in nothing but their vectors, in order. They are searched for
   * together, in the newest snapshot that came with one of them: what is scanned is found as if
   * each were alone.
   *
   * @param works in the order in which their channel handed them on
   */
  List<ChannelReply> answer(List<SearchWork> works) {
    if (works.size() > 1) {
      try {
        return together(works);
      } catch (RuntimeException | Error e) {
        LOG.debug("one of {} searches may have failed for all of them", works.size(), e);
      }
    }
    return works.stream().map(this::answer).toList();
  }

  private List<ChannelReply> together(List<SearchWork> works) {
    SearchWork newest = works.get(works.size() - 1);
    long lastDeadline =
        works.stream().mapToLong(work -> work.request().getDeadlineMillis()).max().orElseThrow();
    List<QueryVector> vectors = works.stream().flatMap(work -> vectors(work).stream()).toList();
    List<List<FoundRow>> found = find(newest, vectors, () -> nowMillis.getAsLong() >= lastDeadline);
    List<ChannelReply> replies = new ArrayList<>(works.size());
    int from = 0;
    for (SearchWork work : works) {
      int to = from + work.request().getRequest().getSearch().getVectorsCount();
      replies.add(reply(work, newest, found.subList(from, to)));
      from = to;
    }
    return replies;
  }

  private ChannelReply reply(SearchWork work, SearchWork newest, List<List<FoundRow>> found) {
    ChannelReply.Builder reply = reply(work.request()).setPosition(newest.position());
    try {
      addHits(newest, found, reply);
      return reply.addAllWarnings(newest.warnings()).build();
    } catch (CinclusException e) {
      return failed(work.request(), e.code(), String.valueOf(e.getMessage()));
    }
  }

  static ChannelReply failed(ChannelRequest request, ErrorCode code, String message) {
    return reply(request)
        .setFailure(Failure.newBuilder().setCode(code.number()).setMessage(message))
        .build();
  }

  private static ChannelReply.Builder reply(ChannelRequest request) {
    return ChannelReply.newBuilder()
        .setId(request.getId())
        .setChannel(request.getChannel())
        .setDeadlineMillis(request.getDeadlineMillis());
  }

  private static List<List<FoundRow>> find(
      SearchWork work, List<QueryVector> vectors, BooleanSupplier expired) {
    SearchRequest search = work.request().getRequest().getSearch();
    Metric metric = Metric.of(work.request().getMetricType());
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            work.request().getVectorFieldId(),
            metric,
            AskedVectors.rows(vectors),
            search.getLimit() + search.getOffset(),
            RequestPlanner.range(search, metric),
            Bm25Params.of(search.getParamsMap(), metric, work),
            filter(search.getFilter(), work.collection().schema()));
    List<ShardSnapshot> shards = shards(work, search.getIgnoreGrowing());
    if (search.getExact()) {
      shards = shards.stream().map(ShardSnapshot::scanned).toList();
    }
    Optional<GroupBy> groupBy = GroupBy.of(search, work.collection().schema());
    if (groupBy.isPresent()) {
      return new GroupSearch(spec, Kernels.fastest(), groupBy.get().key(), groupBy.get().groups())
          .search(shards, partitions(work), groupBy.get().only(), expired);
    }
    return new VectorSearch(spec, Kernels.fastest()).search(shards, partitions(work), expired);
  }

  private static List<ShardSnapshot> shards(SearchWork work, boolean ignoresGrowing) {
    return ignoresGrowing
        ? work.shards().stream().map(ShardSnapshot::sealed).toList()
        : work.shards();
  }

  private void addHits(SearchWork work, List<List<FoundRow>> found, ChannelReply.Builder reply) {
    SearchRequest search = work.request().getRequest().getSearch();
    CollectionSchema schema = work.collection().schema();
    Metric metric = Metric.of(work.request().getMetricType());
    List<FieldSchema> fields = OutputFields.resolve(search.getOutputFieldsList(), schema);
    Optional<GroupKey> groupKey = GroupBy.of(search, schema).map(GroupBy::key);
    long bytes = 0;
    for (List<FoundRow> rows : found) {
      Hits.Builder hits = hits(rows, fields, schema);
      groupKey.ifPresent(key -> hits.setGroupValues(groupValues(rows, key)));
      rows.forEach(row -> hits.addDistances(metric.distance(row.score())));
      Hits built = hits.build();
      bytes += built.getSerializedSize();
      checkSize(bytes);
      reply.addHits(built);
    }
  }

  private void query(SearchWork work, BooleanSupplier expired, ChannelReply.Builder reply) {
    QueryRequest query = work.request().getRequest().getQuery();
    CollectionInfo collection = work.collection();
    Filter filter = filter(query.getFilter(), collection.schema());
    Column keys = query.hasKeys() ? RowsCodec.decodeKeys(query.getKeys()) : null;
    RowQuery rowQuery = new RowQuery(filter, keys, keys == null ? 0 : keys.capacity());
    List<ShardSnapshot> shards = shards(work, query.getIgnoreGrowing());
    if (query.getCount()) {
      reply.setCount(rowQuery.count(shards, partitions(work), expired));
      return;
    }
    // Without a limit one more than is possible, so that the merge can tell that there are more.
    int wanted =
        query.getLimit() == 0 ? RequestPlanner.MAX_LIMIT + 1 : query.getLimit() + query.getOffset();
    List<FoundRow> rows = rowQuery.rows(shards, partitions(work), wanted, expired);
    List<FieldSchema> fields =
        OutputFields.resolve(query.getOutputFieldsList(), collection.schema());
    Hits hits = hits(rows, fields, collection.schema()).build();
    checkSize(hits.getSerializedSize());
    reply.addHits(hits);
  }

  private void checkSize(long bytes) {
    if (bytes > maxReplyBytes) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "the answer has more than %d bytes: ask for fewer rows, fields or vectors"
              .formatted(maxReplyBytes));
    }
  }

  private static @Nullable Filter filter(String expression, CollectionSchema schema) {
    return expression.isBlank() ? null : Filter.compile(expression, schema);
  }

  private static long[] partitions(SearchWork work) {
    return work.request().getPartitionIdsList().stream().mapToLong(Long::longValue).toArray();
  }

  private static List<QueryVector> vectors(SearchWork work) {
    return work.request().getRequest().getSearch().getVectorsList();
  }

  private static Rows groupValues(List<FoundRow> rows, GroupKey key) {
    Column values =
        key.column(
            rows.stream().map(FoundRow::batch).toList(),
            rows.stream().mapToInt(FoundRow::row).toArray());
    return RowsCodec.encode(new RowBatch(rows.size(), Map.of(key.field().id(), values)));
  }

  /** Keys and output fields of the rows, in their order. */
  private static Hits.Builder hits(
      List<FoundRow> rows, List<FieldSchema> fields, CollectionSchema schema) {
    List<RowBatch> batches = rows.stream().map(FoundRow::batch).toList();
    int[] numbers = rows.stream().mapToInt(FoundRow::row).toArray();
    FieldSchema keyField = schema.primaryKey();
    Column keys = RowGather.gather(keyField, RowGather.columns(batches, keyField.id()), numbers);
    Map<Integer, Column> columns = new HashMap<>();
    for (FieldSchema field : fields) {
      columns.put(
          field.id(), RowGather.gather(field, RowGather.columns(batches, field.id()), numbers));
    }
    Hits.Builder hits = Hits.newBuilder().setKeys(RowsCodec.encodeKeys(keys, numbers.length));
    if (!columns.isEmpty()) {
      hits.setFields(RowsCodec.encode(new RowBatch(numbers.length, columns)));
    }
    return hits;
  }
}
