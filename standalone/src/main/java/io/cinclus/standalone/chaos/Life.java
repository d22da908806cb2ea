package io.cinclus.standalone.chaos;

import io.cinclus.client.CinclusClient;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.chaos.Violation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * A child that is ready, and a client of its own for each writer: what one client has heard of the
 * catalog another may not have. The clients are closed when the child dies.
 *
 * @param child the process
 * @param number of the process
 * @param log where its logs are
 * @param stores one for each writer
 */
record Life(Child child, int number, LogConfig log, List<Store> stores) {
  /** A start takes some ten seconds, and longer on a busy machine. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

  /** Every client reads at its own pace: one in so many lags behind. */
  private static final int LAGS_ONE_IN = 3;

  private static final String MANY_BYTES = "1000000";
  private static final int LAG_MILLIS = 60;

  Life {
    stores = List.copyOf(stores);
  }

  /**
   * Connects as soon as the child is ready.
   *
   * @param number of the process
   * @param writers how many
   * @param clients opens them
   * @throws Unavailable where the child dies before
   */
  static Life connect(Child child, int number, int writers, Clients clients) throws Unavailable {
    LogConfig log = LogConfig.of(await(child, child.ready()));
    List<CompletableFuture<CinclusClient>> connecting = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      LogConfig own = withPace(log, writer);
      connecting.add(clients.connect(own, "chaos-" + writer, child.dead()));
    }
    List<Store> stores = new ArrayList<>();
    for (CompletableFuture<CinclusClient> client : connecting) {
      stores.add(new RemoteStore(await(child, client), child.dead()));
    }
    return new Life(child, number, log, stores);
  }

  private static LogConfig withPace(LogConfig log, int writer) {
    boolean lags = writer % LAGS_ONE_IN == 1;
    Map<String, String> pace =
        Map.of(
            ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
            lags ? MANY_BYTES : "1",
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            String.valueOf(LAG_MILLIS + writer)); // Equal settings would share one catalog.
    return new LogConfig(log.bootstrapServers(), log.topicPrefix(), pace);
  }

  private static <T> T await(Child child, CompletableFuture<T> future) throws Unavailable {
    try {
      CompletableFuture.anyOf(future, child.dead())
          .get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      if (!future.isDone()) {
        throw new Unavailable("it died while it started or clients connected");
      }
      return future.get();
    } catch (TimeoutException e) {
      throw new Violation(Kind.UNAVAILABLE, "not ready within " + START_TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(e);
    } catch (ExecutionException e) {
      if (child.dead().isDone()) {
        throw new Unavailable(e);
      }
      throw new Violation(Kind.WRONG, "no client could connect: " + e.getCause(), e);
    }
  }
}
