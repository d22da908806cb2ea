package io.cinclus.standalone.chaos;

import io.cinclus.client.CinclusClient;
import io.cinclus.operators.log.LogConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens clients and closes each when its process has died. Thread-safe. */
final class Clients {
  private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  private final Executor threads;
  private final List<CompletableFuture<?>> closings = new CopyOnWriteArrayList<>();

  Clients(Executor threads) {
    this.threads = threads;
  }

  /** A client; it is closed soon after {@code dead} completes. */
  CompletableFuture<CinclusClient> connect(
      LogConfig log, String name, CompletableFuture<Void> dead) {
    CompletableFuture<CinclusClient> client =
        CompletableFuture.supplyAsync(() -> CinclusClient.connect(log, name), threads);
    CompletableFuture<?> closed =
        dead.thenCombineAsync(
            client.exceptionally(failure -> null), // It never was open.
            (nothing, opened) -> {
              if (opened != null) {
                opened.close();
              }
              return true;
            },
            threads);
    closings.removeIf(CompletableFuture::isDone);
    closings.add(closed);
    return client;
  }

  /** Waits until those whose process has died are closed, but not for ever. */
  void awaitClosed() {
    try {
      CompletableFuture.allOf(closings.toArray(CompletableFuture[]::new))
          .get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("clients of an earlier process are still open", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
