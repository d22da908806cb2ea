package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuildContextTest {
  private final ExecutorService pool = Executors.newFixedThreadPool(3);
  private final BuildContext context = new BuildContext(pool, 4, BuildProgress.NONE);

  @AfterEach
  void shutdown() {
    pool.shutdown();
  }

  @Test
  void eachRowIsInOnePart() throws InterruptedException {
    for (int rows : new int[] {0, 1, 6, 7, 8, 1000}) {
      AtomicIntegerArray parts = new AtomicIntegerArray(rows);
      context.forEachRange(
          rows,
          7,
          (from, to) -> {
            assertThat(from % 7).isZero();
            for (int row = from; row < to; row++) {
              parts.incrementAndGet(row);
            }
          });
      for (int row = 0; row < rows; row++) {
        assertThat(parts.get(row)).as("row %d of %d", row, rows).isEqualTo(1);
      }
    }
  }

  @Test
  void whatAPartThrowsIsThrownOnceNoneRuns() {
    AtomicInteger running = new AtomicInteger();
    for (int bad : new int[] {0, 500, 999}) {
      assertThatThrownBy(
              () ->
                  context.forEachRange(
                      1000,
                      1,
                      (from, to) -> {
                        running.incrementAndGet();
                        try {
                          if (from == bad) {
                            throw new IllegalStateException("row " + from);
                          }
                        } finally {
                          running.decrementAndGet();
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("row " + bad);
      assertThat(running).hasValue(0);
    }
  }

  @Test
  void anInterruptEndsItWithMostPartsNotBegun() {
    AtomicInteger begun = new AtomicInteger();
    Thread caller = Thread.currentThread();
    assertThatThrownBy(
            () ->
                new BuildContext(Runnable::run, 1, BuildProgress.NONE)
                    .forEachRange(
                        1000,
                        1,
                        (from, to) -> {
                          if (begun.incrementAndGet() == 10) {
                            caller.interrupt();
                          }
                        }))
        .isInstanceOf(InterruptedException.class);
    assertThat(begun).hasValue(10);
    assertThat(caller.isInterrupted()).isFalse();
  }
}
