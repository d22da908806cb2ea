package io.cinclus.operators.ingest;

import static io.cinclus.operators.ingest.IngestHarness.THREE_ROWS;
import static io.cinclus.operators.ingest.IngestHarness.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.operators.fakes.Wal;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Marker;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.ShardSealed;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When and how generations become segments. */
class GrowFunctionTest {
  @TempDir Path root;
  private final Wal wal = new Wal(0);

  private IngestHarness ingest(SealPolicy policy) throws Exception {
    IngestHarness ingest = new IngestHarness(root, policy).start();
    ingest.read(wal.started());
    return ingest;
  }

  @Test
  void nothingIsWrittenBeforeACheckpointThatStartedAfterTheClosingHasCompleted() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1, 2));
      IngestHarness.Snapshot before = ingest.begin();
      ingest.read(wal.insert(books, 0, 3));
      ingest.complete(before);
      ingest.settle();
      assertThat(ingest.files()).isEmpty();

      IngestHarness.Snapshot after = ingest.begin();
      ingest.settle();
      assertThat(ingest.files()).isEmpty();

      ingest.complete(after);
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(ingest.files()).hasSize(2);
      ShardSealed seal = ingest.seals().get(0);
      assertThat(seal.getFrom()).isEqualTo(Position.NONE);
      assertThat(seal.getTo()).isEqualTo(Position.of(1, 0));
      assertThat(rows(seal)).isEqualTo(3);
      assertThat(seal.getCatalogPosition()).isEqualTo(books.id());
    }
  }

  @Test
  void anAbortedCheckpointFixesNothing() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1, 2, 3));
      ingest.begin();
      ingest.settle();
      assertThat(ingest.files()).isEmpty();
    }
  }

  @Test
  void afterARestartWhatTheCheckpointHeldClosedIsSealedAtOnce() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1, 2, 3));
      IngestHarness.Snapshot snapshot = ingest.begin();
      ingest.restore(snapshot);
      ingest.settle();
      assertThat(ingest.files()).as("the channel has not started").isEmpty();
      ingest.read(wal.started(wal.end(), ChannelProgress.getDefaultInstance()));
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
    }
  }

  @Test
  void aSealThatIsRepeatedAfterACrashHasTheSameFiles() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS).onRocksDb().start()) {
      ingest.read(wal.started());
      CollectionInfo books = ingest.catalog.create("books", 0);
      long other = ingest.catalog.partition("books", "other");
      ingest.read(
          wal.insert(books, 0, 1),
          wal.insert(books, 0, other, new long[] {2}),
          wal.delete(books, 0, 1));
      IngestHarness.Snapshot snapshot = ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      List<ShardSealed> seals = ingest.seals();
      Map<String, ByteBuffer> files = ingest.files();
      assertThat(files).hasSize(3);

      ingest.read(wal.insert(books, 0, 9));
      ingest.restore(snapshot);
      ingest.read(wal.started(wal.end() - 1, ChannelProgress.getDefaultInstance()));
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(ingest.seals()).isEqualTo(seals);
      assertThat(ingest.files()).isEqualTo(files);
    }
  }

  @Test
  void aMarkerOfAnUnknownKindIsADeadLetterAndClosesNothing() throws Exception {
    try (IngestHarness ingest = ingest(IngestHarness.BY_HAND)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(
          wal.insert(books, 0, 1),
          wal.append(wal.record(books, 0, books.id(), 2).setMarker(Marker.getDefaultInstance())));
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.seals()).isEmpty();
      assertThat(ingest.chunkCount(0)).isEqualTo(1);
    }
  }

  @Test
  void aFlushMarkerSealsWhatThereIsAndAlsoNothing() throws Exception {
    try (IngestHarness ingest = ingest(IngestHarness.BY_HAND)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(
          wal.insert(books, 0, 1), wal.flush(books.id(), 0), wal.gap(), wal.flush(books.id(), 0));
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 2);
      ShardSealed full = ingest.seals().get(0);
      ShardSealed empty = ingest.seals().get(1);
      assertThat(rows(full)).isEqualTo(1);
      assertThat(full.getTo()).isEqualTo(Position.of(1, 0));
      assertThat(empty.getSegmentsCount()).isZero();
      assertThat(empty.hasTombstones()).isFalse();
      assertThat(empty.getFrom()).isEqualTo(full.getTo());
      assertThat(empty.getTo()).isEqualTo(Position.of(3, 0));
    }
  }

  @Test
  void whatAFlushMarkerClosesWaitsForACheckpointThatStartedBehindTheMarker() throws Exception {
    try (IngestHarness ingest = ingest(IngestHarness.BY_HAND)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1));
      IngestHarness.Snapshot before = ingest.begin();
      ingest.read(wal.flush(books.id(), 0));
      ingest.complete(before);
      ingest.settle();
      assertThat(ingest.files()).isEmpty();
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
    }
  }

  @Test
  void anOldGenerationIsClosed() throws Exception {
    try (IngestHarness ingest = ingest(new SealPolicy(1000, 1 << 30, 500))) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1));
      ingest.advance(400);
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.seals()).isEmpty();
      ingest.advance(200);
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 1);
    }
  }

  @Test
  void chunksAreGatheredAndDeletedAFewPerTick() throws Exception {
    try (IngestHarness ingest =
        new IngestHarness(root, IngestHarness.BY_HAND, new IngestOptions.Limits(1, 2, 10))
            .start()) {
      ingest.read(wal.started());
      CollectionInfo books = ingest.catalog.create("books", 0);
      for (int key = 0; key < 7; key++) {
        ingest.read(wal.insert(books, 0, key));
      }
      ingest.read(wal.flush(books.id(), 0));
      ingest.checkpoint();
      for (int ticks = 0; ticks < 3; ticks++) {
        ingest.tick();
      }
      assertThat(ingest.files()).as("three ticks gather six of seven records").isEmpty();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(rows(ingest.seals().get(0))).isEqualTo(7);
      assertThat(ingest.chunkCount(0)).isBetween(5, 7);
      ingest.tick();
      ingest.tick();
      ingest.tick();
      ingest.tick();
      assertThat(ingest.chunkCount(0)).isZero();
    }
  }

  @Test
  void slowStorageDoesNotHoldUpTheLog() throws Exception {
    try (IngestHarness ingest =
        new IngestHarness(root, THREE_ROWS, new IngestOptions.Limits(1, 100, 10)).start()) {
      ingest.holdUploads(true);
      ingest.read(wal.started());
      CollectionInfo books = ingest.catalog.create("books", 0, 0);
      ingest.read(wal.insert(books, 0, 1, 2, 3), wal.insert(books, 1, 1, 2, 3));
      ingest.checkpoint();
      ingest.settle();
      for (int key = 10; key < 200; key++) {
        ingest.read(wal.insert(books, key % 2, key));
      }
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.files()).as("what is written on the task's own thread").isEmpty();
      assertThat(ingest.seals()).isEmpty();
      ingest.holdUploads(false);
      ingest.tickUntil(() -> ingest.seals().size() > 40);
    }
  }

  @Test
  void aWriteThatFailedIsRepeated() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      Path inTheWay = root.resolve(Long.toString(books.id()));
      Files.writeString(inTheWay, "a file where the folder should be");
      ingest.read(wal.insert(books, 0, 1, 2, 3));
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.seals()).isEmpty();
      Files.delete(inTheWay);
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(rows(ingest.seals().get(0))).isEqualTo(3);
    }
  }

  @Test
  void whatIsNoRecordIsPassedOver() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(
          wal.append(LogEvent.newBuilder().setRecord(ByteString.copyFromUtf8("no record"))),
          wal.append(wal.record(books, 0, books.id()).clearMutations().setWriterId(9)),
          wal.insert(books, 0, 1, 2, 3));
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(rows(ingest.seals().get(0))).isEqualTo(3);
    }
  }

  @Test
  void rescaledStateGoesOnWithItsChannels() throws Exception {
    int other = 1;
    while (ChannelKeys.subtaskOf(other, 2) == ChannelKeys.subtaskOf(0, 2)) {
      other++;
    }
    Wal second = new Wal(other);
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      ingest.read(second.started());
      CollectionInfo books = ingest.catalog.create("books", 0, other);
      ingest.read(wal.insert(books, 0, 1, 2), second.insert(books, 1, 5, 6));
      OperatorSubtaskState both = ingest.checkpoint().state();
      for (Wal channel : List.of(wal, second)) {
        int number = channel == wal ? 0 : other;
        int subtask = ChannelKeys.subtaskOf(number, 2);
        ingest.open(
            2,
            subtask,
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                both, ChannelKeys.MAX_PARALLELISM, 1, 2, subtask),
            1);
        ingest.read(
            channel.started(1, ChannelProgress.getDefaultInstance()),
            channel.insert(books, channel == wal ? 0 : 1, 7));
        ingest.checkpoint();
        ingest.tickUntil(() -> !ingest.seals().isEmpty());
        assertThat(rows(ingest.seals().get(0))).isEqualTo(3);
        assertThat(ingest.output().get(0).getChannel()).isEqualTo(number);
      }
    }
  }

  @Test
  void sealsOfAShardComeInOrder() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      for (int key = 0; key < 30; key++) {
        ingest.read(wal.insert(books, 0, key));
      }
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 10);
      long sealedTo = Position.NONE;
      for (SealEvent event : ingest.take()) {
        assertThat(event.getSealed().getFrom()).isEqualTo(sealedTo);
        sealedTo = event.getSealed().getTo();
      }
    }
  }
}
