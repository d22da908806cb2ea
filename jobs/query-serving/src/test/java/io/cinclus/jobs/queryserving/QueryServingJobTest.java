package io.cinclus.jobs.queryserving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.serve.ServeOptions;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.ServeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobEdge;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class QueryServingJobTest {

  @Test
  void anEnvironmentWithCheckpointsIsRefused() {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    assertThatThrownBy(() -> QueryServingJob.build(env, options()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("execution.checkpointing.interval");
  }

  @Test
  void theSearchRunsInTheTaskThatServesAndReleasesItsPermitBehindIt() {
    JobVertex serving =
        vertices().stream()
            .filter(vertex -> vertex.getName().contains("serve"))
            .reduce((one, other) -> one)
            .orElseThrow();
    assertThat(serving.getName()).contains("serve -> (search -> release");
    assertThat(vertices()).filteredOn(v -> v.getName().contains("serve")).hasSize(1);
    assertThat(vertices()).filteredOn(v -> v.getName().contains("search")).hasSize(1);
    assertThat(vertices()).filteredOn(v -> v.getName().contains("release")).hasSize(1);
  }

  @Test
  void onlyKeyedEdgesLeadToServeAndMerge() {
    for (JobVertex vertex : vertices()) {
      for (JobEdge input : vertex.getInputs()) {
        assertThat(input.getShipStrategyName())
            .as("%s to %s", input.getSource().getProducer().getName(), vertex.getName())
            .isEqualTo("HASH");
        assertThat(vertex.getName()).containsAnyOf("serve", "merge");
      }
    }
  }

  @Test
  void everyOperatorHasItsOwnUidAndName() {
    List<String> uids = new ArrayList<>();
    for (StreamNode node : streamGraph().getStreamNodes()) {
      assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
      uids.add(node.getTransformationUID());
    }
    assertThat(uids)
        .doesNotHaveDuplicates()
        .contains(
            "requests",
            "opened",
            "plan",
            "route",
            "ask",
            "wal",
            "wal-event",
            "manifests",
            "manifest-event",
            "serve",
            "search",
            "release",
            "immediate",
            "merge");
  }

  @Test
  void theMaximumParallelismIsThatOfTheChannelsKeys() {
    assertThat(streamGraph().getStreamNodes())
        .extracting(StreamNode::getMaxParallelism)
        .containsOnly(ChannelKeys.MAX_PARALLELISM);
  }

  /** As the job itself keys its events: the channels' plain numbers would fall unevenly. */
  @Test
  void eachOfTwoSubtasksServesHalfOfEightChannels() throws Exception {
    StreamNode serve =
        streamGraph().getStreamNodes().stream()
            .filter(node -> "serve".equals(node.getTransformationUID()))
            .findFirst()
            .orElseThrow();
    @SuppressWarnings("unchecked")
    KeySelector<ServeEvent, Integer> keys =
        (KeySelector<ServeEvent, Integer>) serve.getStatePartitioners()[0];
    int[] served = new int[2];
    for (int channel = 0; channel < 8; channel++) {
      LogEvent log = LogEvent.newBuilder().setPartition(channel).build();
      ChannelRequest request = ChannelRequest.newBuilder().setChannel(channel).build();
      int key = keys.getKey(ServeEvent.newBuilder().setWal(log).build());
      assertThat(key).isEqualTo(ChannelKeys.of(channel));
      assertThat(keys.getKey(ServeEvent.newBuilder().setManifest(log).build())).isEqualTo(key);
      assertThat(keys.getKey(ServeEvent.newBuilder().setRequest(request).build())).isEqualTo(key);
      served[
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              key, serve.getMaxParallelism(), served.length)]++;
    }
    assertThat(served).containsExactly(4, 4);
  }

  private static List<JobVertex> vertices() {
    JobGraph graph = streamGraph().getJobGraph();
    List<JobVertex> vertices = new ArrayList<>();
    graph.getVertices().forEach(vertices::add);
    vertices.sort(Comparator.comparing(JobVertex::getName));
    return vertices;
  }

  /** Fails where a type is generic or an operator has no uid. */
  private static StreamGraph streamGraph() {
    Configuration config = new Configuration();
    config.set(PipelineOptions.GENERIC_TYPES, false);
    config.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    env.setParallelism(2);
    QueryServingJob.build(env, options());
    return env.getStreamGraph();
  }

  private static ServeOptions options() {
    Configuration config = new Configuration();
    config.set(ServeOptions.STORAGE_ROOT, "file:///tmp/none");
    return ServeOptions.from(config);
  }
}
