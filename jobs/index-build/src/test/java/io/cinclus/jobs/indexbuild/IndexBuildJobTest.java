package io.cinclus.jobs.indexbuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.operators.build.BuildOptions;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.OwnerEvent;
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

class IndexBuildJobTest {

  /** The committer must have fenced the earlier owner before this one reads what is published. */
  @Test
  void theOwnerAndTheCommitterAreOneTask() {
    JobVertex owner = only("owner");
    assertThat(owner.getName()).contains("publish: Writer").contains("publish: Committer");
    assertThat(only("publish: Committer").getName()).isEqualTo(owner.getName());
  }

  @Test
  void buildingIsNotInTheOwnersTask() {
    assertThat(only("build").getName()).doesNotContain("owner");
  }

  @Test
  void theOwnersInputIsKeyed() {
    assertThat(only("owner").getInputs())
        .hasSize(2)
        .extracting(JobEdge::getShipStrategyName)
        .containsOnly("HASH");
  }

  @Test
  void everyOperatorHasItsOwnUidWhichNeverChanges() {
    List<String> uids =
        streamGraph().getStreamNodes().stream().map(StreamNode::getTransformationUID).toList();
    assertThat(uids)
        .doesNotHaveDuplicates()
        .doesNotContainNull()
        .contains("seals", "seal-event", "manifests", "manifest-event", "owner", "build")
        .anyMatch(uid -> uid.contains("publish"))
        .anyMatch(uid -> uid.contains("finished"));
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
    StreamNode owner =
        streamGraph().getStreamNodes().stream()
            .filter(node -> "owner".equals(node.getTransformationUID()))
            .findFirst()
            .orElseThrow();
    @SuppressWarnings("unchecked")
    KeySelector<OwnerEvent, Integer> keys =
        (KeySelector<OwnerEvent, Integer>) owner.getStatePartitioners()[0];
    int[] owned = new int[2];
    for (int channel = 0; channel < 8; channel++) {
      LogEvent event = LogEvent.newBuilder().setPartition(channel).build();
      int key = keys.getKey(OwnerEvent.newBuilder().setSeal(event).build());
      assertThat(key).isEqualTo(ChannelKeys.of(channel));
      assertThat(keys.getKey(OwnerEvent.newBuilder().setManifest(event).build())).isEqualTo(key);
      owned[
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              key, owner.getMaxParallelism(), owned.length)]++;
    }
    assertThat(owned).containsExactly(4, 4);
  }

  @Test
  void withoutCheckpointsTheJobIsNotBuilt() {
    Configuration config = new Configuration();
    config.set(BuildOptions.STORAGE_ROOT, "file:///tmp/none");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    assertThatThrownBy(() -> IndexBuildJob.build(env, BuildOptions.from(config)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("execution.checkpointing.interval");
  }

  private static JobVertex only(String operator) {
    List<JobVertex> found =
        StreamSupport.stream(streamGraph().getJobGraph().getVertices().spliterator(), false)
            .filter(vertex -> vertex.getName().contains(operator))
            .toList();
    assertThat(found).as("vertices with %s", operator).hasSize(1);
    return found.get(0);
  }

  /** Fails where a type is generic or an operator has no uid. */
  private static StreamGraph streamGraph() {
    Configuration config = new Configuration();
    config.set(PipelineOptions.GENERIC_TYPES, false);
    config.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    config.set(BuildOptions.STORAGE_ROOT, "file:///tmp/none");
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    env.setParallelism(2);
    IndexBuildJob.build(env, BuildOptions.from(config));
    return env.getStreamGraph();
  }
}
