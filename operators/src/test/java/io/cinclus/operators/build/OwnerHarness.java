package io.cinclus.operators.build;

import com.google.protobuf.ByteString;
import io.cinclus.model.ShardId;
import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.operators.fakes.FakeEnds;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.segment.CompactionTask;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.OwnerEvent;
import io.cinclus.v1.Publication;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.Tombstone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The manifest owner on its own: its logs, time, checkpoints and crashes are the test's. */
final class OwnerHarness implements AutoCloseable {
  static final long START_MILLIS = 1_000_000;
  static final long TICK_MILLIS = 100;
  static final long GRACE_MILLIS = 5_000;
  static final long ORPHAN_AGE_MILLIS = 20_000;
  static final long ORPHAN_INTERVAL_MILLIS = 30_000;
  static final CompactionPolicy PAIRS =
      new CompactionPolicy(2, 1000, 100, 0.5, CompactionTask.MAX_INPUT_BYTES);

  private static final AtomicInteger INSTANCES = new AtomicInteger();
  private static final Map<String, PublishedManifests> PUBLISHED = new ConcurrentHashMap<>();

  final FakeCatalog catalog = new FakeCatalog();
  final FakeEnds ends = new FakeEnds(catalog);
  final BuildOptions options;
  private final Lease<LogServices> services;
  private final PublishedManifests published =
      new PublishedManifests(new HashMap<>(), new HashMap<>());
  private final Path root;
  private long checkpoint;
  private long offset;
  private @Nullable KeyedOneInputStreamOperatorTestHarness<Integer, OwnerEvent, Publication>
      operator;

  /** What a checkpoint holds. */
  record Snapshot(long id, OperatorSubtaskState state) {}

  OwnerHarness(Path root, CompactionPolicy compaction) {
    this.root = root;
    LogConfig log = LogConfig.of("owner-test-" + INSTANCES.incrementAndGet());
    options =
        new BuildOptions(
            log,
            4,
            "file://" + root,
            compaction,
            new BuildOptions.Limits(
                new BuildOptions.Builds(5, 4, 1, 60_000, new BuildOptions.Memory(1 << 20, 0)),
                new BuildOptions.Files(GRACE_MILLIS, ORPHAN_AGE_MILLIS, ORPHAN_INTERVAL_MILLIS),
                0,
                TICK_MILLIS));
    services = LogServices.SHARED.provide(log, new LogServices(catalog, ends));
    PUBLISHED.put(log.bootstrapServers(), published);
  }

  private static PublishedManifests published(LogConfig log, Collection<Integer> channels) {
    PublishedManifests all = Objects.requireNonNull(PUBLISHED.get(log.bootstrapServers()));
    PublishedManifests asked =
        new PublishedManifests(new HashMap<>(all.manifests()), new HashMap<>(all.progress()));
    asked.manifests().keySet().retainAll(channels);
    asked.progress().keySet().retainAll(channels);
    return asked;
  }

  OwnerHarness start() throws Exception {
    open(null, 0, 0, 1);
    return this;
  }

  void restore(Snapshot from) throws Exception {
    restore(from, 0, 1);
  }

