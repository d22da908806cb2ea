package io.cinclus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.model.ShardId;
import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.operators.fakes.FakeEnds;
import io.cinclus.operators.fakes.Wal;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.WalRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WalWriterTest {
  private static final AtomicInteger INSTANCES = new AtomicInteger();
  private static final Target BOOKS = Target.of("books");

  private final FakeCatalog catalog = new FakeCatalog();
  private final FakeEnds ends = new FakeEnds(catalog);
  private final FakeWal wal = new FakeWal(false);
  private final LogConfig log = LogConfig.of("writer-test-" + INSTANCES.incrementAndGet());
  private final Lease<LogServices> services =
      LogServices.SHARED.provide(log, new LogServices(catalog, ends));
  private final WalWriter writer = new WalWriter(wal.appender, LogServices.SHARED.acquire(log));

  @AfterEach
  void close() throws Exception {
    writer.close();
    services.close();
  }

  private static CollectionSchema schema(String lastField) {
    return new CollectionSchema(
        "",
        List.of(
            FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
            FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(1)),
            FieldSchema.of(lastField, DataType.DOUBLE, Limits.NONE)));
  }

  private static RowBatch priced(double price) {
    return new RowBatch(
        1,
        Map.of(
            100, new Column.Longs(DataType.INT64, new long[] {1}, null),
            101, new Column.FloatVectors(1, new float[] {1}, null),
            102, new Column.Doubles(DataType.DOUBLE, new double[] {price}, null)));
  }

  private static ErrorCode code(CompletableFuture<?> write) {
    try {
      write.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CinclusException known) {
        return known.code();
      }
      throw e;
    }
    throw new AssertionError("the write was acknowledged");
  }

  private List<Long> collections() {
    return wal.sent().stream().map(WalRecord::getCollectionId).toList();
  }

  @Test
  void aWriteIsAcknowledgedWhenTheLogAndTheCatalogHaveAnswered() throws Exception {
    CollectionInfo books = catalog.create("books", 2);
    catalog.hold();
    catalog.node();
    CompletableFuture<Map<Integer, Long>> write = writer.insert(BOOKS, Wal.rows(books, 1, 2, 3));
    wal.producer.completeNext();
    assertThat(write).isNotDone();
    catalog.release();
    assertThat(write.get()).containsExactly(Map.entry(2, Position.of(0, 2)));
  }

  @Test
  void keysThatAreMadeAreWrittenAndReturned() throws Exception {
    CollectionSchema schema =
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("id", DataType.INT64, Limits.NONE).asAutoId(),
                FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(1))));
    CollectionInfo books = catalog.create("books", schema, 2);
    catalog.node();
    Column vectors = new Column.FloatVectors(1, new float[] {1, 2}, null);
    CompletableFuture<WalWriter.Inserted> write =
        writer.insertWithKeys(BOOKS, new RowBatch(2, Map.of(101, vectors)));
    wal.producer.completeNext();
    long[] keys = ((Column.Longs) write.get().keys()).values();
    assertThat(keys).hasSize(2).doesNotHaveDuplicates();
    assertThat(wal.sent().get(0).getMutations().getMutations(0).getInsert().getRows())
        .isEqualTo(
            RowsCodec.encode(
                new RowBatch(
                    2,
                    Map.of(
                        books.schema().primaryKey().id(),
                        new Column.Longs(DataType.INT64, keys, null),
                        101,
                        vectors))));
  }

  @Test
  void aRecordNamesTheCatalogPositionThatItWasMadeAt() throws Exception {
    CollectionInfo books = catalog.create("books", 2);
    catalog.node();
    CompletableFuture<?> write = writer.insert(BOOKS, Wal.rows(books, 1));
    wal.producer.completeNext();
    write.get();
    assertThat(wal.sent())
        .singleElement()
        .extracting(WalRecord::getCatalogPosition)
        .isEqualTo(catalog.current().position());
  }

  @Test
  void aWriteToANameThatWasDroppedMeanwhileIsNotAcknowledged() {
    CollectionInfo books = catalog.create("books", 0);
    catalog.hold();
    catalog.drop("books");
    CompletableFuture<?> write = writer.insert(BOOKS, Wal.rows(books, 1));
    wal.producer.completeNext();
    catalog.release();
    assertThat(code(write)).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
  }

  @Test
  void aWriteToAPartitionThatWasDroppedMeanwhileIsNotAcknowledged() {
    catalog.create("books", 0);
    catalog.partition("books", "other");
    CollectionInfo books = catalog.collection("books");
    catalog.hold();
    catalog.dropPartition("books", "other");
    CompletableFuture<?> write =
        writer.insert(new Target("", "books", "other"), Wal.rows(books, 1));
    wal.producer.completeNext();
    catalog.release();
    assertThat(code(write)).isEqualTo(ErrorCode.PARTITION_NOT_FOUND);
  }

  @Test
  void aWriteFollowsANameThatWasGivenToACollectionWithTheSameFields() throws Exception {
    CollectionInfo books = catalog.create("books", 0);
    catalog.hold();
    catalog.drop("books");
    CollectionInfo anew = catalog.create("books", 1);
    CompletableFuture<Map<Integer, Long>> write = writer.insert(BOOKS, Wal.rows(books, 1));
    wal.producer.completeNext();
    catalog.release();
    wal.awaitSent(2);
    wal.producer.completeNext();
    assertThat(write.get()).containsOnlyKeys(1);
    assertThat(collections()).containsExactly(books.id(), anew.id());
  }

  /** Field ids begin anew in each collection: a price would be read as a weight. */
  @Test
  void aWriteDoesNotFollowANameToACollectionWithOtherFields() {
    CollectionInfo events = catalog.create("events", schema("price"), 0);
    catalog.hold();
    catalog.drop("events");
    catalog.create("events", schema("weight"), 0);
    CompletableFuture<?> write = writer.insert(Target.of("events"), priced(9.99));
    wal.producer.completeNext();
    catalog.release();
    assertThat(code(write)).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
    assertThat(collections()).containsExactly(events.id());
  }

  @Test
  void aPinnedWriteGoesToNoOtherCollectionOfTheName() {
    CollectionInfo events = catalog.create("events", schema("price"), 0);
    Target pinned = Target.of("events").pinnedTo(events.id());
    catalog.hold();
    catalog.drop("events");
    catalog.create("events", schema("price"), 0);
    CompletableFuture<?> write = writer.insert(pinned, priced(9.99));
    wal.producer.completeNext();
    catalog.release();
    assertThat(code(write)).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
    assertThatThrownBy(() -> writer.insert(pinned, priced(9.99)))
        .as("known to be gone")
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("created anew");
    assertThat(collections()).containsExactly(events.id());
  }

  @Test
  void aPinnedWriteWaitsForACatalogThatLagsBehindItsCollection() throws Exception {
    catalog.create("events", schema("weight"), 0);
    catalog.hold();
    catalog.drop("events");
    CollectionInfo events = catalog.create("events", schema("price"), 0);
    CompletableFuture<CompletableFuture<?>> started =
        CompletableFuture.supplyAsync(
            () -> writer.insert(Target.of("events").pinnedTo(events.id()), priced(9.99)));
    catalog.release();
    started.get();
    assertThat(collections()).containsExactly(events.id());
  }

  @Test
  void aWriteThatIsRefusedSendsNothing() {
    CollectionInfo books = catalog.create("books", 0);
    RowBatch bad = new RowBatch(1, Map.of(100, Wal.rows(books, 1).column(100)));
    assertThatThrownBy(() -> writer.insert(BOOKS, bad)).hasMessageContaining("vector is missing");
    assertThatThrownBy(() -> writer.insert(Target.of("films"), bad)).hasMessageContaining("films");
    assertThat(wal.sent()).isEmpty();
  }

  @Test
  void aWriteOfWhichAPartWasRefusedIsNotAcknowledged() {
    CollectionInfo books = catalog.create("books", 0, 1);
    CompletableFuture<?> write =
        writer.insert(BOOKS, Wal.rows(books, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    assertThat(wal.sent()).hasSize(2);
    wal.producer.completeNext();
    wal.producer.errorNext(new RecordTooLargeException("too large"));
    assertThat(code(write)).isEqualTo(ErrorCode.WRITE_NOT_ACKNOWLEDGED);
  }

  /** The interruption is noticed where the second shard's record waits for room. */
  @Test
  void aWriteThatIsInterruptedHalfwayIsNotAcknowledged() {
    CollectionInfo books = catalog.create("books", 0, 1);
    wal.onSend = () -> Thread.currentThread().interrupt();
    CompletableFuture<?> write =
        writer.insert(BOOKS, Wal.rows(books, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(wal.sent()).hasSize(1);
    assertThat(code(write)).isEqualTo(ErrorCode.WRITE_NOT_ACKNOWLEDGED);
  }

  @Test
  void aWriteWhoseCatalogCannotBeAskedForIsNotAcknowledged() {
    CollectionInfo books = catalog.create("books", 0);
    ends.setFailing(true);
    CompletableFuture<?> write = writer.insert(BOOKS, Wal.rows(books, 1));
    wal.producer.completeNext();
    assertThat(code(write)).isEqualTo(ErrorCode.WRITE_NOT_ACKNOWLEDGED);
  }

  @Test
  void aFlushSaysWhereEachShardsMarkerIs() throws Exception {
    CollectionInfo books = catalog.create("books", 3, 3);
    CompletableFuture<Map<ShardId, Long>> flush = writer.flush(BOOKS);
    wal.producer.completeNext();
    wal.producer.completeNext();
    assertThat(flush.get())
        .containsOnly(
            Map.entry(new ShardId(books.id(), 0), Position.of(0, 0)),
            Map.entry(new ShardId(books.id(), 1), Position.of(1, 0)));
  }
}
