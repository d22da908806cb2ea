package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.Position;
import io.cinclus.operators.build.BuildOptions;
import io.cinclus.operators.build.ManifestSink;
import io.cinclus.operators.build.OwnerFunction;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.standalone.kafka.EmbeddedKafka;
import io.cinclus.standalone.kafka.TopicSpec;
import io.cinclus.standalone.kafka.Topics;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.OwnerEvent;
import io.cinclus.v1.Publication;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.ShardSealed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest is published only for a completed checkpoint: the owner and its sink, in a job. */
@SuppressWarnings("try") // Flink's closeables may throw InterruptedException, which fails the test
class PublicationTest {
  @TempDir private Path folder;

  @Test
  void aManifestIsPublishedWhenACheckpointHasCompletedAndNotBefore() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      BuildOptions options = options(kafka);
      createTopics(options);
      appendSeal(options);
      Gate.reset();
      JobClient job = job(options).executeAsync("publish");
      try {
        Gate.held.await();
        PublishedManifests before = PublishedManifests.read(options.log(), List.of(0));
        assertThat(before.manifests())
            .as("the sink has taken the manifest and flushed; the checkpoint is withheld")
            .isEmpty();
        Gate.complete.countDown();
        LogEvent published = firstRecord(options);
        assertThat(PublishedManifests.isProgress(published.getKey().toByteArray())).isFalse();
      } finally {
        Gate.complete.countDown();
        job.cancel().get();
        job.getJobExecutionResult().handle((result, cancelled) -> true).get();
      }
    }
  }

  private BuildOptions options(EmbeddedKafka kafka) {
    Configuration config = new Configuration();
    config.set(LogConfig.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
    config.set(BuildOptions.CHANNELS, 1);
    config.set(BuildOptions.STORAGE_ROOT, folder.resolve("files").toUri().toString());
    return BuildOptions.from(config);
  }

  private static void createTopics(BuildOptions options) throws InterruptedException {
    try (Admin admin = Admin.create(options.log().clientProperties())) {
      Topics.ensure(
          admin,
          new TopicSpec(options.log().catalogTopic(), 1, Map.of()),
          new TopicSpec(options.log().walTopic(), 1, Map.of()),
          new TopicSpec(options.log().sealsTopic(), 1, Map.of()),
          new TopicSpec(options.log().manifestsTopic(), 1, Map.of("cleanup.policy", "compact")));
    }
  }

  private static void appendSeal(BuildOptions options) {
    ShardSealed seal =
        ShardSealed.newBuilder()
            .setCollectionId(5)
            .setFrom(Position.NONE)
            .setTo(Position.before(10))
            .build();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            options.log().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(
          new ProducerRecord<>(
              options.log().sealsTopic(),
              0,
              null,
              SealEvent.newBuilder().setSealed(seal).build().toByteArray()));
    }
  }

  private static StreamExecutionEnvironment environment(Configuration config) {
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    config.set(RestOptions.BIND_PORT, "0");
    return StreamExecutionEnvironment.createLocalEnvironment(1, config);
  }

  private static StreamExecutionEnvironment job(BuildOptions options) {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    StreamExecutionEnvironment env = environment(config);
    env.setMaxParallelism(ChannelKeys.MAX_PARALLELISM);
    env.fromSource(Logs.seals(options.log(), "test"), WatermarkStrategy.noWatermarks(), "seals")
        .map(event -> OwnerEvent.newBuilder().setSeal(event).build())
        .returns(new ProtoTypeInfo<>(OwnerEvent.class))
        .keyBy(event -> ChannelKeys.of(event.getSeal().getPartition()), Types.INT)
        .process(new OwnerFunction(options), new ProtoTypeInfo<>(Publication.class))
        .map(new Gate(), new ProtoTypeInfo<>(Publication.class))
        .sinkTo(new ManifestSink(options.log(), options.channelCount()));
    return env;
  }

  private static LogEvent firstRecord(BuildOptions options) throws Exception {
    try (CloseableIterator<LogEvent> all =
        environment(new Configuration())
            .fromSource(
                Logs.manifests(options.log(), "test"), WatermarkStrategy.noWatermarks(), "log")
            .filter(LogEvent::hasRecord)
            .executeAndCollect()) {
      return all.next();
    }
  }

  /**
   * Chained before the sink, so that once it has passed a publication on, its snapshot is taken
   * when the sink has written and flushed; no such checkpoint completes before the test says so.
   */
  private static final class Gate extends RichMapFunction<Publication, Publication>
      implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private static volatile CountDownLatch held = new CountDownLatch(1);
    private static volatile CountDownLatch complete = new CountDownLatch(1);

    private boolean passed;

    static void reset() {
      held = new CountDownLatch(1);
      complete = new CountDownLatch(1);
    }

    @Override
    public Publication map(Publication publication) {
      passed = true;
      return publication;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws InterruptedException {
      if (passed) {
        held.countDown();
        complete.await();
      }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
      // Has no state.
    }
  }
}