  /** Starts a subtask with its part of what the only one before it has stored. */
  void restore(Snapshot from, int subtask, int parallelism) throws Exception {
    OperatorSubtaskState state =
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            from.state(), ChannelKeys.MAX_PARALLELISM, 1, parallelism, subtask);
    open(state, from.id(), subtask, parallelism);
  }

  private void open(
      @Nullable OperatorSubtaskState state, long restoredId, int subtask, int parallelism)
      throws Exception {
    stop();
    OwnerFunction owner =
        new OwnerFunction(options, OwnerHarness::published, Executors::newDirectExecutorService);
    KeyedOneInputStreamOperatorTestHarness<Integer, OwnerEvent, Publication> next =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(owner),
            event ->
                ChannelKeys.of(
                    (event.hasSeal() ? event.getSeal() : event.getManifest()).getPartition()),
            Types.INT,
            ChannelKeys.MAX_PARALLELISM,
            parallelism,
            subtask);
    next.setup(
        new ProtoTypeInfo<>(Publication.class)
            .createSerializer(next.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      next.setRestoredCheckpointId(restoredId);
      next.initializeState(state);
    }
    next.setProcessingTime(START_MILLIS);
    next.open();
    operator = next;
  }

  private KeyedOneInputStreamOperatorTestHarness<Integer, OwnerEvent, Publication> operator() {
    if (operator == null) {
      throw new IllegalStateException("not started");
    }
    return operator;
  }

  private void stop() throws Exception {
    if (operator != null) {
      operator.close();
      operator = null;
    }
  }

  /** Writes a file into the object storage. */
  void write(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "content");
  }

  /** Writes one as old as may be. */
  void writeOld(String path) throws IOException {
    write(path);
    Files.setLastModifiedTime(root.resolve(path), FileTime.fromMillis(1));
  }

  boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  void publish(int channel, Manifest manifest) {
    published
        .manifests()
        .computeIfAbsent(channel, c -> new HashMap<>())
        .put(new ShardId(manifest.getCollectionId(), manifest.getShard()), manifest);
  }

  void publish(ChannelProgress progress) {
    published.progress().put(progress.getChannel(), progress);
  }

  void seal(int channel, ShardSealed seal) throws Exception {
    read(channel, SealEvent.newBuilder().setSealed(seal));
  }

  void finish(BuildFinished finished) throws Exception {
    read(finished.getPlan().getChannel(), SealEvent.newBuilder().setFinished(finished));
  }

  void progress(int channel, long sealedTo) throws Exception {
    read(
        channel,
        SealEvent.newBuilder()
            .setProgress(ChannelProgress.newBuilder().setChannel(channel).setSealedTo(sealedTo)));
  }

  void read(int channel, SealEvent.Builder event) throws Exception {
    read(channel, event.build().toByteString());
  }

  void read(int channel, ByteString record) throws Exception {
    LogEvent.Builder log = LogEvent.newBuilder().setPartition(channel).setOffset(offset++);
    operator().processElement(OwnerEvent.newBuilder().setSeal(log.setRecord(record)).build(), 0);
  }

  /** The owner reads back what it has published. */
  void readBack(Publication publication) throws Exception {
    LogEvent.Builder log =
        LogEvent.newBuilder()
            .setPartition(publication.getChannel())
            .setOffset(offset++)
            .setKey(publication.getKey());
    if (publication.hasEvent()) {
      log.setRecord(publication.getEvent().toByteString());
    } else {
      log.setTombstone(Tombstone.getDefaultInstance());
    }
    operator().processElement(OwnerEvent.newBuilder().setManifest(log).build(), 0);
  }

  void tick() throws Exception {
    advance(TICK_MILLIS);
  }

  void advance(long millis) throws Exception {
    operator().setProcessingTime(operator().getProcessingTime() + millis);
  }

  Snapshot begin() throws Exception {
    checkpoint++;
    return new Snapshot(checkpoint, operator().snapshot(checkpoint, checkpoint));
  }

  void complete(Snapshot snapshot) throws Exception {
    operator().notifyOfCompletedCheckpoint(snapshot.id());
  }

  Snapshot checkpoint() throws Exception {
    Snapshot snapshot = begin();
    complete(snapshot);
    return snapshot;
  }

  /** All that was to be published since the start. */
  List<Publication> publications() {
    return operator().extractOutputValues();
  }

  /** The newest manifest that was to be published since the start. */
  Manifest manifest() {
    List<Manifest> manifests = manifests();
    return manifests.get(manifests.size() - 1);
  }

  List<Manifest> manifests() {
    return publications().stream()
        .filter(publication -> publication.getEvent().hasManifest())
        .map(publication -> publication.getEvent().getManifest())
        .toList();
  }

  /** The positions of the progress that was to be published since the start. */
  List<Long> progress() {
    return publications().stream()
        .filter(publication -> publication.getEvent().hasProgress())
        .map(publication -> publication.getEvent().getProgress().getSealedTo())
        .toList();
  }

  List<BuildPlan> plans() {
    var plans = operator().getSideOutput(OwnerFunction.PLANS);
    return plans == null ? List.of() : plans.stream().map(StreamRecord::getValue).toList();
  }

  @Override
  public void close() {
    try {
      stop();
      services.close();
    } catch (Exception e) { // What Flink declares.
      throw new IllegalStateException("the operator does not stop", e);
    }
  }
}
