package io.cinclus.operators.ingest;

import static io.cinclus.operators.ingest.IngestHarness.THREE_ROWS;
import static io.cinclus.operators.ingest.IngestHarness.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.log.WriterTable;
import io.cinclus.model.Position;
import io.cinclus.operators.fakes.Wal;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.Started;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a channel publishes as sealed, and where a reader that starts behind it goes on. */
class GrowProgressTest {
  @TempDir Path root;
  private final Wal wal = new Wal(0);

  private IngestHarness ingest(SealPolicy policy) throws Exception {
    IngestHarness ingest = new IngestHarness(root, policy).start();
    ingest.read(wal.started());
    return ingest;
  }

  @Test
  void progressComesOutOnlyWhenACheckpointHasCompletedThatStartedBehindItsSeals() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1, 2, 3));
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      ingest.settle();
      assertThat(ingest.progress()).isEmpty();

      IngestHarness.Snapshot behind = ingest.begin();
      ingest.settle();
      assertThat(ingest.progress()).isEmpty();
      ingest.complete(behind);
      ingest.settle();
      assertThat(ingest.progress()).hasSize(1);
      assertThat(ingest.progress().get(0).getSealedTo()).isEqualTo(Position.before(1));
      assertThat(ingest.progress().get(0).getCatalogPosition()).isEqualTo(books.id());

      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.progress()).as("it has not moved").hasSize(1);
    }
  }

  @Test
  void progressIsTheMinimumOverTheShardsWithUnsealedRows() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0, 0);
      ingest.read(
          wal.insert(books, 0, 1, 2, 3), // sealed
          wal.insert(books, 1, 4), // grows
          wal.insert(books, 0, 5, 6, 7)); // sealed
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 2);
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.progress().isEmpty());
      assertThat(ingest.progress().get(0).getSealedTo()).isEqualTo(Position.before(1));
    }
  }

  @Test
  void anIdleShardDoesNotHoldProgressBack() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0, 0);
      ingest.read(wal.insert(books, 1, 1, 2, 3));
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 1);
      ingest.read(wal.insert(books, 0, 4, 5, 6), wal.gap(), wal.gap());
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 2);
      ingest.checkpoint();
      ingest.tickUntil(
          () ->
              ingest.progress().stream()
                  .anyMatch(progress -> progress.getSealedTo() == Position.before(4)));
    }
  }

  @Test
  void progressCarriesTheWritersAsOfItsPosition() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0, 0);
      ingest.read(
          wal.append(wal.record(books, 0, books.id(), 1, 2, 3).setWriterId(7).setSequence(0)),
          wal.append(wal.record(books, 1, books.id(), 4).setWriterId(8).setSequence(0)),
          wal.append(wal.record(books, 0, books.id(), 5, 6, 7).setWriterId(7).setSequence(1)));
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 2);
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.progress().isEmpty());
      ChannelProgress progress = ingest.progress().get(0);
      assertThat(progress.getWritersList()).hasSize(1);
      assertThat(progress.getWriters(0).getWriterId()).isEqualTo(7);
      assertThat(progress.getWriters(0).getHighest()).isEqualTo(0);
    }
  }

  @Test
  void aReaderThatStartsBehindPublishedProgressForgetsWhatIsSealed() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.append(wal.record(books, 0, books.id(), 1).setWriterId(7).setSequence(0)));
      IngestHarness.Snapshot old = ingest.checkpoint();
      ingest.read(wal.append(wal.record(books, 0, books.id(), 2, 3).setWriterId(7).setSequence(1)));
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 1);
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.progress().size() == 1);
      ChannelProgress published = ingest.progress().get(0);

      ingest.restore(old);
      ingest.read(
          wal.started(2, published),
          wal.append(wal.record(books, 0, books.id(), 2, 3).setWriterId(7).setSequence(1)),
          wal.append(wal.record(books, 0, books.id(), 4, 5, 6).setWriterId(7).setSequence(2)));
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 1);
      ShardSealed seal = ingest.seals().get(0);
      assertThat(seal.getFrom()).isEqualTo(published.getSealedTo());
      assertThat(rows(seal)).as("the repeat is known from the writer table").isEqualTo(3);
    }
  }

  @Test
  void anEmptyStateStartsBehindPublishedProgress() throws Exception {
    try (IngestHarness ingest = new IngestHarness(root, THREE_ROWS).start()) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      wal.gap();
      wal.gap();
      ChannelProgress published =
          ChannelProgress.newBuilder().setSealedTo(Position.before(2)).build();
      ingest.read(wal.started(2, published), wal.insert(books, 0, 1, 2, 3));
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(ingest.seals().get(0).getFrom()).isEqualTo(Position.before(2));
    }
  }

  @Test
  void aReaderThatStartsBehindPublishedProgressDoesNotRepeatIt() throws Exception {
    try (IngestHarness ingest = new IngestHarness(root, THREE_ROWS).start()) {
      ChannelProgress published =
          ChannelProgress.newBuilder().setSealedTo(Position.before(2)).build();
      ingest.read(wal.started(2, published));
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.progress()).isEmpty();
    }
  }

  /** Else its progress would fall back, with writers of records that it does not cover. */
  @Test
  void aReaderPassesOverWhatItsStateHasRead() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1, 2, 3), wal.insert(books, 0, 4));
      ingest.restore(ingest.checkpoint());
      ingest.read(wal.started(), wal.at(0));
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.progress().isEmpty());
      assertThat(ingest.progress().get(0).getSealedTo()).isEqualTo(Position.before(1));
      assertThat(ingest.progress().get(0).getWriters(0).getHighest()).isZero();
    }
  }

  /** Whatever lies between would count as sealed. */
  @Test
  void aStartBeyondWhatWasReadAndSealedFails() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1));
      LogEvent withoutProgress =
          wal.started(5, ChannelProgress.getDefaultInstance()).toBuilder()
              .setStarted(Started.getDefaultInstance())
              .build();
      assertThatThrownBy(() -> ingest.read(withoutProgress)).hasMessageContaining("would be lost");
      ChannelProgress below = ChannelProgress.newBuilder().setSealedTo(Position.before(3)).build();
      assertThatThrownBy(() -> ingest.read(wal.started(5, below)))
          .hasMessageContaining("channel 0 starts at offset 5");
    }
  }

  @Test
  void aRepeatedRecordIsIgnored() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      LogEvent first =
          wal.append(wal.record(books, 0, books.id(), 1).setWriterId(7).setSequence(0));
      ingest.read(
          first,
          wal.append(wal.record(books, 0, books.id(), 2).setWriterId(7).setSequence(1)),
          wal.append(LogEvent.newBuilder().setRecord(first.getRecord())),
          wal.append(wal.record(books, 0, books.id(), 3).setWriterId(8).setSequence(0)));
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      ShardSealed seal = ingest.seals().get(0);
      assertThat(rows(seal)).isEqualTo(3);
      assertThat(seal.getTo()).isEqualTo(Position.of(3, 0));
    }
  }

  @Test
  void aRestoredReaderKnowsRepeats() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      LogEvent first = wal.insert(books, 0, 1, 2);
      ingest.read(first);
      ingest.restore(ingest.checkpoint());
      ingest.read(
          wal.started(1, ChannelProgress.getDefaultInstance()),
          wal.append(LogEvent.newBuilder().setRecord(first.getRecord())),
          wal.insert(books, 0, 3));
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(rows(ingest.seals().get(0))).isEqualTo(3);
    }
  }

  private LogEvent written(CollectionInfo books, long writer, long sequence) {
    return wal.append(
        wal.record(books, 0, books.id(), 1).setWriterId(writer).setSequence(sequence));
  }

  /** A writer that still writes stays in the table, also in a restored one. */
  @Test
  void aFullTableForgetsTheWriterThatWroteLeastRecently() throws Exception {
    try (IngestHarness ingest = ingest(IngestHarness.BY_HAND)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      long full = WriterTable.MAX_WRITERS;
      for (long writer = 1; writer <= full; writer++) {
        ingest.read(written(books, writer, 0));
      }
      ingest.read(written(books, 1, 1), written(books, full + 1, 0)); // Forgets writer 2.
      ingest.restore(ingest.checkpoint());
      ingest.read(
          wal.started(wal.end(), ChannelProgress.getDefaultInstance()),
          written(books, 1, 1), // A repeat.
          written(books, full + 1, 0), // A repeat.
          written(books, 2, 0), // Cannot be known any more.
          wal.flush(books.id(), 0));
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(rows(ingest.seals().get(0))).isEqualTo(full + 3);
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.progress().isEmpty());
      assertThat(ingest.progress().get(0).getWritersList()).hasSize((int) full);
    }
  }

  /** Else it would decide on a repeat otherwise than who starts there without state. */
  @Test
  void aReaderThatStartsBehindPublishedProgressKnowsThatTablesWritersAndNoOthers()
      throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(written(books, 7, 0));
      ingest.restore(ingest.checkpoint());
      wal.gap();
      ChannelProgress published =
          ChannelProgress.newBuilder().setSealedTo(Position.before(2)).build();
      ingest.read(
          wal.started(2, published),
          written(books, 7, 0),
          written(books, 7, 1),
          written(books, 7, 2));
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(rows(ingest.seals().get(0))).isEqualTo(3);
    }
  }

  @Test
  void progressComesOutAlsoWhereTheNextCheckpointHasBegun() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      ingest.read(wal.gap());
      IngestHarness.Snapshot first = ingest.begin();
      ingest.begin();
      ingest.complete(first);
      ingest.tick();
      assertThat(ingest.progress()).hasSize(1);
    }
  }
}
