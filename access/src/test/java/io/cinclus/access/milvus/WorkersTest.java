package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.access.AccessLimits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final AccessLimits LIMITS =
      new AccessLimits(Duration.ofSeconds(1), 1, 2, 1_000, 1_000);

  @Test
  void callsAreRefusedWhileTooManyWaitAndTheStepsOfThoseThatBeganAreNot() {
    ThreadPoolExecutor workers = Workers.start(LIMITS);
    Executor admission = Workers.admitting(workers, LIMITS.maxWaitingCalls());
    CountDownLatch held = new CountDownLatch(1);
    try {
      CompletableFuture<Void> first =
          CompletableFuture.runAsync(
              () -> {
                try {
                  held.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              },
              admission);
      CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {}, workers);
      CompletableFuture<Void> third = CompletableFuture.runAsync(() -> {}, admission);
      assertThatThrownBy(() -> admission.execute(() -> {}))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("2 calls wait already");
      CompletableFuture<Void> step = CompletableFuture.runAsync(() -> {}, workers);
      held.countDown();
      CompletableFuture.allOf(first, second, third, step).join();
      assertThat(CompletableFuture.runAsync(() -> {}, admission))
          .succeedsWithin(Duration.ofMinutes(1));
    } finally {
      workers.shutdown();
    }
  }
}
