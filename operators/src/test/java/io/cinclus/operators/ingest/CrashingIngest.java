package io.cinclus.operators.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.fakes.Wal;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.SegmentStore;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.SealEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One run of {@link GrowFunctionCrashTest}. */
final class CrashingIngest {
  private static final int STEPS = 250;

  private final IngestHarness ingest;
  private final Random random;
  private final Wal wal = new Wal(0);
  private final SealRegister register = new SealRegister();
  private final Map<String, ByteBuffer> everWritten = new HashMap<>();
  // What has come out and is not acknowledged, and the checkpoints to go back to.
  private final List<SealEvent> inFlight = new ArrayList<>();
  private final List<Saved> completed = new ArrayList<>();
  private final CollectionInfo books;
  private final CollectionInfo films;
  private final long other;
  private long next;

  private record Saved(IngestHarness.Snapshot snapshot, long next) {}

  CrashingIngest(IngestHarness ingest, long seed) {
    this.ingest = ingest;
    this.random = new Random(seed);
    books = ingest.catalog.create("books", 0, 0);
    films = ingest.catalog.create("films", 0);
    other = ingest.catalog.partition("films", "other");
  }

  void run() throws Exception {
    ingest.start();
    ingest.read(wal.started());
    for (int step = 0; step < STEPS; step++) {
      step();
      for (Map.Entry<String, ByteBuffer> file : ingest.files().entrySet()) {
        ByteBuffer before = everWritten.putIfAbsent(file.getKey(), file.getValue());
        assertThat(file.getValue())
            .as(file.getKey())
            .isEqualTo(before == null ? file.getValue() : before);
      }
    }
    finish();
  }

  private void step() throws Exception {
    int choice = random.nextInt(24);
    if (choice < 12) {
      readNext();
    } else if (choice < 20) {
      ingest.holdUploads(random.nextBoolean());
      ingest.tick();
    } else if (choice < 23) {
      checkpoint(random.nextInt(5) > 0);
    } else {
      crash();
    }
  }

  private void readNext() throws Exception {
    if (next == wal.end()) {
      append();
    }
    ingest.read(wal.at(next++));
  }

  private void append() {
    int shard = random.nextInt(2);
    long[] keys = random.longs(1 + random.nextInt(3), 0, 100).toArray();
    switch (random.nextInt(12)) {
      case 0 -> wal.gap();
      case 1 -> wal.flush(books.id(), shard);
      case 2 -> appendRepeat();
      case 3 -> expect(films, 0, wal.insert(films, 0, other, keys), keys.length);
      case 4 -> expect(films, 0, wal.insert(films, 0, keys), keys.length);
      case 5 -> wal.delete(books, shard, keys);
      default -> expect(books, shard, wal.insert(books, shard, keys), keys.length);
    }
  }

  private void appendRepeat() {
    LogEvent earlier = wal.end() == 0 ? wal.gap() : wal.at(random.nextInt((int) wal.end()));
    if (earlier.hasRecord()) {
      wal.append(LogEvent.newBuilder().setRecord(earlier.getRecord()));
    } else {
      wal.gap();
    }
  }

  private void expect(CollectionInfo collection, int shard, LogEvent record, int rowCount) {
    for (int row = 0; row < rowCount; row++) {
      register.expect(new ShardId(collection.id(), shard), Position.of(record.getOffset(), row));
    }
  }

  /** What has come out before the barrier is acknowledged when the checkpoint completes. */
  private void checkpoint(boolean completes) throws Exception {
    inFlight.addAll(ingest.take());
    List<SealEvent> before = List.copyOf(inFlight);
    Saved saved = new Saved(ingest.begin(), next);
    for (int more = random.nextInt(4); more > 0; more--) {
      if (next < wal.end()) {
        readNext();
      }
      ingest.tick();
    }
    if (completes) {
      before.forEach(register::read);
      inFlight.subList(0, before.size()).clear();
      completed.add(saved);
      ingest.complete(saved.snapshot());
    }
  }

  /** Each event that was not acknowledged may have arrived or not. */
  private void crash() throws Exception {
    inFlight.addAll(ingest.take());
    inFlight.stream().filter(event -> random.nextBoolean()).forEach(register::read);
    inFlight.clear();
    while (completed.size() > 1 && random.nextInt(4) == 0) {
      completed.remove(completed.size() - 1);
    }
    long restored = 0;
    if (completed.isEmpty()) {
      ingest.start();
    } else {
      Saved saved = completed.get(completed.size() - 1);
      ingest.restore(saved.snapshot());
      restored = saved.next();
    }
    next = Math.max(restored, Position.offset(register.progress().getSealedTo() + 1));
    ingest.read(wal.started(next, register.progress()));
  }

  private void finish() throws Exception {
    ingest.holdUploads(false);
    while (next < wal.end()) {
      readNext();
    }
    ingest.read(wal.flush(books.id(), 0), wal.flush(books.id(), 1), wal.flush(films.id(), 0));
    next = wal.end();
    for (int rounds = 0;
        register.progress().getSealedTo() < Position.before(next) && rounds < 100;
        rounds++) {
      checkpoint(true);
      ingest.settle();
    }
    SegmentStore store = new SegmentStore(new ObjectStorage(ingest.options.storageRoot()));
    register.checkRows(store, books.schema());
  }
}
