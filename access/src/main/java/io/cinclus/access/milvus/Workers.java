package io.cinclus.access.milvus;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of an access node: those that may wait for Kafka. Stateless. */
final class Workers {
  /** Calls that run, or wait for Kafka to take a record, at the same time. */
  private static final int THREADS = 16;

  /** Calls that wait for a thread; further ones are refused. */
  private static final int MAX_WAITING = 4096;

  private Workers() {}

  static ExecutorService start() {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        THREADS,
        THREADS,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MAX_WAITING),
        work -> {
          Thread thread = new Thread(work, "access-worker-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
