package io.cinclus.sql.read;

import io.cinclus.client.QueryVectors;
import io.cinclus.operators.enrich.SearchOptions;
import io.cinclus.sql.types.RowDecoder;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;

/** Searches for the vectors of rows; see {@link Asker} for its threads. */
public final class VectorQuery implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Asker asker;
  private final SearchCall call;

  /**
   * A search.
   *
   * @param settings of the table
   * @param decoder of its rows, whose columns the hits have
   * @param vectorField the column that is searched
   * @param filter of the table's WHERE; empty: none
   * @param map of the call
   */
  public VectorQuery(
      ReadSettings settings,
      RowDecoder decoder,
      String vectorField,
      String filter,
      ReadableConfig map) {
    this.asker = new Asker(settings, decoder);
    this.call = SearchCall.of(vectorField, filter, map, settings.consistency());
  }

  void open(FunctionContext context) {
    asker.open(context);
  }

  /** The hits, best first, each with its distance behind its columns; a null finds nothing. */
  CompletableFuture<Collection<RowData>> search(int limit, RowData question) {
    if (question.isNullAt(0)) {
      return CompletableFuture.completedFuture(List.of());
    }
    float[] vector = AskedVector.read(question.getArray(0));
    ReadSettings settings = asker.settings();
    SearchOptions options =
        new SearchOptions(
            settings.database(),
            settings.collection(),
            call.vectorField(),
            limit,
            call.filter(),
            asker.decoder().columns(),
            call.consistency(),
            call.params());
    return asker.ask(
        options.request(QueryVectors.dense(vector), ""),
        reply -> Asker.hits(reply, asker.decoder()));
  }

  void close() {
    asker.close();
  }
}
