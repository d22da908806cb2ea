package io.cinclus.standalone.flink;

import java.util.regex.Pattern;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that is to run for as long as the process does. Immutable.
 *
 * @param name lower-case letters, digits and hyphens; also the name of its folder of checkpoints,
 *     so a job must keep its name to keep its state
 * @param stateful whether it is checkpointed and restored; if not, it runs with checkpoints off
 * @param dataflow adds the job's operators to an environment that is configured already
 */
public record JobSpec(String name, boolean stateful, Dataflow dataflow) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  public JobSpec {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a job's name is 1 to 64 lower-case letters, digits and hyphens, not '" + name + "'");
    }
  }

  /** The operators of a job, without its configuration. */
  @FunctionalInterface
  public interface Dataflow {

    /**
     * Adds sources, operators and sinks; does not execute, and does not change the configuration.
     */
    void addTo(StreamExecutionEnvironment environment) throws Exception;
  }
}
