package io.cinclus.sql.read;

import io.cinclus.client.RetryingRequests;
import io.cinclus.model.CinclusException;
import io.cinclus.operators.serve.ServeOptions.Headers;
import io.cinclus.sql.types.RowDecoder;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Keys;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a collection for rows, as the functions of a table do. Open between {@link #open} and {@link
 * #close}; asked by one thread, answers come on any.
 */
final class Asker implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

  private final ReadSettings settings;
  private final RowDecoder decoder;
  private transient @Nullable RetryingRequests requests;
  private transient @Nullable Counter failed;

  Asker(ReadSettings settings, RowDecoder decoder) {
    this.settings = settings;
    this.decoder = decoder;
  }

  ReadSettings settings() {
    return settings;
  }

  RowDecoder decoder() {
    return decoder;
  }

  void open(FunctionContext context) {
    requests =
        RetryingRequests.connect(
            settings.log(), Headers.from(new Configuration()), settings.retries());
    failed = context.getMetricGroup().counter("requestsFailed", new ThreadSafeSimpleCounter());
  }

  /** The rows of the reply; none, or a failure, where there is no good one. */
  CompletableFuture<Collection<RowData>> ask(
      Request request, Function<Reply, Collection<RowData>> rows) {
    if (requests == null) {
      throw new IllegalStateException("the function is not open");
    }
    return requests.ask(request, settings.timeout()).thenApply(rows).exceptionally(this::failed);
  }

  private Collection<RowData> failed(Throwable failure) {
    if (failed != null) {
      failed.inc();
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (settings.onError() == OnError.DROP && cause instanceof CinclusException) {
      LOG.warn("A request to collection '{}' failed", settings.collection(), cause);
      return List.of();
    }
    throw cause instanceof CinclusException known
        ? new CinclusException(
            known.code(),
            "a request to collection '%s' failed (%s): %s"
                .formatted(settings.collection(), known.code(), known.getMessage()),
            known)
        : new IllegalStateException(
            "a request to collection '%s' failed".formatted(settings.collection()), cause);
  }

  /** The hits of a search with one vector, their distance behind their columns. */
  static Collection<RowData> hits(Reply reply, RowDecoder decoder) {
    Hits hits = reply.getSearch().getHits(0);
    List<GenericRowData> rows = decoder.decode(hits.getFields(), hits.getDistancesCount(), 1);
    int score = decoder.columns().size();
    for (int row = 0; row < rows.size(); row++) {
      rows.get(row).setField(score, (double) hits.getDistances(row));
    }
    return new ArrayList<>(rows);
  }

  /** The rows of a query. */
  static Collection<RowData> rows(Reply reply, RowDecoder decoder) {
    QueryResult result = reply.getQuery();
    return new ArrayList<>(decoder.decode(result.getFields(), count(result.getKeys()), 0));
  }

  private static int count(Keys keys) {
    return keys.hasTexts() ? keys.getTexts().getValuesCount() : keys.getLongs().getValuesCount();
  }

  void close() {
    if (requests != null) {
      requests.close();
      requests = null;
    }
  }
}
