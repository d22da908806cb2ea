package io.cinclus.tests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.catalog.CatalogFollower;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.KafkaEndPositions;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.standalone.kafka.EmbeddedKafka;
import io.cinclus.standalone.kafka.TopicSpec;
import io.cinclus.standalone.kafka.Topics;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Publication;
import io.cinclus.v1.PublicationBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the logs' readers and writers rely on, against a real Kafka. */
@SuppressWarnings("try") // Flink's closeables may throw InterruptedException, which fails the test
class KafkaLogsTest {
  private static final ShardId SHARD = new ShardId(5, 0);
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  @TempDir private static Path folder;
  private static EmbeddedKafka kafka;
  private LogConfig log;

  @BeforeAll
  static void startKafka() throws IOException {
    kafka = EmbeddedKafka.start(folder, 0);
  }

  @AfterAll
  static void stopKafka() throws IOException {
    kafka.close();
  }

  @BeforeEach
  void createTopics() throws InterruptedException {
    String prefix = "test" + PREFIXES.incrementAndGet();
    log = new LogConfig(kafka.bootstrapServers(), prefix, Map.of());
    try (Admin admin = Admin.create(log.clientProperties())) {
      Topics.ensure(
          admin,
          new TopicSpec(log.catalogTopic(), 1, Map.of()),
          new TopicSpec(log.walTopic(), 1, Map.of()),
          new TopicSpec(
              log.manifestsTopic(),
              2,
              Map.of(
                  "cleanup.policy",
                  "compact",
                  "max.message.bytes",
                  String.valueOf(Logs.MAX_RECORD_BYTES))));
    }
  }

  private PublishedManifests published() throws IOException {
    return PublishedManifests.read(log, List.of(0, 1));
  }

  /** Commits, and returns when what is committed can be read. */
  private void commit(Committer<PublicationBatch> committer, Publication... publications)
      throws Exception {
    Committers.commit(committer, publications);
    awaitTransactionsEnd(
        new TopicPartition(log.manifestsTopic(), 0), new TopicPartition(log.manifestsTopic(), 1));
  }

