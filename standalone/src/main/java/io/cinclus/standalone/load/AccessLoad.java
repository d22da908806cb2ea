package io.cinclus.standalone.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** Many clients at once, each with a model of what it wrote. Stateless. */
public final class AccessLoad {
  private static final Duration TICK = Duration.ofSeconds(1);

  private AccessLoad() {}

  /**
   * Runs a load.
   *
   * @param progress told every second how many calls were made
   * @throws WrongAnswer the first one, after which all clients stop
   */
  public static LoadReport run(LoadSettings settings, IntConsumer progress)
      throws InterruptedException {
    AtomicLong refused = new AtomicLong();
    Latencies latencies = new Latencies();
    try (LoadClient client = new LoadClient(settings.address(), refused)) {
      client.createCollection(settings.dimension());
      long start = System.nanoTime();
      long rows = workers(settings, latencies, refused, progress);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      long counted = LoadWorker.count(client, "");
      if (counted != rows) {
        throw new WrongAnswer(
            "all clients have %d rows, and %d are counted".formatted(rows, counted));
      }
      client.drop();
      return new LoadReport(elapsed, latencies, refused.get(), rows);
    }
  }

  /** The number of rows that all workers have at the end. */
  private static long workers(
      LoadSettings settings, Latencies latencies, AtomicLong refused, IntConsumer progress)
      throws InterruptedException {
    long end = System.nanoTime() + settings.duration().toNanos();
    AtomicBoolean isStopped = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(settings.clients());
    try {
      List<Future<Integer>> workers = new ArrayList<>();
      for (int number = 0; number < settings.clients(); number++) {
        int owner = number;
        workers.add(
            threads.submit(
                () -> {
                  OwnRows rows = new OwnRows(owner, settings.dimension());
                  try (LoadClient client = new LoadClient(settings.address(), refused)) {
                    Random random = new Random(settings.seed() + owner);
                    LoadWorker worker = new LoadWorker(client, rows, random, latencies);
                    while (System.nanoTime() < end && !isStopped.get()) {
                      worker.step();
                    }
                  } catch (RuntimeException e) {
                    isStopped.set(true);
                    throw e;
                  }
                  return rows.versions().size();
                }));
      }
      while (System.nanoTime() < end && !isStopped.get()) {
        Thread.sleep(Math.min(TICK.toMillis(), settings.duration().toMillis()));
        progress.accept(latencies.count());
      }
      return sum(workers);
    } finally {
      isStopped.set(true);
      threads.shutdown();
    }
  }

  private static long sum(List<Future<Integer>> workers) throws InterruptedException {
    long sum = 0;
    for (Future<Integer> worker : workers) {
      try {
        sum += worker.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException known) {
          throw known;
        }
        throw new IllegalStateException("a client failed", e);
      }
    }
    return sum;
  }
}
