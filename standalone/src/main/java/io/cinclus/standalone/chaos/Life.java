package io.cinclus.standalone.chaos;

import io.cinclus.client.CinclusClient;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.standalone.chaos.Violation.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * A child that answers, with a client of its own: no client outlives the process it was made for,
 * so that nothing which was sent to one can reach the next. Thread-safe.
 *
 * @param child the process
 * @param client connected to it
 */
record Life(Child child, CinclusClient client) {
  /** An operation that takes longer may have happened or not. */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

  private static final int FIRST_CATALOG_CODE = 100;
  private static final int FIRST_STATE_CODE = 300;

  /** Starts something. */
  interface Call<T> extends Supplier<CompletableFuture<T>> {}

  /**
   * What a call completes with.
   *
   * @throws Unavailable where it did not complete, or may succeed when done again
   * @throws Violation where it failed with a reason that cannot be right
   */
  <T> T await(Call<T> call) throws Unavailable {
    try {
      CompletableFuture<T> answer = call.get();
      CompletableFuture.anyOf(answer, child.dead())
          .get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (!answer.isDone()) {
        throw new Unavailable("killed");
      }
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(e);
    } catch (TimeoutException e) {
      throw new Unavailable(e);
    } catch (ExecutionException | RuntimeException e) {
      throw classified(cause(e));
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wraps = failure instanceof ExecutionException || failure instanceof CompletionException;
    return wraps && cause != null ? cause(cause) : failure;
  }

  private Unavailable classified(Throwable failure) {
    if (failure instanceof CinclusException known) {
      checkCode(known.code(), String.valueOf(known.getMessage()));
      return new Unavailable(known);
    }
    boolean isTransport = failure instanceof KafkaException || failure instanceof TimeoutException;
    if (isTransport || child.dead().isDone()) {
      return new Unavailable(failure);
    }
    throw new Violation(Kind.WRONG, "the client failed: " + failure, failure);
  }

  /** Throws a {@link Violation} for a code that says more than "try again". */
  static void checkCode(ErrorCode code, String message) {
    boolean ofCaller = code.number() >= FIRST_CATALOG_CODE && code.number() < FIRST_STATE_CODE;
    if (ofCaller || code == ErrorCode.STORAGE_CORRUPT) {
      throw new Violation(Kind.WRONG, "refused with %s: %s".formatted(code, message));
    }
  }
}
