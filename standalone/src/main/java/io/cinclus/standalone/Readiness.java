package io.cinclus.standalone;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.client.RequestClient;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out when a standalone answers. Used by one thread. */
final class Readiness {
  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 50;

  /** All collections together are waited for no longer. */
  private static final Duration COLLECTIONS_TIMEOUT = Duration.ofSeconds(30);

  private final Standalone standalone;
  private final Runnable eachTry;

  /**
   * Of a standalone whose jobs run.
   *
   * @param eachTry called again and again while waiting; what it throws ends the wait
   */
  Readiness(Standalone standalone, Runnable eachTry) {
    this.standalone = standalone;
    this.eachTry = eachTry;
  }

  /**
   * Returns when a Strong count of every loaded collection has been answered. One that cannot be
   * counted within {@link #COLLECTIONS_TIMEOUT} is named in a warning.
   *
   * @param timeout of the first reply
   * @throws IllegalStateException where there is none in time
   */
  void await(Duration timeout) throws InterruptedException {
    try (CatalogClient catalog = new CatalogClient(standalone.log());
        RequestClient requests = new RequestClient(standalone.log(), standalone.headers())) {
      awaitAnyReply(requests, timeout);
      long deadlineNanos = System.nanoTime() + COLLECTIONS_TIMEOUT.toNanos();
      for (CollectionInfo collection : loaded(catalog.newest())) {
        awaitCount(requests, collection, deadlineNanos);
      }
    }
  }

  private static List<CollectionInfo> loaded(Catalog catalog) {
    List<CollectionInfo> loaded = new ArrayList<>();
    for (String database : catalog.databases().keys()) {
      for (CollectionInfo collection : catalog.collections(database)) {
        if (collection.loaded()) {
          loaded.add(collection);
        }
      }
    }
    return loaded;
  }

  /** Any reply will do: it shows that requests are read, planned, merged and answered. */
  private void awaitAnyReply(RequestClient requests, Duration timeout) {
    Request probe = Request.newBuilder().setQuery(QueryRequest.getDefaultInstance()).build();
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (true) {
      check();
      try {
        requests.ask(probe, PROBE_TIMEOUT).join();
        return;
      } catch (CompletionException e) {
        if (System.nanoTime() > deadlineNanos) {
          throw new IllegalStateException("no request is answered within " + timeout, e.getCause());
        }
      }
    }
  }

  private void awaitCount(RequestClient requests, CollectionInfo collection, long deadlineNanos)
      throws InterruptedException {
    Request count =
        Request.newBuilder()
            .setDatabase(collection.database())
            .setConsistency(ConsistencyLevel.STRONG)
            .setQuery(QueryRequest.newBuilder().setCollection(collection.name()).setCount(true))
            .build();
    String reason;
    do {
      check();
      try {
        Reply reply = requests.ask(count, PROBE_TIMEOUT).join();
        if (reply.getCode() == ErrorCode.OK.number()) {
          return;
        }
        reason = reply.getMessage();
        if (!passes(ErrorCode.ofNumber(reply.getCode()))) {
          break;
        }
      } catch (CompletionException e) {
        reason = "no reply within " + PROBE_TIMEOUT;
      }
      Thread.sleep(PAUSE_MILLIS);
    } while (System.nanoTime() < deadlineNanos);
    LOG.warn(
        "Collection {} of database {} is not served: {}",
        collection.name(),
        collection.database(),
        reason);
  }

  /** Whether waiting helps. */
  private static boolean passes(ErrorCode code) {
    return code == ErrorCode.EXPIRED || code == ErrorCode.NOT_READY || code == ErrorCode.OVERLOADED;
  }

  private void check() {
    eachTry.run();
    if (standalone.failure().isDone()) {
      throw standalone.failure().join();
    }
  }
}
