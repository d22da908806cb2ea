package io.cinclus.standalone.flink;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.state.rocksdb.RocksDBOptions;

/** The Flink options of the embedded cluster and of the jobs on it. Pure functions. */
final class FlinkOptions {

  /** Key groups of every job. It is part of the checkpoints: another number cannot read them. */
  static final int MAX_PARALLELISM = 128;

  /** Newest checkpoints that are kept of a job. */
  static final int RETAINED_CHECKPOINTS = 2;

  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Caches and write buffers of all RocksDB instances together; managed memory would be cut into
   * slots.
   */
  private static final MemorySize ROCKSDB_MEMORY = MemorySize.ofMebiBytes(256);

  private static final int MIN_NETWORK_MEBIBYTES = 64;

  /** A keyed exchange takes some buffers of 32 KiB for each pair of subtasks. */
  private static final int NETWORK_MEBIBYTES_PER_SUBTASK = 16;

  private static final Duration INITIAL_BACKOFF = Duration.ofMillis(100);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);
  private static final Duration HEALTHY_AFTER = Duration.ofMinutes(1);

  /** Failures in a row, about two minutes, after which a job has failed for good. */
  private static final int MAX_RESTARTS = 20;

  private FlinkOptions() {}

  /** Options of the cluster. Some that sound like a job's are read only here. */
  static Configuration cluster(FlinkSettings settings) {
    MemorySize network =
        MemorySize.ofMebiBytes(
            Math.max(
                MIN_NETWORK_MEBIBYTES, NETWORK_MEBIBYTES_PER_SUBTASK * settings.parallelism()));
    Configuration options = new Configuration();
    options.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
    options.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    options.set(CoreOptions.TMP_DIRS, settings.temporaryFolder().toString());
    options.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    // The default scheduler restarts a source that is not checkpointed where it began, not where
    // its offsets would be computed anew.
    options.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
    options.set(RestOptions.ADDRESS, LOOPBACK);
    options.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    options.set(RestOptions.BIND_PORT, "0");
    options.set(RocksDBOptions.FIX_PER_TM_MEMORY_SIZE, ROCKSDB_MEMORY);
    options.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
    options.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    options.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    setRestarts(options, settings.restartFailedJobs());
    settings.options().forEach(options::setString);
    return options;
  }

  /** Options of a job that starts from nothing. */
  static Configuration job(FlinkSettings settings, JobSpec job) {
    Configuration options = new Configuration();
    options.set(CoreOptions.DEFAULT_PARALLELISM, settings.parallelism());
    options.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
    options.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    options.set(PipelineOptions.GENERIC_TYPES, false);
    options.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    options.set(PipelineOptions.NAME, job.name());
    options.set(PipelineOptions.OBJECT_REUSE, true);
    setRestarts(options, settings.restartFailedJobs());
    if (job.stateful()) {
      setCheckpoints(options, settings, job);
    }
    settings.options().forEach(options::setString);
    if (!job.stateful()) {
      options.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
    }
    return options;
  }

  /** Makes a job start from a checkpoint, which from then on is the job's to delete. */
  static void restoreFrom(Configuration options, Path checkpoint) {
    options.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
    options.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
  }

  private static void setCheckpoints(Configuration options, FlinkSettings settings, JobSpec job) {
    options.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        settings.checkpointFolder(job).toUri().toString());
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointInterval());
    options.set(CheckpointingOptions.CREATE_CHECKPOINT_SUB_DIR, false);
    options.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    options.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    options.set(RocksDBOptions.USE_MANAGED_MEMORY, false);
    options.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
  }

  private static void setRestarts(Configuration options, boolean restart) {
    options.set(RestartStrategyOptions.RESTART_STRATEGY, restart ? "exponential-delay" : "none");
    options.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, INITIAL_BACKOFF);
    options.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, MAX_BACKOFF);
    options.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        HEALTHY_AFTER);
    options.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, MAX_RESTARTS);
  }
}
