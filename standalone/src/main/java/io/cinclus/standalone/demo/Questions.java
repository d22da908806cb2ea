package io.cinclus.standalone.demo;

import io.cinclus.client.QueryVectors;
import io.cinclus.client.RequestClient;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.time.Duration;
import java.util.List;

/** The demo's requests, over the request topic. Thread-safe; a reply that is an error throws. */
final class Questions {
  /** Long, so that a busy machine makes the demo slow and not wrong. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final RequestClient client;
  private final Runnable beforeEach;

  /**
   * Over a connection.
   *
   * @param beforeEach called before each request; what it throws ends it
   */
  Questions(RequestClient client, Runnable beforeEach) {
    this.client = client;
    this.beforeEach = beforeEach;
  }

  private Reply ask(Request.Builder request) {
    beforeEach.run();
    return client.get(request.build(), TIMEOUT);
  }

  /** The rows nearest to a vector, with some fields. */
  Reply search(float[] vector, int limit, ConsistencyLevel consistency, List<String> fields) {
    return ask(
        Request.newBuilder()
            .setConsistency(consistency)
            .setSearch(
                SearchRequest.newBuilder()
                    .setCollection(GlossCollection.NAME)
                    .addVectors(QueryVectors.dense(vector))
                    .setLimit(limit)
                    .addAllOutputFields(fields)));
  }

  /** The ids of the rows nearest to a vector, best first. */
  List<Long> nearest(float[] vector, int limit, ConsistencyLevel consistency) {
    return search(vector, limit, consistency, List.of())
        .getSearch()
        .getHits(0)
        .getKeys()
        .getLongs()
        .getValuesList();
  }

  /** How many rows there are. */
  long count(ConsistencyLevel consistency) {
    return ask(Request.newBuilder()
            .setConsistency(consistency)
            .setQuery(QueryRequest.newBuilder().setCollection(GlossCollection.NAME).setCount(true)))
        .getQuery()
        .getCount();
  }

  /** Ids and vectors of the rows that have an id from {@code from} to {@code to} (exclusive). */
  QueryResult vectors(long from, long to) {
    Longs.Builder ids = Longs.newBuilder();
    for (long id = from; id < to; id++) {
      ids.addValues(id);
    }
    return ask(Request.newBuilder()
            .setQuery(
                QueryRequest.newBuilder()
                    .setCollection(GlossCollection.NAME)
                    .setKeys(Keys.newBuilder().setLongs(ids))
                    .addOutputFields(GlossCollection.VECTOR)))
        .getQuery();
  }
}
