package io.cinclus.operators.enrich;

import io.cinclus.operators.enrich.EnrichOptions.Order;
import io.cinclus.operators.log.LogConfig;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Searches for the events of a stream. Stateless. */
public final class VectorSearch {
  /** How long after its time a search that nothing completed is given up. */
  private static final long MARGIN_MILLIS = 5_000;

  private VectorSearch() {}

  /**
   * Each event with what a search found for it: one result for each event, none where its search
   * failed and {@link EnrichOptions.OnError#DROP} is set. Searches go over the request topic and
   * are answered by the query-serving job, asynchronously: no task waits for one. The result is
   * what was true when the search was made, so an event that is replayed after a failure may get
   * another one.
   *
   * <pre>{@code
   * VectorSearch.enrich(
   *         events, LogConfig.of("127.0.0.1:9092"),
   *         SearchOptions.of("points", 10).withOutputFields("name"), EnrichOptions.DEFAULT)
   *     .asking(event -> Question.near(event.vector()))
   *     .answering((event, answer) -> new Scored(event, answer.hits()), Types.POJO(Scored.class))
   *     .uid("search")
   * }</pre>
   *
   * @param log where the logs are
   * @param search what is searched
   * @param options how
   */
  public static <T> Enrichment<T> enrich(
      DataStream<T> events, LogConfig log, SearchOptions search, EnrichOptions options) {
    return new Enrichment<>(events, log, search, options);
  }

  /** A stream whose questions are still to be said. */
  public static final class Enrichment<T> {
    private final DataStream<T> events;
    private final LogConfig log;
    private final SearchOptions search;
    private final EnrichOptions options;

    Enrichment(DataStream<T> events, LogConfig log, SearchOptions search, EnrichOptions options) {
      this.events = events;
      this.log = log;
      this.search = search;
      this.options = options;
    }

    /** What is asked for each event. */
    public Asked<T> asking(Asking<T> asking) {
      return new Asked<>(this, asking);
    }
  }

  /** A stream whose results are still to be said. */
  public static final class Asked<T> {
    private final Enrichment<T> from;
    private final Asking<T> asking;

    Asked(Enrichment<T> from, Asking<T> asking) {
      this.from = from;
      this.asking = asking;
    }

    /**
     * The stream of results; give it a {@code uid}.
     *
     * @param answering makes a result
     * @param type of the results
     */
    public <R> SingleOutputStreamOperator<R> answering(
        Answering<T, R> answering, TypeInformation<R> type) {
      EnrichOptions options = from.options;
      EnrichFunction<T, R> function =
          new EnrichFunction<>(
              new EnrichFunction.Plan<>(from.log, from.search, options, asking, answering));
      long timeoutMillis = options.timeoutMillis() + MARGIN_MILLIS;
      SingleOutputStreamOperator<R> results =
          options.order() == Order.ORDERED
              ? AsyncDataStream.orderedWait(
                  from.events, function, timeoutMillis, TimeUnit.MILLISECONDS, options.capacity())
              : AsyncDataStream.unorderedWait(
                  from.events, function, timeoutMillis, TimeUnit.MILLISECONDS, options.capacity());
      return results.returns(type).name("Search " + from.search.collection());
    }
  }
}
