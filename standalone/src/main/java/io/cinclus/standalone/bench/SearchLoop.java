package io.cinclus.standalone.bench;

import io.cinclus.standalone.text.Percentiles;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks all queries, again and again until a time is over, and measures. Used by one thread, whose
 * {@link Search} is called by several.
 */
final class SearchLoop {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MICROS_PER_MILLI = 1e3;

  /** Answers queries; thread-safe. */
  interface Search {
    /**
     * Asks some queries together.
     *
     * @param found where the numbers of the rows found go: {@code k} for each query, in order
     */
    void search(int firstQuery, int count, int[] found);
  }

  private final Search search;
  private final int queries;
  private final int k;
  private final Task.Effort effort;

  SearchLoop(Search search, int queries, int k, Task.Effort effort) {
    this.search = search;
    this.queries = queries;
    this.k = k;
    this.effort = effort;
  }

  /** Warms up, which also finds the neighbours, and measures. */
  Contender.Measured run() throws InterruptedException {
    int[] found = new int[Math.multiplyExact(queries, k)];
    pass(effort.warmUp(), new Percentiles(), found);
    Percentiles latencies = new Percentiles();
    Contender.Rate rate = pass(effort.measured(), latencies, found);
    return new Contender.Measured(
        rate,
        latencies.millis(50) * MICROS_PER_MILLI,
        latencies.millis(99) * MICROS_PER_MILLI,
        new Neighbours(found, k));
  }

  /** Asks all queries, and goes on with the first until the time is over; returns the rate. */
  private Contender.Rate pass(Duration atLeast, Percentiles latencies, int[] found)
      throws InterruptedException {
    int batches = (queries + effort.batch() - 1) / effort.batch();
    long start = System.nanoTime();
    long end = start + atLeast.toNanos();
    AtomicLong next = new AtomicLong();
    AtomicLong answered = new AtomicLong();
    AtomicLong cpuNanos = new AtomicLong();
    Runnable work =
        () -> {
          long cpuBegun = THREADS.getCurrentThreadCpuTime();
          int[] some = new int[effort.batch() * k];
          long batch = next.getAndIncrement();
          while (batch < batches || System.nanoTime() < end) {
            int first = (int) (batch % batches) * effort.batch();
            int count = Math.min(effort.batch(), queries - first);
            long begun = System.nanoTime();
            search.search(first, count, some);
            latencies.add(System.nanoTime() - begun);
            if (batch < batches) {
              System.arraycopy(some, 0, found, first * k, count * k);
            }
            answered.addAndGet(count);
            batch = next.getAndIncrement();
          }
          cpuNanos.addAndGet(THREADS.getCurrentThreadCpuTime() - cpuBegun);
        };
    runOnThreads(work);
    double scaled = NANOS_PER_SECOND * answered.get();
    return new Contender.Rate(
        scaled / (System.nanoTime() - start), scaled / Math.max(1, cpuNanos.get()));
  }

  private void runOnThreads(Runnable work) throws InterruptedException {
    if (effort.threads() == 1) {
      work.run();
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(effort.threads());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < effort.threads(); i++) {
        running.add(threads.submit(work));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a search failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
