package io.cinclus.access.milvus;

import io.cinclus.access.AccessLimits;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of an access node: those that may wait for Kafka. A call is refused before it begins,
 * never between its steps, when it may have written already. Stateless.
 */
final class Workers {
  /** Steps of calls that have begun: above what can be open of requests and writes. */
  private static final int MAX_WAITING_STEPS = 1 << 16;

  private Workers() {}

  static ThreadPoolExecutor start(AccessLimits limits) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        limits.callThreads(),
        limits.callThreads(),
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(limits.maxWaitingCalls() + MAX_WAITING_STEPS),
        work -> {
          Thread thread = new Thread(work, "access-worker-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Where calls begin: one is refused while so many wait, calls or steps of others. */
  static Executor admitting(ThreadPoolExecutor workers, int maxWaitingCalls) {
    return call -> {
      if (workers.getQueue().size() >= maxWaitingCalls) {
        throw new RejectedExecutionException(maxWaitingCalls + " calls wait already");
      }
      workers.execute(call);
    };
  }
}
