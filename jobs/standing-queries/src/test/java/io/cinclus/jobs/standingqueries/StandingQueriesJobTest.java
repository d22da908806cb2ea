package io.cinclus.jobs.standingqueries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.standing.StandingOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobEdge;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class StandingQueriesJobTest {

  /** Matches keep their order only within a task. */
  @Test
  void matchesGoFromTheOperatorToTheirTopicsInOneTask() {
    List<JobVertex> vertices =
        StreamSupport.stream(streamGraph(config()).getJobGraph().getVertices().spliterator(), false)
            .toList();
    JobVertex match =
        vertices.stream().filter(v -> v.getName().contains("match")).findFirst().orElseThrow();
    assertThat(match.getName()).contains("matches: Writer").contains("committed-matches: Writer");
    assertThat(match.getInputs()).extracting(JobEdge::getShipStrategyName).containsExactly("HASH");
  }

  @Test
  void everyOperatorHasItsOwnUidWhichNeverChanges() {
    List<String> uids =
        streamGraph(config()).getStreamNodes().stream()
            .map(StreamNode::getTransformationUID)
            .toList();
    assertThat(uids)
        .doesNotHaveDuplicates()
        .doesNotContainNull()
        .contains("wal", "match", "at-least-once", "exactly-once")
        .anyMatch(uid -> uid.contains("committed-matches"));
  }

  @Test
  void theMaximumParallelismIsThatOfTheChannelsKeys() {
    assertThat(streamGraph(config()).getStreamNodes())
        .extracting(StreamNode::getMaxParallelism)
        .containsOnly(ChannelKeys.MAX_PARALLELISM);
  }

  @Test
  void theJobIsNotBuiltWithoutCheckpoints() {
    Configuration config = config();
    config.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
    assertThatThrownBy(() -> streamGraph(config))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("set execution.checkpointing.interval");
  }

  private static Configuration config() {
    Configuration config = new Configuration();
    config.set(PipelineOptions.GENERIC_TYPES, false);
    config.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    return config;
  }

  /** Fails where a type is generic or an operator has no uid. */
  private static StreamGraph streamGraph(Configuration config) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    env.setParallelism(2);
    StandingQueriesJob.build(env, StandingOptions.from(config));
    return env.getStreamGraph();
  }
}
