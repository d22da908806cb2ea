package io.cinclus.client;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.types.Shared.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for answers, with one kind of exception. Stateless. */
final class Futures {
  /** No call waits longer. */
  static final long TIMEOUT_SECONDS = 60;

  private Futures() {}

  /** The value, or the {@link CinclusException} that says why there is none. */
  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CinclusException(ErrorCode.INTERNAL, "interrupted while waiting", e);
    } catch (TimeoutException e) {
      throw new CinclusException(
          ErrorCode.EXPIRED,
          "no answer within %d s; are the jobs and Kafka running?".formatted(TIMEOUT_SECONDS),
          e);
    } catch (ExecutionException e) {
      throw unwrap(e);
    }
  }

  private static CinclusException unwrap(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof CinclusException known) {
      return new CinclusException(known.code(), String.valueOf(known.getMessage()), known);
    }
    return new CinclusException(ErrorCode.INTERNAL, String.valueOf(cause), e);
  }

  static void close(Lease<?> lease) {
    try {
      lease.close();
    } catch (Exception e) {
      throw new IllegalStateException("a shared service could not be closed", e);
    }
  }
}
