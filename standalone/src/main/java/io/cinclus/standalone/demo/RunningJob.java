package io.cinclus.standalone.demo;

import io.cinclus.standalone.flink.JobFailedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job of the user's, which does not outlive this. Used by one thread. */
public final class RunningJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
  private static final long CANCEL_TIMEOUT_SECONDS = 10;

  private final JobClient client;
  private final CompletableFuture<JobExecutionResult> result;

  private RunningJob(JobClient client) {
    this.client = client;
    this.result = client.getJobExecutionResult();
  }

  public static RunningJob start(StreamExecutionEnvironment environment, String name)
      throws Exception {
    return new RunningJob(environment.executeAsync(name));
  }

  public boolean isDone() {
    return result.isDone();
  }

  /** Returns when it has finished; {@link IllegalStateException} with the reason if it failed. */
  public void await() throws InterruptedException {
    try {
      result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the job failed: " + JobFailedException.rootMessage(e), e);
    }
  }

  /** Cancels it, if it still runs. */
  @Override
  public void close() {
    if (result.isDone()) {
      return;
    }
    try {
      client.cancel().get(CANCEL_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the job could not be cancelled", e);
    }
  }
}
