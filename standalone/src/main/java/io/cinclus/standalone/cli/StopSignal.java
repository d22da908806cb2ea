package io.cinclus.standalone.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM or Ctrl-C, made a question that a command looks at: the process ends only when the
 * command has closed what it opened, or after {@link #STOP_TIMEOUT_SECONDS}.
 *
 * <p>Thread-safe. The command closes it last, also where it ends by itself.
 */
final class StopSignal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

  /** A stop that takes longer than this is a kill. */
  private static final long STOP_TIMEOUT_SECONDS = 30;

  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Runnable afterwards;

  /**
   * Of a process that {@link #stop} ends.
   *
   * @param afterwards run when the command has closed everything, and not if it could not
   */
  StopSignal(Runnable afterwards) {
    this.afterwards = afterwards;
  }

  /** One that the JVM gives when it is to end. */
  static StopSignal install(Runnable afterwards) {
    StopSignal signal = new StopSignal(afterwards);
    Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop"));
    return signal;
  }

  /** Asks for the stop, and returns when the command has closed everything. */
  void stop() {
    asked.complete(null);
    try {
      closed.get(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      afterwards.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("stopped without closing everything", e);
    }
  }

  boolean isAsked() {
    return asked.isDone();
  }

  /** Completes when a stop is asked for. */
  CompletableFuture<Void> asked() {
    return asked;
  }

  @Override
  public void close() {
    closed.complete(null);
  }
}
