package io.cinclus.operators.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.operators.fakes.FakeEnds;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.ChunkKey;
import io.cinclus.v1.GrowingShard;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.testutils.ManuallyTriggeredScheduledExecutorService;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/**
 * The ingest operator on its own: its log, time, uploads, checkpoints and crashes are the test's.
 */
final class IngestHarness implements AutoCloseable {
  static final long TICK_MILLIS = 10;
  static final SealPolicy THREE_ROWS = new SealPolicy(3, 1 << 30, 1_000_000_000);
  static final SealPolicy BY_HAND = new SealPolicy(1_000_000, 1 << 30, 1_000_000_000);

  private static final AtomicInteger INSTANCES = new AtomicInteger();
  private static final int MAX_TICKS = 10_000;

  /** By log: an operator finds its own with nothing but its options. */
  private static final Map<String, ManuallyTriggeredScheduledExecutorService> UPLOADS =
      new ConcurrentHashMap<>();

  final FakeCatalog catalog = new FakeCatalog();
  final FakeEnds ends = new FakeEnds(catalog);
  final Path root;
  final IngestOptions options;
  private final Lease<LogServices> services;
  private boolean rocksDb;
  private boolean holdsUploads;
  private long checkpoint;
  private @Nullable KeyedOneInputStreamOperatorTestHarness<Integer, LogEvent, SealEvent> operator;

  /** What a checkpoint holds. */
  record Snapshot(long id, OperatorSubtaskState state) {}

  IngestHarness(Path root, SealPolicy policy) {
    this(root, policy, new IngestOptions.Limits(2, 1000, TICK_MILLIS));
  }

  IngestHarness(Path root, SealPolicy policy, IngestOptions.Limits limits) {
    this.root = root;
    LogConfig log = LogConfig.of("ingest-test-" + INSTANCES.incrementAndGet());
    options = new IngestOptions(log, "file://" + root, policy, limits);
    services = LogServices.SHARED.provide(log, new LogServices(catalog, ends));
  }

  private static ExecutorService uploads(IngestOptions options) {
    ManuallyTriggeredScheduledExecutorService uploads =
        new ManuallyTriggeredScheduledExecutorService();
    UPLOADS.put(options.log().bootstrapServers(), uploads);
    return uploads;
  }

  /** Whether uploads wait, or happen at the end of the tick that starts them. */
  void holdUploads(boolean hold) {
    holdsUploads = hold;
  }

  /** Keeps the state in RocksDB. */
  IngestHarness onRocksDb() {
    rocksDb = true;
    return this;
  }

  /** Starts without state. */
  IngestHarness start() throws Exception {
    open(1, 0, null, 0);
    return this;
  }

  /** Starts from a checkpoint, whatever ran before being gone. */
  void restore(Snapshot from) throws Exception {
    open(1, 0, from.state(), from.id());
  }

  void open(int parallelism, int subtask, @Nullable OperatorSubtaskState state, long restoredId)
      throws Exception {
    stop();
    KeyedOneInputStreamOperatorTestHarness<Integer, LogEvent, SealEvent> next =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new GrowFunction(options, IngestHarness::uploads)),
            ChannelKeys::keyOf,
            Types.INT,
            ChannelKeys.MAX_PARALLELISM,
            parallelism,
            subtask);
    if (rocksDb) {
      next.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    }
    next.setup(
        new ProtoTypeInfo<>(SealEvent.class)
            .createSerializer(next.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      next.setRestoredCheckpointId(restoredId);
      next.initializeState(state);
    }
    next.setProcessingTime(1_000_000);
    next.open();
    operator = next;
  }

  private KeyedOneInputStreamOperatorTestHarness<Integer, LogEvent, SealEvent> operator() {
    if (operator == null) {
      throw new IllegalStateException("not started");
    }
    return operator;
  }

  void stop() throws Exception {
    if (operator != null) {
      operator.close();
      operator = null;
    }
  }

  void read(LogEvent... events) throws Exception {
    for (LogEvent event : events) {
      operator().processElement(event, 0);
    }
  }

  void tick() throws Exception {
    advance(TICK_MILLIS);
    if (!holdsUploads) {
      requireNonNull(UPLOADS.get(options.log().bootstrapServers())).triggerAll();
    }
  }

  void advance(long millis) throws Exception {
    operator().setProcessingTime(operator().getProcessingTime() + millis);
  }

  void tickUntil(BooleanSupplier condition) throws Exception {
    for (int ticks = 0; !condition.getAsBoolean(); ticks++) {
      assertThat(ticks).as("nothing happens").isLessThan(MAX_TICKS);
      tick();
    }
  }

  /** Ticks often enough that all that could happen has. */
  void settle() throws Exception {
    for (int i = 0; i < 20; i++) {
      tick();
    }
  }

  Snapshot begin() throws Exception {
    checkpoint++;
    operator().prepareSnapshotPreBarrier(checkpoint);
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

  List<SealEvent> output() {
    return operator().extractOutputValues();
  }

  /** Takes what has come out. */
  List<SealEvent> take() {
    List<SealEvent> taken = output();
    operator().getOutput().clear();
    return taken;
  }

  List<ShardSealed> seals() {
    return output().stream().filter(SealEvent::hasSealed).map(SealEvent::getSealed).toList();
  }

  /** Rows of a seal. */
  static long rows(ShardSealed seal) {
    return seal.getSegmentsList().stream().mapToLong(Segment::getRowCount).sum();
  }

  List<ChannelProgress> progress() {
    return output().stream().filter(SealEvent::hasProgress).map(SealEvent::getProgress).toList();
  }

  /** Shards in the state of a channel. */
  int shardCount(int channel) throws Exception {
    return count(
        channel,
        new MapStateDescriptor<>("shards", Types.STRING, new ProtoTypeInfo<>(GrowingShard.class)));
  }

  /** Log records in the state of a channel. */
  int chunkCount(int channel) throws Exception {
    return count(
        channel,
        new MapStateDescriptor<>(
            "chunks",
            new ProtoTypeInfo<>(ChunkKey.class),
            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  private <K, V> int count(int channel, MapStateDescriptor<K, V> state) throws Exception {
    KeyedStateBackend<Integer> backend = operator().getOperator().getKeyedStateBackend();
    backend.setCurrentKey(ChannelKeys.of(channel));
    MapState<K, V> map =
        backend.getPartitionedState(
            VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, state);
    int count = 0;
    for (K unused : map.keys()) {
      count++;
    }
    return count;
  }

  /** All files below the root. */
  Map<String, ByteBuffer> files() throws IOException {
    Map<String, ByteBuffer> files = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes about)
              throws IOException {
            files.put(root.relativize(file).toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /** Deletes all that {@link #files} lists. */
  void deleteFiles() throws IOException {
    for (String file : files().keySet()) {
      Files.delete(root.resolve(file));
    }
  }

  @Override
  public void close() {
    try {
      stop();
      UPLOADS.remove(options.log().bootstrapServers());
      services.close();
    } catch (Exception e) { // What Flink declares.
      throw new IllegalStateException("the operator does not stop", e);
    }
  }
}
