package io.cinclus.standalone.fraud;

import io.cinclus.operators.score.AnomalyScoring;
import io.cinclus.operators.score.Event;
import io.cinclus.operators.score.ScoringOptions;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;

/** The user's job: events from a topic, scored, onto a board. It ends behind the last event. */
final class FraudJob {
  static final String NAME = "fraud";

  private static final int PARALLELISM = 1; // There is one tenant.
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(2);
  private static final MemorySize NETWORK_MEMORY = MemorySize.ofMebiBytes(16);

  private FraudJob() {}

  /**
   * The job, not yet started.
   *
   * @param topic of one partition, at Kafka's {@code bootstrapServers}
   * @param events how many there are, or will be
   * @param board the name of the board
   */
  static StreamExecutionEnvironment build(
      String bootstrapServers, String topic, int events, ScoringOptions options, String board) {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none"); // A failure ends the demo.
    configuration.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK_MEMORY);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK_MEMORY);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
    environment.setBufferTimeout(BUFFER_TIMEOUT.toMillis());
    KafkaSource<Event> source =
        KafkaSource.<Event>builder()
            .setBootstrapServers(bootstrapServers)
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(
                OffsetsInitializer.offsets(Map.of(new TopicPartition(topic, 0), (long) events)))
            .setDeserializer(new EventRecord())
            .setProperty("group.id", NAME)
            .setProperty("commit.offsets.on.checkpoint", "false")
            .build();
    AnomalyScoring.score(
            environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "Events")
                .uid("events"),
            options)
        .scores()
        .sinkTo(new BoardSink(board))
        .uid("board")
        .name("Board");
    return environment;
  }
}