  /**
   * Waits until the partitions say that no transaction is open. Kafka tells a producer that its
   * transaction has ended when that is decided, which is before the partitions hear of it.
   */
  private void awaitTransactionsEnd(TopicPartition... all) throws Exception {
    List<TopicPartition> partitions = List.of(all);
    try (Admin admin = Admin.create(log.clientProperties())) {
      while (!ends(admin, partitions, IsolationLevel.READ_COMMITTED)
          .equals(ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED))) {
        Thread.onSpinWait();
      }
    }
  }

  private static Map<TopicPartition, Long> ends(
      Admin admin, List<TopicPartition> partitions, IsolationLevel isolation) throws Exception {
    ListOffsetsResult ends =
        admin.listOffsets(
            partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())),
            new ListOffsetsOptions(isolation));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      offsets.put(partition, ends.partitionResult(partition).get().offset());
    }
    return offsets;
  }

  private Manifest manifest() throws IOException {
    return requireNonNull(published().manifests().getOrDefault(0, Map.of()).get(SHARD));
  }

  private long generation() throws IOException {
    return manifest().getGeneration();
  }

  private long sealedTo() throws IOException {
    return requireNonNull(published().progress().get(0)).getSealedTo();
  }

  private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
    Properties properties = log.clientProperties();
    if (!transactionalId.isEmpty()) {
      properties.setProperty("transactional.id", transactionalId);
    }
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    if (!transactionalId.isEmpty()) {
      producer.initTransactions();
    }
    return producer;
  }

  private void append(String topic, int count) {
    try (KafkaProducer<byte[], byte[]> producer = producer("")) {
      for (int i = 0; i < count; i++) {
        producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {(byte) i}));
      }
    }
  }

  private void deleteBelow(String topic, long offset)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(log.clientProperties())) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  @Test
  void whatIsCommittedIsRead() throws Exception {
    try (Committer<PublicationBatch> committer = Committers.open(log, 2)) {
      assertThat(published().manifests()).isEmpty();
      commit(
          committer,
          Committers.manifest(0, SHARD, 1),
          Committers.manifest(0, new ShardId(5, 1), 4),
          Committers.progress(0, 77));
      commit(committer, Committers.manifest(1, new ShardId(6, 0), 2));
      PublishedManifests published = published();
      assertThat(published.manifests().get(0)).hasSize(2);
      assertThat(published.manifests().get(1)).hasSize(1);
      assertThat(published.progress()).hasSize(1);
      assertThat(sealedTo()).isEqualTo(77);
    }
  }

  @Test
  void anOlderOwnerCannotPublishOnceAnotherHasStarted() throws Exception {
    try (Committer<PublicationBatch> older = Committers.open(log, 2)) {
      commit(older, Committers.manifest(0, SHARD, 1));
      try (Committer<PublicationBatch> newer = Committers.open(log, 2)) {
        assertThatThrownBy(() -> commit(older, Committers.manifest(0, SHARD, 9)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("another owner of channel 0 has started");
        assertThat(generation()).isEqualTo(1);
        commit(newer, Committers.manifest(0, SHARD, 2));
        assertThat(generation()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anOwnerThatKnowsAnotherNumberOfChannelsRefusesToStart(int channels) {
    assertThatThrownBy(() -> Committers.open(log, channels))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cinclus.channels is " + channels)
        .hasMessageContaining(log.manifestsTopic() + " has 2 partitions");
  }

  @Test
  void whatARescaledCheckpointHoldsOfAnotherOwnersChannelIsDroppedAndCounted() throws Exception {
    int owner = ChannelKeys.subtaskOf(0, 2);
    Counter foreign = new SimpleCounter();
    TaskInfo other = new TaskInfoImpl("publish", 128, 1 - owner, 2, 0);
    try (Committer<PublicationBatch> committer = Committers.open(log, 2, other, foreign)) {
      commit(committer, Committers.manifest(0, SHARD, 1));
      assertThat(foreign.getCount()).isEqualTo(1);
      commit(committer, Committers.manifest(1, new ShardId(6, 0), 1));
      assertThat(foreign.getCount()).isEqualTo(1);
    }
    assertThat(published().manifests()).containsOnlyKeys(1);
  }

  @Test
  void generationsAndProgressNeverGoDown() throws Exception {
    try (Committer<PublicationBatch> committer = Committers.open(log, 2)) {
      commit(committer, Committers.manifest(0, SHARD, 5), Committers.progress(0, 50));
      commit(committer, Committers.manifest(0, SHARD, 4), Committers.progress(0, 40));
    }
    try (Committer<PublicationBatch> restored = Committers.open(log, 2)) {
      commit(restored, Committers.manifest(0, SHARD, 3), Committers.progress(0, 30));
      assertThat(generation()).isEqualTo(5);
      assertThat(sealedTo()).isEqualTo(50);
      commit(restored, Committers.manifest(0, SHARD, 6), Committers.progress(0, 60));
      assertThat(generation()).as("the newest is read").isEqualTo(6);
      assertThat(sealedTo()).isEqualTo(60);
    }
  }

  @Test
  void aDeletionIsPublishedAlsoOfAManifestThatNeverWas() throws Exception {
    List<LogEvent> events = new ArrayList<>();
    try (Committer<PublicationBatch> committer = Committers.open(log, 2)) {
      commit(committer, Committers.deletion(0, SHARD));
      commit(committer, Committers.manifest(0, new ShardId(6, 0), 1));
      commit(committer, Committers.deletion(0, new ShardId(6, 0)));
    }
    assertThat(published().manifests().get(0)).isEmpty();
    readUntil(
        Logs.manifests(log, "test"),
        events,
        () -> events.stream().filter(LogEvent::hasTombstone).count() == 2);
  }

  @Test
  void aManifestOfManyMegabytesIsPublished() throws Exception {
    Publication large = Committers.manifest(0, SHARD, 1);
    Publication.Builder builder = large.toBuilder();
    for (int i = 0; i < 60_000; i++) {
      builder
          .getEventBuilder()
          .getManifestBuilder()
          .addSegmentsBuilder()
          .getFileBuilder()
          .setPath("the path of a segment file, which is about this long / " + i);
    }
    try (Committer<PublicationBatch> committer = Committers.open(log, 2)) {
      commit(committer, builder.build());
      assertThat(manifest().getSegmentsCount()).isEqualTo(60_000);
    }
  }

  @Test
  void whatWasNotCommittedIsNotRead() throws Exception {
    Publication manifest = Committers.manifest(0, SHARD, 9);
    try (KafkaProducer<byte[], byte[]> producer = producer(log.topicPrefix() + "-manifests-0")) {
      producer.beginTransaction();
      producer
          .send(
              new ProducerRecord<>(
                  log.manifestsTopic(),
                  0,
                  manifest.getKey().toByteArray(),
                  manifest.getEvent().toByteArray()))
          .get();
      assertThat(published().manifests()).isEmpty();
      try (Committer<PublicationBatch> next = Committers.open(log, 2)) {
        assertThat(published().manifests()).as("the next owner ends the transaction").isEmpty();
        commit(next, Committers.manifest(0, SHARD, 1));
        assertThat(generation()).isEqualTo(1);
      }
    }
  }

  private interface Condition {
    boolean holds();
  }

  /** Runs a source in a job until a condition holds of what has come from it. */
  private static void readUntil(
      org.apache.flink.api.connector.source.Source<LogEvent, ?, ?> source,
      List<LogEvent> events,
      Condition condition)
      throws Exception {
    Configuration config = new Configuration();
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, config);
    try (CloseableIterator<LogEvent> all =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "log").executeAndCollect()) {
      while (!condition.holds()) {
        events.add(all.next());
      }
    }
  }

  private List<LogEvent> readWal(Condition condition, List<LogEvent> events) throws Exception {
    readUntil(Logs.wal(log, "test"), events, condition);
    return events;
  }

  @Test
  void theLogStartsAtThePublishedProgress() throws Exception {
    append(log.walTopic(), 5);
    try (Committer<PublicationBatch> committer = Committers.open(log, 2)) {
      commit(committer, Committers.progress(0, Position.before(3)));
    }
    List<LogEvent> events = new ArrayList<>();
    readWal(() -> events.size() == 3, events);
    assertThat(events.get(0).hasStarted()).isTrue();
    assertThat(events.get(0).getOffset()).isEqualTo(3);
    assertThat(events.get(0).getStarted().getProgress().getSealedTo())
        .isEqualTo(Position.before(3));
    assertThat(events.get(1).getOffset()).isEqualTo(3);
    assertThat(events.get(2).getOffset()).isEqualTo(4);
  }

  @Test
  void aSilentLogStarts() throws Exception {
    List<LogEvent> events = new ArrayList<>();
    readWal(() -> events.size() == 1, events);
    assertThat(events.get(0).hasStarted()).isTrue();
    assertThat(events.get(0).getStarted().hasProgress()).isFalse();
  }

  @Test
  void theEndOfALogThatEndsInAControlRecordIsReached() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(log.topicPrefix() + "-writer")) {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(log.walTopic(), 0, null, new byte[] {1}));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(log.walTopic(), 0, null, new byte[] {2})).get();
      producer.abortTransaction();
    }
    awaitTransactionsEnd(new TopicPartition(log.walTopic(), 0));
    long end;
    try (KafkaEndPositions ends = new KafkaEndPositions(log)) {
      end = requireNonNull(ends.ask().get().wal().get(0));
    }
    assertThat(end).isEqualTo(4);
    List<LogEvent> events = new ArrayList<>();
    readWal(
        () -> !events.isEmpty() && events.get(events.size() - 1).getOffset() == end - 1, events);
    assertThat(events.get(events.size() - 1).hasGap()).isTrue();
    assertThat(events).filteredOn(LogEvent::hasRecord).hasSize(1);
  }

  @Test
  void theEndOfALogIsThatOfWhatIsCommitted() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(log.topicPrefix() + "-writer");
        KafkaEndPositions ends = new KafkaEndPositions(log)) {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(log.walTopic(), 0, null, new byte[] {1})).get();
      assertThat(ends.ask().get().wal())
          .as("no reader gets further, so nobody may wait for it to")
          .containsEntry(0, 0L);
    }
  }

  @Test
  void aReaderBehindTheLogsStartFailsAndNeverJumps() throws Exception {
    append(log.walTopic(), 5);
    try (Committer<PublicationBatch> committer = Committers.open(log, 2)) {
      commit(committer, Committers.progress(0, Position.before(2)));
    }
    deleteBelow(log.walTopic(), 3);
    List<LogEvent> events = new ArrayList<>();
    assertThatThrownBy(() -> readWal(() -> events.size() == 2, events))
        .hasStackTraceContaining("OffsetOutOfRange");
    assertThat(events).noneMatch(LogEvent::hasRecord);
  }

  @Test
  void anEndIsNotMadeUpForATopicThatIsNotThereYet() throws Exception {
    LogConfig missing = new LogConfig(kafka.bootstrapServers(), "missing", Map.of());
    try (KafkaEndPositions ends = new KafkaEndPositions(missing)) {
      assertThatThrownBy(() -> ends.ask().get()).hasMessageContaining("missing.catalog");
      try (Admin admin = Admin.create(missing.clientProperties())) {
        Topics.ensure(
            admin,
            new TopicSpec(missing.catalogTopic(), 1, Map.of()),
            new TopicSpec(missing.walTopic(), 1, Map.of()),
            new TopicSpec(missing.manifestsTopic(), 1, Map.of()));
      }
      assertThat(ends.ask().get().catalog()).isZero();
    }
  }

  @Test
  void aCatalogFollowerBehindItsLogsStartFails() throws Exception {
    append(log.catalogTopic(), 3);
    deleteBelow(log.catalogTopic(), 2);
    try (CatalogFollower follower = new CatalogFollower(log)) {
      assertThatThrownBy(() -> follower.atLeast(3).get()).hasMessageContaining("OutOfRange");
      assertThatThrownBy(follower::current).hasMessageContaining("out of range");
    }
  }

  @Test
  void aCatalogFollowerFoldsToTheEnd() throws Exception {
    append(log.catalogTopic(), 3);
    try (CatalogFollower follower = new CatalogFollower(log)) {
      assertThat(follower.atLeast(3).get().position()).isEqualTo(2);
      assertThat(follower.hasReached(2)).isTrue();
      assertThat(follower.hasReached(3)).isFalse();
      CompletableFuture<?> beyond = follower.atLeast(4);
      assertThat(beyond).isNotDone();
      append(log.catalogTopic(), 1);
      beyond.get();
    }
  }
}
