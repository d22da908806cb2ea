package io.cinclus.operators.build;

import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.SealEvent;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out plans on a bounded pool: each has exactly one outcome, whatever is thrown. One that
 * takes longer than its timeout, counted from when a thread takes it up, is interrupted and has
 * failed. Never fails the job.
 */
public final class BuildFunction extends RichAsyncFunction<BuildPlan, SealEvent> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(BuildFunction.class);

  private final BuildOptions options;
  private transient Lease<LogServices> services;
  private transient PlanWork work;
  private transient ExecutorService pool;
  private transient ScheduledExecutorService clock;

  public BuildFunction(BuildOptions options) {
    this.options = options;
  }

  @Override
  public void open(OpenContext context) {
    services = LogServices.SHARED.acquire(options.log());
    BuildOptions.Builds limits = options.limits().builds();
    work =
        new PlanWork(
            services.value().catalog(),
            new ObjectStorage(options.storageRoot()),
            limits.memory(),
            options.compaction().maxInputBytes());
    pool = Executors.newFixedThreadPool(limits.threads(), run -> daemon(run, "index-build"));
    clock = Executors.newSingleThreadScheduledExecutor(run -> daemon(run, "index-build-clock"));
  }

  private static Thread daemon(Runnable run, String name) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() throws Exception {
    if (pool != null) {
      pool.shutdownNow();
    }
    if (clock != null) {
      clock.shutdownNow();
    }
    if (services != null) {
      services.close();
    }
  }

  @Override
  public void asyncInvoke(BuildPlan plan, ResultFuture<SealEvent> result) {
    pool.execute(() -> attempt(plan, result));
  }

  private void attempt(BuildPlan plan, ResultFuture<SealEvent> result) {
    AtomicBoolean ended = new AtomicBoolean();
    Thread worker = Thread.currentThread();
    Future<?> timeout =
        clock.schedule(
            () -> {
              synchronized (ended) { // So that no later plan of this thread is interrupted.
                if (ended.compareAndSet(false, true)) {
                  worker.interrupt();
                  complete(result, late(plan));
                }
              }
            },
            options.limits().builds().timeoutMillis(),
            TimeUnit.MILLISECONDS);
    BuildFinished finished = runOrFail(plan);
    timeout.cancel(false);
    boolean inTime;
    synchronized (ended) {
      inTime = ended.compareAndSet(false, true);
      Thread.interrupted();
    }
    if (inTime) {
      complete(result, finished);
    }
  }

  /** A task that has ended takes no outcome; the plan is carried out again when it runs again. */
  private static void complete(ResultFuture<SealEvent> result, BuildFinished finished) {
    try {
      result.complete(outcome(finished));
    } catch (RejectedExecutionException e) {
      LOG.info("{} has ended after its task", PlanWork.describe(finished.getPlan()));
    }
  }

  private BuildFinished runOrFail(BuildPlan plan) {
    try {
      return work.run(plan);
    } catch (Throwable e) { // A plan without an outcome would be under way for ever.
      LOG.error("{} failed", PlanWork.describe(plan), e);
      return PlanWork.failed(plan, PlanWork.describe(plan) + " failed: " + e);
    }
  }

  private BuildFinished late(BuildPlan plan) {
    long timeoutMillis = options.limits().builds().timeoutMillis();
    return PlanWork.failed(
        plan, PlanWork.describe(plan) + " took longer than " + timeoutMillis + " ms");
  }

  private static java.util.Collection<SealEvent> outcome(BuildFinished finished) {
    return Collections.singletonList(
        SealEvent.newBuilder()
            .setChannel(finished.getPlan().getChannel())
            .setFinished(finished)
            .build());
  }
}
