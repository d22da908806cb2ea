package io.cinclus.access.milvus;

import io.cinclus.access.translate.FilterTemplates;
import io.cinclus.access.translate.KeyIds;
import io.cinclus.access.translate.SearchOptions;
import io.cinclus.access.translate.Statuses;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A query of any number of rows: they are asked for page by page, in the order of their keys, and
 * the pages behind the first at its positions, so that every row that there was then comes once. A
 * row that died later and was purged by a compaction meanwhile is missing. Where all fits into one
 * reply, one is asked for.
 *
 * <p>A page has as many rows as {@link #PAGE_BYTES} seem to have room for, and is asked for again
 * with half of them where a reply has no room. The whole answer is held in the room of its node.
 *
 * <p>For one use; its steps follow each other, on any threads.
 */
final class PagedQuery {
  /** What a page is to have, below what a reply may. */
  static final int PAGE_BYTES = 6 << 20;

  static final int MAX_PAGE_ROWS = SearchOptions.MAX_WINDOW;

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  /** Gives the reply of a request that succeeds. */
  interface Asking {
    CompletableFuture<Reply> ask(Request request, Duration timeout);
  }

  /**
   * Where rows come from.
   *
   * @param room for the answers
   * @param timeout of all pages together
   */
  record Source(Asking asking, AnswerRoom room, Duration timeout) {}

  /**
   * The rows, in the order of their keys.
   *
   * @param pages of them, perhaps none
   * @param positions of each channel that they are as of
   */
  record Found(List<RowBatch> pages, Map<Integer, Long> positions) {

    /** The rows as one batch, which has no columns where there are no rows. */
    RowBatch joined(CollectionSchema schema) {
      if (pages.size() == 1) {
        return pages.get(0);
      }
      List<RowBatch> batches = new ArrayList<>();
      List<Integer> numbers = new ArrayList<>();
      for (RowBatch page : pages) {
        for (int row = 0; row < page.rowCount(); row++) {
          batches.add(page);
          numbers.add(row);
        }
      }
      int[] rows = numbers.stream().mapToInt(Integer::intValue).toArray();
      Map<Integer, Column> columns = new HashMap<>();
      for (FieldSchema field : schema.fields()) {
        if (rows.length > 0 && pages.get(0).columns().containsKey(field.id())) {
          columns.put(
              field.id(), RowGather.gather(field, RowGather.columns(batches, field.id()), rows));
        }
      }
      return new RowBatch(rows.length, columns);
    }
  }

  private final Source source;
  private final CollectionSchema schema;
  private final Request request;
  private final AnswerRoom.Answer answer;
  private final long startNanos = System.nanoTime();
  private final List<RowBatch> pages = new ArrayList<>();
  private int left;
  private int offset;
  private int maxRows = MAX_PAGE_ROWS;
  private int rows;
  private int maxSkipped = MAX_PAGE_ROWS;
  private String behind = "";
  private Map<Integer, Long> positions;

  /**
   * The query of a request that is not one for a count and puts out the key.
   *
   * @param schema of the collection
   */
  PagedQuery(Source source, CollectionSchema schema, Request request) {
    this.source = source;
    this.schema = schema;
    this.request = request;
    this.answer = source.room().begin();
    QueryRequest query = request.getQuery();
    int limit = query.getLimit() == 0 ? NO_LIMIT : query.getLimit();
    int keys = query.hasKeys() ? KeyIds.values(query.getKeys()).size() : NO_LIMIT;
    this.left = Math.max(1, Math.min(limit, keys));
    this.offset = query.getOffset();
    this.rows = pageRows(RowEstimate.bytes(query.getOutputFieldsList(), schema));
    this.positions = request.getSnapshotMap();
  }

  private int pageRows(long rowBytes) {
    return (int) Math.max(1, Math.min(maxRows, PAGE_BYTES / Math.max(1, rowBytes)));
  }

  /** All rows; fails with what the first page that fails does, or where there is no room. */
  CompletableFuture<Found> read() {
    return next().whenComplete((found, failure) -> answer.close());
  }

  private Found found() {
    return new Found(List.copyOf(pages), positions);
  }

  private CompletableFuture<Found> next() {
    boolean isWhole = (long) offset + left <= rows;
    return offset > 0 && !isWhole ? skip() : page();
  }

  /** Looks for the last of some rows that are passed over, without fields. */
  private CompletableFuture<Found> skip() {
    int skipped = Math.min(offset, maxSkipped);
    return ask(query().clearOutputFields().setLimit(1).setOffset(skipped - 1))
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                maxSkipped = halfOf(skipped, failure);
                return next();
              }
              positions = reply.getPositionsMap();
              if (reply.getQuery().getCount() == 0) {
                return CompletableFuture.completedFuture(found());
              }
              offset -= skipped;
              goBehind(RowsCodec.decodeKeys(reply.getQuery().getKeys()), 1);
              return next();
            })
        .thenCompose(step -> step);
  }

  private CompletableFuture<Found> page() {
    int limit = Math.min(left, rows);
    return ask(query().setLimit(limit).setOffset(offset))
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                maxRows = halfOf(offset + limit, failure);
                rows = Math.min(rows, maxRows);
                return next();
              }
              positions = reply.getPositionsMap();
              return take(reply.getQuery(), limit)
                  ? CompletableFuture.completedFuture(found())
                  : next();
            })
        .thenCompose(step -> step);
  }

  /** Takes a page; whether it is the last. */
  private boolean take(QueryResult page, int limit) {
    int count = (int) page.getCount();
    long bytes = page.getFields().getSerializedSize();
    answer.add(bytes);
    pages.add(RowsCodec.decode(page.getFields(), schema));
    left -= count;
    offset = 0;
    if (count < limit || left == 0) {
      return true;
    }
    goBehind(RowsCodec.decodeKeys(page.getKeys()), count);
    rows = pageRows(bytes / count);
    return false;
  }

  /** How many rows to ask for where so many do not fit; rethrows where it is not for that. */
  private static int halfOf(int asked, Throwable failure) {
    if (asked > 1 && isTooLarge(failure)) {
      return asked / 2;
    }
    throw Statuses.unwrap(failure) instanceof CinclusException known
        ? known
        : new IllegalStateException("a page could not be read", failure);
  }

  /** Whether a reply had no room for what was asked for. */
  static boolean isTooLarge(Throwable failure) {
    return Statuses.unwrap(failure) instanceof CinclusException known
        && known.code() == ErrorCode.LIMIT_EXCEEDED;
  }

  private void goBehind(Column keys, int count) {
    behind = behind(schema.primaryKey(), keys, count - 1);
  }

  /** The filter of the rows whose keys are behind one. */
  static String behind(FieldSchema key, Column keys, int row) {
    Object value = KeyIds.value(keys, row);
    return "%s > %s"
        .formatted(key.name(), value instanceof String text ? FilterTemplates.text(text) : value);
  }

  private QueryRequest.Builder query() {
    QueryRequest.Builder query = request.getQuery().toBuilder();
    if (behind.isEmpty()) {
      return query;
    }
    String filter = query.getFilter();
    return query.setFilter(filter.isBlank() ? behind : "(%s) && %s".formatted(filter, behind));
  }

  private CompletableFuture<Reply> ask(QueryRequest.Builder query) {
    Request.Builder page = request.toBuilder().setQuery(query).putAllSnapshot(positions);
    if (!behind.isEmpty()) {
      page.setConsistency(ConsistencyLevel.EVENTUALLY); // The positions have been applied.
    }
    Duration time = source.timeout().minusNanos(System.nanoTime() - startNanos);
    if (time.isNegative() || time.isZero()) {
      return CompletableFuture.failedFuture(
          new CinclusException(
              ErrorCode.EXPIRED,
              "%d pages were read within %s, and there are more: ask for fewer rows or fields, or use an iterator"
                  .formatted(pages.size(), source.timeout())));
    }
    return source.asking().ask(page.build(), time);
  }
}
