package io.cinclus.sql.scan;

import io.cinclus.client.RetryingRequests;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.serve.ServeOptions.Headers;
import io.cinclus.sql.types.FilterTexts;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.table.data.GenericRowData;
import org.jspecify.annotations.Nullable;

/**
 * Reads a collection page by page, in the order of its keys. The positions of the first page's
 * answer are asked for by all that follow, so the pages together are the rows of one moment,
 * whatever is written meanwhile; only what a compaction purges in between is missing: rows that
 * were deleted or replaced since.
 *
 * <p>Used by the fetcher's thread, which may wait; woken up by another.
 */
final class PageReader implements SplitReader<ScannedRow, ScanSplit> {
  private final ScanPlan plan;
  private final RetryingRequests requests;
  private int pageRows;
  private @Nullable ScanSplit split;
  private volatile @Nullable CompletableFuture<Reply> underWay;

  PageReader(ScanPlan plan) {
    this(
        plan,
        RetryingRequests.connect(
            plan.settings().log(), Headers.from(new Configuration()), plan.settings().retries()));
  }

  private PageReader(ScanPlan plan, RetryingRequests requests) {
    this.plan = plan;
    this.requests = requests;
    this.pageRows = plan.settings().pageRows();
  }

  @Override
  public void handleSplitsChanges(SplitsChange<ScanSplit> change) {
    split = change.splits().get(0);
  }

  @Override
  public RecordsWithSplitIds<ScannedRow> fetch() throws IOException {
    ScanSplit from = split;
    if (from == null) {
      return new RecordsBySplits<>(Map.of(), Set.of());
    }
    int wanted = (int) Math.min(pageRows, plan.limit() - from.rows());
    Reply reply = wanted > 0 ? ask(from, wanted) : Reply.getDefaultInstance();
    if (reply == null) {
      return new RecordsBySplits<>(Map.of(), Set.of());
    }
    List<ScannedRow> rows = rows(from, reply);
    boolean isLast = rows.size() < wanted || wanted <= 0;
    split = isLast ? null : rows.get(rows.size() - 1).after();
    Map<String, Collection<ScannedRow>> bySplit = Map.of(from.splitId(), rows);
    return new RecordsBySplits<>(bySplit, isLast ? Set.of(from.splitId()) : Set.of());
  }

  /** The reply; null where it was woken up, or is to be asked for less. */
  private @Nullable Reply ask(ScanSplit from, int wanted) throws IOException {
    CompletableFuture<Reply> asked = requests.ask(request(from, wanted), plan.settings().timeout());
    underWay = asked;
    try {
      return asked.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a page was read", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CinclusException known
          && known.code() == ErrorCode.LIMIT_EXCEEDED
          && pageRows > 1) {
        pageRows = Math.max(1, wanted / 2); // The rows are too large for one reply.
        return null;
      }
      throw new IOException(
          "collection '%s' could not be read: %s"
              .formatted(plan.settings().collection(), e.getCause()),
          e.getCause());
    } catch (CancellationException e) {
      return null;
    } finally {
      underWay = null;
    }
  }

  private Request request(ScanSplit from, int wanted) {
    boolean isFirst = from.snapshot().isEmpty();
    return Request.newBuilder()
        .setDatabase(plan.settings().database())
        .setConsistency(isFirst ? plan.settings().consistency() : ConsistencyLevel.EVENTUALLY)
        .putAllSnapshot(from.snapshot())
        .setQuery(
            QueryRequest.newBuilder()
                .setCollection(plan.settings().collection())
                .setFilter(FilterTexts.both(plan.filter(), behind(from.last())))
                .addAllOutputFields(plan.decoder().columns())
                .setLimit(wanted))
        .build();
  }

  private String behind(Keys last) {
    String key = plan.decoder().schema().primaryKey().name();
    return switch (last.getKindCase()) {
      case LONGS -> "%s > %d".formatted(key, last.getLongs().getValues(0));
      case TEXTS -> "%s > %s".formatted(key, FilterTexts.quote(last.getTexts().getValues(0)));
      case KIND_NOT_SET -> "";
    };
  }

  private List<ScannedRow> rows(ScanSplit from, Reply reply) {
    QueryResult result = reply.getQuery();
    Keys keys = result.getKeys();
    int count =
        keys.hasTexts() ? keys.getTexts().getValuesCount() : keys.getLongs().getValuesCount();
    Map<Integer, Long> snapshot =
        from.snapshot().isEmpty() ? reply.getPositionsMap() : from.snapshot();
    List<GenericRowData> decoded =
        count == 0 ? List.of() : plan.decoder().decode(result.getFields(), count, 0);
    List<ScannedRow> rows = new ArrayList<>(count);
    for (int row = 0; row < count; row++) {
      rows.add(
          new ScannedRow(
              decoded.get(row), new ScanSplit(from.rows() + row + 1, key(keys, row), snapshot)));
    }
    return rows;
  }

  private static Keys key(Keys keys, int row) {
    return keys.hasTexts()
        ? Keys.newBuilder()
            .setTexts(Texts.newBuilder().addValues(keys.getTexts().getValues(row)))
            .build()
        : Keys.newBuilder()
            .setLongs(Longs.newBuilder().addValues(keys.getLongs().getValues(row)))
            .build();
  }

  /** The page is asked for again. */
  @Override
  public void wakeUp() {
    CompletableFuture<Reply> asked = underWay;
    if (asked != null) {
      asked.cancel(false);
    }
  }

  @Override
  public void close() {
    requests.close();
  }
}
