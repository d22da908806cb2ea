package io.cinclus.standalone.flink;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.cinclus.standalone.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * A Flink cluster in this JVM. A stateful job that is submitted again under its name, to a cluster
 * on the same folder, continues from its newest intact checkpoint, whether the cluster before was
 * closed or killed.
 *
 * <p>One thread starts it, submits, waits and closes; {@link #failure()} may be used from any.
 *
 * <p>It does not end the process when a job has failed: whoever started it must see to {@link
 * #failure()}.
 */
public final class EmbeddedFlink implements AutoCloseable {

  /** Jobs that run at a time. Each takes one slot per degree of parallelism. */
  public static final int MAX_JOBS = 4;

  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private final FlinkSettings settings;
  private final FolderLock lock;
  private final MiniCluster cluster;
  private final List<Job> jobs = new ArrayList<>();
  private final CompletableFuture<JobFailedException> failure = new CompletableFuture<>();
  private volatile boolean closing;

  private EmbeddedFlink(FlinkSettings settings, FolderLock lock, MiniCluster cluster) {
    this.settings = settings;
    this.lock = lock;
    this.cluster = cluster;
  }

  /**
   * Starts the cluster, without jobs.
   *
   * @throws IOException if the folder is in use or cannot be written
   * @throws IllegalStateException if the cluster does not start
   */
  public static EmbeddedFlink start(FlinkSettings settings)
      throws IOException, InterruptedException {
    FolderLock lock = FolderLock.acquire(settings.folder());
    try {
      Folders.delete(settings.temporaryFolder()); // what a killed process left
      Files.createDirectories(settings.temporaryFolder());
      return new EmbeddedFlink(settings, lock, startCluster(settings));
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  private static MiniCluster startCluster(FlinkSettings settings) throws InterruptedException {
    Configuration options = FlinkOptions.cluster(settings);
    FileSystem.initialize(options, null); // the cluster leaves the options of object stores to us
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(options)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(MAX_JOBS * settings.parallelism())
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      throw new IllegalStateException("Flink did not start: " + e.getMessage(), e);
    }
    // One that is closed while it makes its resource manager or dispatcher never ends closing.
    await(cluster.getResourceOverview(), "start its resource manager");
    await(cluster.listJobs(), "start its dispatcher");
    return cluster;
  }

  /**
   * Hands a job to the cluster, which starts it at once; a stateful one from its newest intact
   * checkpoint, if it has one.
   *
   * @throws IOException if its checkpoints cannot be read, or are all broken
   * @throws IllegalStateException if there are {@link #MAX_JOBS} jobs already, or the cluster does
   *     not take the job
   */
  public void submit(JobSpec spec) throws IOException, InterruptedException {
    if (jobs.size() == MAX_JOBS) {
      throw new IllegalStateException(
          "no slots for job " + spec.name() + ": " + MAX_JOBS + " run already");
    }
    JobGraph graph = graphOf(spec);
    await(cluster.submitJob(graph), "take job " + spec.name());
    jobs.add(
        new Job(
            spec.name(),
            graph.getJobID(),
            cluster
                .requestJobResult(graph.getJobID())
                .whenComplete((result, error) -> ended(spec.name(), result, error))));
  }

  /**
   * Returns when every task of every submitted job runs.
   *
   * @param eachLook called again and again while waiting; what it throws ends the wait
   * @throws JobFailedException if a job fails for good
   * @throws IllegalStateException if the time is up; its message tells the state of the job it
   *     waited for, and that job's latest failure
   */
  public void awaitRunning(Duration timeout, Runnable eachLook) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    for (Job job : jobs) {
      AccessExecutionGraph graph = graphOf(job);
      while (!isRunning(graph)) {
        eachLook.run();
        if (failure.isDone()) {
          throw failure.join();
        }
        if (System.nanoTime() > deadlineNanos) {
          throw new IllegalStateException(
              "job %s does not run after %s: it is %s%s"
                  .formatted(job.name(), timeout, graph.getState(), latestFailure(graph)));
        }
        Thread.sleep(POLL_INTERVAL.toMillis());
        graph = graphOf(job);
      }
    }
  }

  /**
   * Completes, with the reason, when a job has ended and will not be started again. Jobs are to run
   * for ever, so one that runs out of input counts as failed too. Never completes by {@link
   * #close}.
   */
  public CompletableFuture<JobFailedException> failure() {
    return failure.copy();
  }

  /**
   * Cancels the jobs in the order in which they were submitted, then stops the cluster.
   *
   * @throws IOException if the working files cannot be deleted
   */
  @Override
  public void close() throws IOException {
    closing = true;
    try (lock) {
      try {
        cancelJobs();
      } finally {
        await(cluster.closeAsync(), "stop");
      }
      Folders.delete(settings.temporaryFolder());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancelJobs() throws InterruptedException {
    for (Job job : jobs) {
      if (!job.result().isDone()) {
        await(cluster.cancelJob(job.id()), "cancel job " + job.name());
        await(job.result(), "end job " + job.name());
      }
    }
  }

  private JobGraph graphOf(JobSpec spec) throws IOException {
    Configuration options = FlinkOptions.job(settings, spec);
    if (spec.stateful()) {
      new CheckpointFolder(settings.checkpointFolder(spec))
          .newestIntact()
          .ifPresent(checkpoint -> FlinkOptions.restoreFrom(options, checkpoint));
    }
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(options);
    try {
      spec.dataflow().addTo(environment);
      return environment.getStreamGraph().getJobGraph();
    } catch (Exception e) {
      throw new IllegalStateException(
          "job " + spec.name() + " cannot be built: " + e.getMessage(), e);
    }
  }

  private AccessExecutionGraph graphOf(Job job) throws InterruptedException {
    return await(cluster.getExecutionGraph(job.id()), "tell the state of job " + job.name());
  }

  private void ended(String jobName, @Nullable JobResult result, @Nullable Throwable error) {
    if (!closing) {
      failure.complete(new JobFailedException(jobName, causeOf(result, error)));
    }
  }

  private static Throwable causeOf(@Nullable JobResult result, @Nullable Throwable error) {
    if (result == null) {
      return requireNonNull(error);
    }
    return result
        .getSerializedThrowable()
        .map(failure -> failure.deserializeError(EmbeddedFlink.class.getClassLoader()))
        .orElseGet(() -> new IllegalStateException("it ended, although nobody stopped it"));
  }

  private static boolean isRunning(AccessExecutionGraph graph) {
    boolean any = false;
    for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
      any = true;
    }
    return any; // before it has been scheduled a job has no tasks
  }

  private static String latestFailure(AccessExecutionGraph graph) {
    ErrorInfo latest = graph.getFailureInfo();
    return latest == null
        ? ""
        : "; its latest failure: " + JobFailedException.rootMessage(latest.getException());
  }

  private static <T> T await(CompletableFuture<T> future, String what) throws InterruptedException {
    try {
      return future.get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = requireNonNullElse(e.getCause(), e);
      throw new IllegalStateException("Flink did not " + what + ": " + cause, cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Flink did not " + what + " within " + CALL_TIMEOUT, e);
    }
  }

  private record Job(String name, JobID id, CompletableFuture<JobResult> result) {}
}
