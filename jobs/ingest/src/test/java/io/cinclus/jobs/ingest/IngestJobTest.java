package io.cinclus.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.operators.ingest.IngestOptions;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.v1.LogEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobEdge;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class IngestJobTest {

  /** Seals and progress keep their order only within a task. */
  @Test
  void sealsGoFromTheOperatorToTheLogInOneTask() {
    JobVertex grow =
        vertices().stream().filter(v -> v.getName().contains("grow")).findFirst().orElseThrow();
    assertThat(grow.getName()).contains("seals: Writer");
    assertThat(grow.getInputs()).extracting(JobEdge::getShipStrategyName).containsExactly("HASH");
    assertThat(vertices()).hasSize(2);
  }

  @Test
  void everyOperatorHasItsOwnUidWhichNeverChanges() {
    List<String> uids =
        streamGraph().getStreamNodes().stream().map(StreamNode::getTransformationUID).toList();
    assertThat(uids)
        .doesNotHaveDuplicates()
        .doesNotContainNull()
        .contains("wal", "grow")
        .anyMatch(uid -> uid.contains("seals"));
  }

  @Test
  void theMaximumParallelismIsThatOfTheChannelsKeys() {
    assertThat(streamGraph().getStreamNodes())
        .extracting(StreamNode::getMaxParallelism)
        .containsOnly(ChannelKeys.MAX_PARALLELISM);
  }

  /** As the job itself keys its records: their plain numbers would fall unevenly. */
  @Test
  void eachOfTwoSubtasksOwnsHalfOfEightChannels() throws Exception {
    StreamNode grow =
        streamGraph().getStreamNodes().stream()
            .filter(node -> "grow".equals(node.getTransformationUID()))
            .findFirst()
            .orElseThrow();
    @SuppressWarnings("unchecked")
    KeySelector<LogEvent, Integer> keys =
        (KeySelector<LogEvent, Integer>) grow.getStatePartitioners()[0];
    int[] owned = new int[2];
    for (int channel = 0; channel < 8; channel++) {
      int key = keys.getKey(LogEvent.newBuilder().setPartition(channel).build());
      assertThat(key).isEqualTo(ChannelKeys.of(channel));
      owned[
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              key, grow.getMaxParallelism(), owned.length)]++;
    }
    assertThat(owned).containsExactly(4, 4);
  }

  @Test
  void theJobIsNotBuiltWithoutCheckpoints() {
    Configuration config = config();
    config.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
    assertThatThrownBy(() -> streamGraph(config))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("set execution.checkpointing.interval");
  }

  private static List<JobVertex> vertices() {
    return StreamSupport.stream(streamGraph().getJobGraph().getVertices().spliterator(), false)
        .toList();
  }

  private static Configuration config() {
    Configuration config = new Configuration();
    config.set(PipelineOptions.GENERIC_TYPES, false);
    config.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    config.set(IngestOptions.STORAGE_ROOT, "file:///tmp/none");
    return config;
  }

  private static StreamGraph streamGraph() {
    return streamGraph(config());
  }

  /** Fails where a type is generic or an operator has no uid. */
  private static StreamGraph streamGraph(Configuration config) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    env.setParallelism(2);
    IngestJob.build(env, IngestOptions.from(config));
    return env.getStreamGraph();
  }
}
