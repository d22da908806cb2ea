package io.cinclus.client;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.ServeOptions.Headers;
import io.cinclus.operators.types.Shared;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * Asks, and asks again what failed for a reason that passes. Every request completes, within its
 * timeout and a margin: with a reply that is a success, or with the {@link CinclusException} of the
 * last attempt. All of a JVM that ask the same server share one connection.
 *
 * <p>Thread-safe. What is bounded is in {@link RequestClient}.
 */
public final class RetryingRequests implements AutoCloseable {
  private static final Shared<Server, RequestClient> CLIENTS =
      new Shared<>(server -> new RequestClient(server.log(), server.headers()));

  private record Server(LogConfig log, Headers headers) {}

  /** Sends a request once. */
  interface Once {
    CompletableFuture<Reply> ask(Request request, Duration timeout);
  }

  /**
   * What time is taken from.
   *
   * @param nanos now
   * @param after runs things after so many milliseconds
   * @param shortened a pause of at most so many milliseconds
   */
  record Timing(LongSupplier nanos, LongFunction<Executor> after, LongUnaryOperator shortened) {
    static final Timing SYSTEM =
        new Timing(
            System::nanoTime,
            millis -> CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS),
            millis -> ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
  }

  private final Once once;
  private final RetryPolicy policy;
  private final Timing timing;
  private final Runnable close;

  RetryingRequests(Once once, RetryPolicy policy, Timing timing, Runnable close) {
    this.once = once;
    this.policy = policy;
    this.timing = timing;
    this.close = close;
  }

  /** Connects; {@link CinclusException} where the reply topic cannot be read. */
  public static RetryingRequests connect(LogConfig log, Headers headers, RetryPolicy policy) {
    Lease<RequestClient> client = CLIENTS.acquire(new Server(log, headers));
    return new RetryingRequests(
        client.value()::ask, policy, Timing.SYSTEM, () -> Futures.close(client));
  }

  /**
   * Asks.
   *
   * @param timeout of all attempts together
   */
  public CompletableFuture<Reply> ask(Request request, Duration timeout) {
    CompletableFuture<Reply> result = new CompletableFuture<>();
    attempt(new Asked(request, timing.nanos().getAsLong() + timeout.toNanos(), result), timeout, 0);
    return result;
  }

  private record Asked(Request request, long deadlineNanos, CompletableFuture<Reply> result) {}

  private void attempt(Asked asked, Duration left, int repetition) {
    CompletableFuture<Reply> reply;
    try {
      reply = once.ask(asked.request(), left);
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    reply.whenComplete(
        (value, failure) -> {
          if (failure == null && value.getCode() == ErrorCode.OK.number()) {
            asked.result().complete(value);
          } else {
            failed(asked, failure == null ? refusal(value) : known(failure), repetition);
          }
        });
  }

  private void failed(Asked asked, CinclusException failure, int repetition) {
    long pause = timing.shortened().applyAsLong(policy.pauseMillis(repetition));
    Duration left =
        Duration.ofNanos(asked.deadlineNanos() - timing.nanos().getAsLong()).minusMillis(pause);
    boolean goesOn =
        repetition < policy.maxRetries()
            && RetryPolicy.isRetryable(failure.code())
            && left.toMillis() > 0
            && !asked.result().isDone();
    if (goesOn) {
      timing.after().apply(pause).execute(() -> attempt(asked, left, repetition + 1));
    } else {
      asked.result().completeExceptionally(failure);
    }
  }

  private static CinclusException refusal(Reply reply) {
    return new CinclusException(ErrorCode.ofNumber(reply.getCode()), reply.getMessage());
  }

  private static CinclusException known(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof CinclusException known
        ? known
        : new CinclusException(ErrorCode.INTERNAL, "the request failed: " + cause, cause);
  }

  /** Others that share the connection keep it. */
  @Override
  public void close() {
    close.run();
  }
}
