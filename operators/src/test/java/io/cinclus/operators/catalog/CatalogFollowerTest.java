package io.cinclus.operators.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CatalogFollowerTest {
  private final AtomicLong nanos = new AtomicLong();
  private final BreakableConsumer consumer = new BreakableConsumer();
  private final CatalogFollower follower =
      new CatalogFollower(LogConfig.of("nowhere:1"), () -> consumer, nanos::get);

  /** Reads nothing, until it breaks. */
  private static final class BreakableConsumer extends MockConsumer<byte[], byte[]> {
    private volatile boolean isBroken;

    BreakableConsumer() {
      super("none");
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (isBroken) {
        throw new StackOverflowError("too deep");
      }
      Thread.onSpinWait();
      return super.poll(timeout);
    }
  }

  @AfterEach
  void close() {
    follower.close();
  }

  @Test
  void onlySoManyMayWait() {
    for (int waiting = 0; waiting < CatalogFollower.MAX_WAITERS; waiting++) {
      assertThat(follower.atLeast(1)).isNotDone();
    }
    assertFails(follower.atLeast(1), ErrorCode.OVERLOADED, "10000 wait for the catalog");
    assertThat(follower.atLeast(0)).as("what is there needs no wait").isCompleted();
  }

  @Test
  void whoWaitsForTooLongIsTold() {
    CompletableFuture<?> waiting = follower.atLeast(7);
    assertThat(waiting).isNotDone();
    nanos.addAndGet(CatalogFollower.MAX_WAIT.toNanos());
    assertFails(waiting, ErrorCode.NOT_READY, "up to offset 0, and for 60 s not to 7");
    assertThat(follower.atLeast(7)).as("it goes on").isNotDone();
  }

  @Test
  void anErrorIsToldToWhoWaitsAndToWhoAsksLater() {
    CompletableFuture<?> waiting = follower.atLeast(1);
    consumer.isBroken = true;
    assertFails(waiting, ErrorCode.NOT_READY, "too deep");
    assertFails(follower.atLeast(1), ErrorCode.NOT_READY, "too deep");
    assertThatThrownBy(follower::current).hasMessageContaining("too deep");
  }

  @Test
  void closingIsToldToWhoWaits() {
    CompletableFuture<?> waiting = follower.atLeast(1);
    follower.close();
    assertFails(waiting, ErrorCode.NOT_READY, "this is closed");
  }

  private static void assertFails(CompletableFuture<?> waiting, ErrorCode code, String message) {
    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .asInstanceOf(type(CinclusException.class))
        .returns(code, CinclusException::code)
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }
}
