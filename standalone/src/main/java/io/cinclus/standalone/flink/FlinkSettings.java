package io.cinclus.standalone.flink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How the embedded cluster runs. Immutable.
 *
 * @param folder where checkpoints ({@code checkpoints/JOB}) and working files ({@code tmp}) live
 * @param parallelism of every job
 * @param checkpointInterval of the stateful jobs
 * @param restartFailedJobs whether a job that fails is started again, at first at once, then with
 *     growing pauses; if not, its first failure is final, as tests want it
 * @param options Flink options laid over all others, for example those of the object store
 */
public record FlinkSettings(
    Path folder,
    int parallelism,
    Duration checkpointInterval,
    boolean restartFailedJobs,
    Map<String, String> options) {

  public FlinkSettings {
    checkParallelism(parallelism);
    if (checkpointInterval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "the checkpoint interval is at least a millisecond, not " + checkpointInterval);
    }
    folder = folder.toAbsolutePath().normalize();
    options = Map.copyOf(options);
  }

  /** {@link IllegalArgumentException} where jobs cannot have so many subtasks. */
  public static void checkParallelism(int parallelism) {
    if (parallelism < 1 || parallelism > FlinkOptions.MAX_PARALLELISM) {
      throw new IllegalArgumentException(
          "parallelism is 1 to %d, not %d".formatted(FlinkOptions.MAX_PARALLELISM, parallelism));
    }
  }

  /** For a server: a checkpoint a second, failed jobs restarted, no further options. */
  public static FlinkSettings of(Path folder, int parallelism) {
    return new FlinkSettings(folder, parallelism, Duration.ofSeconds(1), true, Map.of());
  }

  Path checkpointFolder(JobSpec job) {
    return folder.resolve("checkpoints").resolve(job.name());
  }

  Path temporaryFolder() {
    return folder.resolve("tmp");
  }
}
