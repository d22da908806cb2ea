package io.cinclus.standalone.demo;

import io.cinclus.standalone.text.Percentiles;
import io.cinclus.v1.ConsistencyLevel;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks sentences while rows are being written, a few a second, until it is closed. */
final class Asker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

  private static final long PAUSE_MILLIS = 100;
  private static final int LIMIT = 5;
  private static final long STOP_TIMEOUT_MILLIS = 60_000;

  private final Questions questions;
  private final List<float[]> sentences;
  private final Percentiles latencies = new Percentiles();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "demo-asker");
  private volatile boolean stopped;

  Asker(Questions questions, List<float[]> sentences) {
    this.questions = questions;
    this.sentences = sentences;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      for (int next = 0; !stopped; next = (next + 1) % sentences.size()) {
        long start = System.nanoTime();
        questions.nearest(sentences.get(next), LIMIT, ConsistencyLevel.BOUNDED);
        latencies.add(System.nanoTime() - start);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CancellationException e) {
      LOG.debug("stopped", e); // The demo ends, and this with it.
    } catch (RuntimeException e) {
      failure.completeExceptionally(e);
    }
  }

  Percentiles latencies() {
    return latencies;
  }

  /** Throws what a question failed with, if one did. */
  void check() {
    if (failure.isCompletedExceptionally()) {
      Throwable reason = reason();
      throw new IllegalStateException(
          "a question asked while rows were written failed: "
              + (reason == null ? "" : reason.getMessage()),
          reason);
    }
  }

  private @Nullable Throwable reason() {
    return failure.handle((done, thrown) -> thrown).join();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(STOP_TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
