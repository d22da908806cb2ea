package io.cinclus.operators.ingest;

import static io.cinclus.operators.ingest.IngestHarness.THREE_ROWS;
import static io.cinclus.operators.ingest.IngestHarness.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.operators.fakes.Wal;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.ShardSealed;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealing beside a catalog that lags, ends, or drops what there was. */
class GrowCatalogTest {
  @TempDir Path root;
  private final Wal wal = new Wal(0);

  private IngestHarness ingest(SealPolicy policy) throws Exception {
    IngestHarness ingest = new IngestHarness(root, policy).start();
    ingest.read(wal.started());
    return ingest;
  }

  @Test
  void aDroppedCollectionFreesItsState() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1, 2), wal.insert(books, 0, 3), wal.insert(books, 0, 4));
      assertThat(ingest.chunkCount(0)).isEqualTo(3);
      ingest.catalog.drop("books");
      ingest.settle();
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.seals()).isEmpty();
      assertThat(ingest.progress()).hasSize(1);
      assertThat(ingest.progress().get(0).getSealedTo()).isEqualTo(Position.before(3));
      assertThat(ingest.shardCount(0)).isZero();
      assertThat(ingest.chunkCount(0)).isZero();
    }
  }

  /** A seal is a function of the log alone: files written again after a drop are the same. */
  @Test
  void theDropOfAPartitionChangesNothingInWhatIsSealed() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      long other = ingest.catalog.partition("books", "other");
      ingest.read(
          wal.insert(books, 0, other, new long[] {1, 2}),
          wal.insert(books, 0, 3),
          wal.insert(books, 0, other, new long[] {4}),
          wal.delete(books, 0, 1),
          wal.insert(books, 0, 5));
      IngestHarness.Snapshot snapshot = ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 2);
      List<ShardSealed> seals = ingest.seals();
      Map<String, ByteBuffer> files = ingest.files();
      assertThat(seals).allSatisfy(seal -> assertThat(seal.getSegmentsList()).hasSize(2));

      ingest.catalog.dropPartition("books", "other");
      ingest.deleteFiles();
      ingest.restore(snapshot);
      ingest.read(wal.started(wal.end(), ChannelProgress.getDefaultInstance()));
      ingest.tickUntil(() -> ingest.seals().size() == 2);
      assertThat(ingest.seals()).isEqualTo(seals);
      assertThat(ingest.files()).isEqualTo(files);
    }
  }

  /** The columns of a file are those of the records in it, not those of when it is written. */
  @Test
  void aFieldThatIsAddedLaterChangesNothingInWhatIsSealed() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(wal.insert(books, 0, 1), wal.insert(books, 0, 2), wal.insert(books, 0, 3));
      ingest.checkpoint();
      IngestHarness.Snapshot snapshot = ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 1);
      List<ShardSealed> seals = ingest.seals();
      Map<String, ByteBuffer> files = ingest.files();

      ingest.catalog.addField("books", "pages");
      ingest.deleteFiles();
      ingest.restore(snapshot);
      ingest.read(wal.started(wal.end(), ChannelProgress.getDefaultInstance()));
      ingest.tickUntil(() -> ingest.seals().size() == 1);
      assertThat(ingest.seals()).isEqualTo(seals);
      assertThat(ingest.files()).isEqualTo(files);
    }
  }

  @Test
  void aGenerationWaitsForTheCatalogToBeFolded() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.catalog.hold();
      long other = ingest.catalog.partition("books", "other");
      ingest.read(wal.append(wal.record(books, 0, other, 1, 2, 3).setCatalogPosition(other)));
      ingest.checkpoint();
      ingest.settle();
      ingest.advance(CatalogEnd.PATIENCE_MILLIS);
      ingest.settle();
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.ends.calls()).isPositive();
      assertThat(ingest.seals()).isEmpty();
      ingest.catalog.release();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(rows(ingest.seals().get(0))).isEqualTo(3);
      assertThat(ingest.seals().get(0).getCatalogPosition()).isEqualTo(other);
    }
  }

  @Test
  void aRecordThatNamesAPositionBeyondTheCatalogsEndIsLeftOut() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(
          wal.insert(books, 0, 1),
          wal.append(wal.record(books, 0, books.id(), 2).setCatalogPosition(999)),
          wal.insert(books, 0, 3));
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.ends.calls()).as("it may only be late").isZero();
      ingest.advance(CatalogEnd.PATIENCE_MILLIS);
      ingest.settle();
      assertThat(ingest.seals()).as("the limit is not durable yet").isEmpty();
      IngestHarness.Snapshot limited = ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      ShardSealed seal = ingest.seals().get(0);
      assertThat(rows(seal)).isEqualTo(2);
      assertThat(seal.getTo()).isEqualTo(Position.of(2, 0));
      assertThat(seal.getCatalogPosition()).as("one that there is").isEqualTo(books.id());
      Map<String, ByteBuffer> files = ingest.files();

      while (ingest.catalog.end() <= 999) {
        ingest.catalog.node();
      }
      ingest.restore(limited);
      ingest.read(wal.started(wal.end(), ChannelProgress.getDefaultInstance()));
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(ingest.seals()).containsExactly(seal);
      assertThat(ingest.files()).isEqualTo(files);
    }
  }

  @Test
  void aShardWhoseCollectionIsBeyondTheCatalogsEndIsForgotten() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.read(
          wal.append(wal.record(books, 0, 999, 1, 2, 3).setCollectionId(999)),
          wal.insert(books, 0, 4, 5, 6));
      ingest.checkpoint();
      ingest.tickUntil(() -> ingest.seals().size() == 1);
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.progress()).isEmpty();
      ingest.advance(CatalogEnd.PATIENCE_MILLIS);
      ingest.settle();
      ingest.checkpoint();
      ingest.settle();
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.seals()).hasSize(1);
      assertThat(ingest.progress()).hasSize(1);
      assertThat(ingest.progress().get(0).getSealedTo()).isEqualTo(Position.before(2));
      assertThat(ingest.shardCount(0)).isEqualTo(1);
      assertThat(ingest.chunkCount(0)).isZero();
    }
  }

  @Test
  void aMarkerForACollectionBeyondTheCatalogsEndHoldsNothingBack() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      ingest.read(wal.flush(999, 0));
      ingest.checkpoint();
      ingest.advance(CatalogEnd.PATIENCE_MILLIS);
      ingest.settle();
      ingest.advance(CatalogEnd.PATIENCE_MILLIS);
      ingest.settle();
      ingest.checkpoint();
      ingest.settle();
      ingest.checkpoint();
      ingest.settle();
      assertThat(ingest.seals()).isEmpty();
      assertThat(ingest.progress()).hasSize(1);
      assertThat(ingest.progress().get(0).getSealedTo()).isEqualTo(Position.before(1));
    }
  }

  @Test
  void aCatalogEndThatCannotBeHadIsAskedForAgain() throws Exception {
    try (IngestHarness ingest = ingest(THREE_ROWS)) {
      CollectionInfo books = ingest.catalog.create("books", 0);
      ingest.ends.setFailing(true);
      ingest.read(wal.append(wal.record(books, 0, books.id(), 1, 2, 3).setCatalogPosition(999)));
      ingest.checkpoint();
      ingest.settle();
      ingest.advance(CatalogEnd.PATIENCE_MILLIS);
      ingest.settle();
      assertThat(ingest.ends.calls()).isPositive();
      ingest.ends.setFailing(false);
      ingest.advance(CatalogEnd.PATIENCE_MILLIS);
      ingest.settle();
      ingest.checkpoint();
      ingest.tickUntil(() -> !ingest.seals().isEmpty());
      assertThat(ingest.seals().get(0).getSegmentsCount()).isZero();
    }
  }
}
