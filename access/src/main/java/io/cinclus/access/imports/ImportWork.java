package io.cinclus.access.imports;

import io.cinclus.access.imports.BatchReader.Batch;
import io.cinclus.access.imports.BatchReader.Keys;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.v1.ImportFile;
import io.cinclus.v1.ImportInfo;
import io.cinclus.v1.ImportProgress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The work at one import, from wherever it was left: first all files are checked, so that one with
 * a mistake has nothing written, then their rows are written in order. A row that is written again
 * after a failure replaces itself. At most {@link #MAX_IN_FLIGHT} batches are unacknowledged. To be
 * run once, by one thread.
 */
final class ImportWork {
  static final int MAX_IN_FLIGHT = 4;

  /** How often batches are written before the import fails. */
  static final int MAX_ATTEMPTS = 10;

  /** A batch that is not acknowledged within this is written again. */
  private static final long WRITE_TIMEOUT_SECONDS = 120;

  private final ObjectStorage storage;
  private final ImportInfo job;
  private final CollectionSchema schema;
  private final ImportTarget target;
  private final ImportOptions options;
  private final long retryMillis;
  private final Deque<Sent> inFlight = new ArrayDeque<>();
  private ImportProgress progress;

  /** A batch on its way; the import has written all rows before {@code end} when it is there. */
  private record Sent(Batch batch, long end, CompletableFuture<?> written) {}

  ImportWork(
      ObjectStorage storage,
      ImportInfo job,
      CollectionSchema schema,
      ImportTarget target,
      long retryMillis) {
    this.storage = storage;
    this.job = job;
    this.schema = schema;
    this.target = target;
    this.options = ImportOptions.of(job.getOptionsMap());
    this.retryMillis = retryMillis;
    this.progress = job.getProgress();
  }

  /**
   * Returns when all rows are written.
   *
   * @throws CinclusException {@link ErrorCode#BAD_IMPORT} for a mistake in a file
   * @throws CancellationException where another node has taken the import over, or this one stops
   */
  ImportProgress run() throws IOException, InterruptedException {
    for (int file = progress.getFileRowsCount(); file < job.getFilesCount(); file++) {
      check(file);
    }
    long firstRow = 0;
    for (int file = 0; file < job.getFilesCount(); file++) {
      if (firstRow + progress.getFileRows(file) > progress.getWrittenRows()) {
        write(file, firstRow);
      }
      firstRow += progress.getFileRows(file);
    }
    while (!inFlight.isEmpty()) {
      awaitOldest();
    }
    return progress;
  }

  private void check(int file) throws IOException {
    long firstRow = progress.getFileRowsList().stream().mapToLong(Long::longValue).sum();
    long count = 0;
    try (BatchReader reader = open(file, firstRow)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        count = batch.endRow();
        checkMine();
      }
    }
    progressed(progress.toBuilder().addFileRows(count));
  }

  private void write(int file, long firstRow) throws IOException, InterruptedException {
    try (BatchReader reader = open(file, firstRow)) {
      reader.skip(Math.max(0, progress.getWrittenRows() - firstRow));
      long end = 0;
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        end = batch.endRow();
        while (inFlight.size() >= MAX_IN_FLIGHT) {
          awaitOldest();
        }
        checkMine();
        inFlight.add(send(batch, firstRow + end));
      }
      if (end != progress.getFileRows(file)) {
        throw bad(file, "changed while it was imported: leave it alone, and import it again");
      }
    }
  }

  private BatchReader open(int file, long firstRow) throws IOException {
    ImportFile known = job.getFiles(file);
    String path = known.getPath();
    if (storage.lengthBytes(path) != known.getLengthBytes()) {
      throw bad(file, "has changed since its import was asked for: import it again");
    }
    RowSource source;
    try {
      source = ImportFormat.of(path).open(storage, path, schema, options);
    } catch (IOException | RuntimeException e) {
      throw new CinclusException(
          ErrorCode.BAD_IMPORT,
          "file '%s' cannot be read as %s: %s"
              .formatted(path, ImportFormat.of(path), e.getMessage()),
          e);
    }
    return new BatchReader(path, source, schema, target.zone(), new Keys(job.getId(), firstRow));
  }

  private Sent send(Batch batch, long end) {
    CompletableFuture<?> written;
    try {
      written = target.write(batch.rows());
    } catch (CinclusException e) {
      written = CompletableFuture.failedFuture(e);
    }
    return new Sent(batch, end, written);
  }

  /** Waits until the oldest batch is there; writes all again, in order, where it is not. */
  private void awaitOldest() throws InterruptedException {
    for (int attempt = 1; true; attempt++) {
      Sent oldest = inFlight.element();
      try {
        oldest.written().get(WRITE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        inFlight.remove();
        progressed(progress.toBuilder().setWrittenRows(oldest.end()));
        return;
      } catch (ExecutionException | TimeoutException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (!isTransient(cause) || attempt == MAX_ATTEMPTS) {
          throw cause instanceof CinclusException known
              ? known
              : new CinclusException(ErrorCode.WRITE_NOT_ACKNOWLEDGED, String.valueOf(cause), e);
        }
      }
      writeAgain();
    }
  }

  private void writeAgain() throws InterruptedException {
    Thread.sleep(retryMillis);
    checkMine();
    List<Sent> again = new ArrayList<>(inFlight);
    inFlight.clear();
    for (Sent sent : again) {
      inFlight.add(send(sent.batch(), sent.end()));
    }
  }

  private static boolean isTransient(Throwable failure) {
    return failure instanceof TimeoutException
        || (failure instanceof CinclusException known
            && (known.code() == ErrorCode.OVERLOADED
                || known.code() == ErrorCode.EXPIRED
                || known.code() == ErrorCode.NOT_READY
                || known.code() == ErrorCode.WRITE_NOT_ACKNOWLEDGED));
  }

  private void checkMine() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the node stops");
    }
    if (!target.isMine()) {
      throw new CancellationException("import %d has another owner now".formatted(job.getId()));
    }
  }

  private void progressed(ImportProgress.Builder next) {
    progress = next.build();
    target.progressed(progress);
  }

  private CinclusException bad(int file, String what) {
    return new CinclusException(
        ErrorCode.BAD_IMPORT, "file '%s' %s".formatted(job.getFiles(file).getPath(), what));
  }
}
