package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.index.Indexes;
import io.cinclus.log.WalDecoder;
import io.cinclus.model.Column;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.operators.fakes.FakeEnds;
import io.cinclus.operators.fakes.Wal;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.segment.MutationRun;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.SealedRange;
import io.cinclus.segment.Sealing;
import io.cinclus.segment.SegmentRows;
import io.cinclus.segment.SegmentStore;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.CompactionResult;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.IndexPlan;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.WalRecord;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Vectors;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildFunctionTest {
  private static final AtomicInteger INSTANCES = new AtomicInteger();

  @TempDir Path root;
  private final FakeCatalog catalog = new FakeCatalog();
  private final CollectionInfo books = catalog.create("books", 2);
  private final ShardId shard = new ShardId(books.id(), 0);
  private final Wal wal = new Wal(2);
  private Lease<LogServices> services;
  private ObjectStorage storage;
  private LogConfig log;
  private BuildFunction builder;

  @BeforeEach
  void open() {
    log = LogConfig.of("build-test-" + INSTANCES.incrementAndGet());
    services = LogServices.SHARED.provide(log, new LogServices(catalog, new FakeEnds(catalog)));
    storage = new ObjectStorage("file://" + root);
    builder = builder(60_000, 1 << 20);
    builder.open(DefaultOpenContext.INSTANCE);
  }

  private BuildFunction builder(long timeoutMillis, int maxIndexBytes) {
    BuildOptions options =
        new BuildOptions(
            log,
            4,
            "file://" + root,
            OwnerHarness.PAIRS,
            new BuildOptions.Limits(
                new BuildOptions.Builds(
                    1, 4, 1, timeoutMillis, new BuildOptions.Memory(maxIndexBytes, 0)),
                new BuildOptions.Files(1, 1, 1),
                0,
                1));
    return new BuildFunction(options);
  }

  @AfterEach
  void close() throws Exception {
    builder.close();
    services.close();
  }

  private static class Result implements ResultFuture<SealEvent> {
    final CompletableFuture<Collection<SealEvent>> future = new CompletableFuture<>();

    @Override
    public void complete(Collection<SealEvent> result) {
      future.complete(result);
    }

    @Override
    public void completeExceptionally(Throwable error) {
      future.completeExceptionally(error);
    }

    @Override
    public void complete(CollectionSupplier<SealEvent> supplier) {
      throw new UnsupportedOperationException();
    }
  }

  private BuildFinished run(BuildPlan plan) throws Exception {
    Result result = new Result();
    builder.asyncInvoke(plan, result);
    return only(result, plan);
  }

  private static BuildFinished only(Result result, BuildPlan plan) throws Exception {
    Collection<SealEvent> events = result.future.get();
    assertThat(events).hasSize(1);
    SealEvent event = events.iterator().next();
    assertThat(event.getChannel()).isEqualTo(2);
    assertThat(event.getFinished().getPlan()).isEqualTo(plan);
    return event.getFinished();
  }

  private ShardSealed seal(long from, LogEvent... events) throws Exception {
    List<MutationRun> runs = new ArrayList<>();
    long to = from;
    for (LogEvent event : events) {
      WalRecord record = WalRecord.parseFrom(event.getRecord());
      runs.addAll(WalDecoder.decode(record, event.getOffset(), books.schema()));
      to = Position.of(event.getOffset(), WalDecoder.mutationCount(record) - 1);
    }
    SealedRange range = new SealedRange(shard, from, to);
    return new SegmentStore(storage)
        .writeSeal(range, books.schema(), Sealing.seal(books.schema(), range, runs), 1);
  }

  private BuildPlan.Builder plan() {
    return BuildPlan.newBuilder()
        .setCollectionId(books.id())
        .setChannel(2)
        .setCatalogPosition(catalog.current().position());
  }

  private BuildPlan indexPlan(ShardSealed seal, long indexId) {
    return plan()
        .setIndex(
            IndexPlan.newBuilder()
                .setSegment(seal.getSegments(0))
                .setFieldId(books.field("vector").id())
                .setIndexId(indexId))
        .build();
  }

  private BuildPlan compactionPlan(ShardSealed... seals) {
    CompactionPlan.Builder compaction = CompactionPlan.newBuilder().setPartitionId(books.id());
    for (ShardSealed seal : seals) {
      compaction
          .addAllInputs(seal.getSegmentsList())
          .addTombstones(seal.getTombstones())
          .setHorizon(seal.getTo());
    }
    return plan().setCompaction(compaction).build();
  }

  @Test
  void anIndexIsBuiltOverTheSegmentsVectors() throws Exception {
    ShardSealed seal =
        seal(Position.NONE, wal.insert(books, 0, LongStream.range(0, 200).toArray()));
    long index = catalog.index("books");
    IndexFile file = run(indexPlan(seal, index)).getIndex();
    assertThat(file.getIndexId()).isEqualTo(index);
    assertThat(file.getIndexType()).isEqualTo("HNSW");
    assertThat(file.getMetricType()).isEqualTo("L2");
    SegmentRows rows = new SegmentStore(storage).readRows(seal.getSegments(0), books.schema());
    Column.FloatVectors vectors =
        (Column.FloatVectors) rows.rows().column(books.field("vector").id());
    new Indexes(Kernels.fastest())
        .open(
            file.getFile().getPath(),
            Channels.newChannel(new ByteArrayInputStream(storage.read(file.getFile()))),
            Vectors.of(vectors.values(), vectors.dimension()));
  }

  @Test
  void aPlanCarriedOutTwiceWritesTheSameFile() throws Exception {
    ShardSealed seal =
        seal(Position.NONE, wal.insert(books, 0, LongStream.range(0, 200).toArray()));
    BuildPlan plan = indexPlan(seal, catalog.index("books"));
    assertThat(run(plan)).isEqualTo(run(plan));
  }

  @Test
  void aCompactionMergesTheLiveRowsAndDropsWhatIsNotNeeded() throws Exception {
    ShardSealed first = seal(Position.NONE, wal.insert(books, 0, 1, 2, 3));
    ShardSealed second = seal(first.getTo(), wal.insert(books, 0, 3, 4), wal.delete(books, 0, 1));
    BuildPlan plan = compactionPlan(first, second);
    CompactionResult result = run(plan).getCompaction();
    assertThat(result.getOutput().getRowCount()).isEqualTo(3);
    assertThat(result.getOutput().getPurgedTo()).isEqualTo(second.getTo());
    assertThat(result.getOutput().getFrom()).isEqualTo(Position.NONE);
    assertThat(result.getOutput().getTo()).isEqualTo(second.getTo());
    assertThat(result.hasTombstones()).as("no row that is left is dead").isFalse();
    assertThat(run(plan).getCompaction()).isEqualTo(result);
  }

  @Test
  void aCompactionOfNothingButDeadRowsHasNoOutput() throws Exception {
    ShardSealed first = seal(Position.NONE, wal.insert(books, 0, 1));
    ShardSealed second = seal(first.getTo(), wal.delete(books, 0, 1));
    CompactionResult result = run(compactionPlan(first, second)).getCompaction();
    assertThat(result.hasOutput()).isFalse();
    assertThat(result.hasTombstones()).isFalse();
  }

  @Test
  void aDamagedFileIsAFailureThatNamesIt() throws Exception {
    ShardSealed seal = seal(Position.NONE, wal.insert(books, 0, 1, 2, 3));
    String path = seal.getSegments(0).getFile().getPath();
    byte[] content = Files.readAllBytes(root.resolve(path));
    content[content.length / 2] ^= 1;
    Files.write(root.resolve(path), content);
    assertThat(run(compactionPlan(seal)).getFailure()).contains(path);
    assertThat(run(compactionPlan(seal)).getFailedPath()).isEqualTo(path);
    assertThat(run(indexPlan(seal, catalog.index("books"))).getFailedPath()).isEqualTo(path);
  }

  @Test
  void aMissingFileIsAFailureThatNamesIt() throws Exception {
    ShardSealed seal = seal(Position.NONE, wal.insert(books, 0, 1, 2, 3));
    String path = seal.getTombstones().getFile().getPath();
    Files.delete(root.resolve(path));
    assertThat(run(compactionPlan(seal)).getFailure()).contains(path);
  }

  @Test
  void whatIsDroppedNeedsNoResult() throws Exception {
    ShardSealed seal = seal(Position.NONE, wal.insert(books, 0, 1, 2, 3));
    BuildPlan plan = indexPlan(seal, catalog.index("books"));
    catalog.dropIndex("books");
    assertThat(run(plan).getObsolete()).contains("index has been dropped");
    catalog.drop("books");
    assertThat(run(plan).getObsolete()).contains("collection has been dropped");
  }

  @Test
  void aPlanThatTakesTooLongIsAFailure() throws Exception {
    ShardSealed seal = seal(Position.NONE, wal.insert(books, 0, 1));
    BuildPlan plan = compactionPlan(seal);
    restart(100, 1 << 20);
    catalog.stall();
    Result late = new Result();
    Result next = new Result();
    builder.asyncInvoke(plan, late);
    builder.asyncInvoke(plan, next);
    assertThat(only(late, plan).getFailure()).contains("longer than 100 ms");
    assertThat(only(next, plan).getFailure())
        .as("the first was interrupted, so the only thread took up the second")
        .contains("longer than 100 ms");
  }

  @Test
  void aPlanThatEndsAfterItsTaskFailsNoThread() throws Exception {
    BuildPlan plan = compactionPlan(seal(Position.NONE, wal.insert(books, 0, 1)));
    Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    try {
      builder.asyncInvoke(
          plan,
          new Result() {
            @Override
            public void complete(Collection<SealEvent> result) {
              throw new RejectedExecutionException("the task has ended");
            }
          });
      run(plan); // By the only thread, so after the other.
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(uncaught).isEmpty();
  }

  private void restart(long timeoutMillis, int maxIndexBytes) throws Exception {
    builder.close();
    builder = builder(timeoutMillis, maxIndexBytes);
    builder.open(DefaultOpenContext.INSTANCE);
  }

  @Test
  void anIndexThatIsTooLargeIsAFailure() throws Exception {
    ShardSealed seal =
        seal(Position.NONE, wal.insert(books, 0, LongStream.range(0, 200).toArray()));
    restart(60_000, 100);
    assertThat(run(indexPlan(seal, catalog.index("books"))).getFailure()).contains("100 bytes");
  }

  @Test
  void aFailureDoesNotEndTheWorker() throws Exception {
    ShardSealed seal = seal(Position.NONE, wal.insert(books, 0, 1, 2, 3));
    for (int i = 0; i < 3; i++) {
      BuildPlan broken =
          plan()
              .setCompaction(
                  CompactionPlan.newBuilder()
                      .addInputs(seal.getSegments(0).toBuilder().setFile(Shards.file("gone", 5))))
              .build();
      assertThat(run(broken).getFailure()).contains("gone");
    }
    assertThat(run(compactionPlan(seal)).hasCompaction()).isTrue();
  }
}
