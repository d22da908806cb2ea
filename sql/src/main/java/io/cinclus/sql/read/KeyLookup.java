package io.cinclus.sql.read;

import io.cinclus.sql.types.RowDecoder;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import io.cinclus.v1.Texts;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.FunctionContext;

/** The row of a primary key, if there is one and it passes the table's WHERE. */
public final class KeyLookup extends AsyncLookupFunction {
  private static final long serialVersionUID = 1L;

  private final Asker asker;
  private final String filter;
  private final boolean byText;

  /**
   * A lookup.
   *
   * @param settings of the table
   * @param decoder of its rows
   * @param filter that a row must pass; empty: none
   */
  public KeyLookup(ReadSettings settings, RowDecoder decoder, String filter) {
    this.asker = new Asker(settings, decoder);
    this.filter = filter;
    this.byText = !decoder.schema().primaryKey().type().isInteger();
  }

  @Override
  public void open(FunctionContext context) {
    asker.open(context);
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncLookup(RowData key) {
    if (key.isNullAt(0)) {
      return CompletableFuture.completedFuture(List.of());
    }
    Keys keys =
        byText
            ? Keys.newBuilder()
                .setTexts(Texts.newBuilder().addValues(key.getString(0).toString()))
                .build()
            : Keys.newBuilder().setLongs(Longs.newBuilder().addValues(key.getLong(0))).build();
    ReadSettings settings = asker.settings();
    Request request =
        Request.newBuilder()
            .setDatabase(settings.database())
            .setConsistency(settings.consistency())
            .setQuery(
                QueryRequest.newBuilder()
                    .setCollection(settings.collection())
                    .setKeys(keys)
                    .setFilter(filter)
                    .addAllOutputFields(asker.decoder().columns()))
            .build();
    return asker.ask(request, reply -> Asker.rows(reply, asker.decoder()));
  }

  @Override
  public void close() {
    asker.close();
  }
}
