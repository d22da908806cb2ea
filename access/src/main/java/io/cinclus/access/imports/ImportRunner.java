package io.cinclus.access.imports;

import io.cinclus.access.translate.TimeZones;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.RowBatch;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.v1.ClaimImport;
import io.cinclus.v1.ImportCommand;
import io.cinclus.v1.ImportInfo;
import io.cinclus.v1.ImportProgress;
import io.cinclus.v1.ImportState;
import io.cinclus.v1.ReportImport;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works at imports, one at a time: those that wait, and those whose owner has said nothing for
 * {@link #LEASE}. The catalog's log decides who an import belongs to, so that of all nodes one
 * works at it; it goes on where the last owner was. The owner says at least every {@link #RENEWAL}
 * how far it is. Thread-safe.
 */
public final class ImportRunner implements AutoCloseable {
  /** An owner that is silent for longer has lost its import. */
  static final Duration LEASE = Duration.ofSeconds(45);

  static final Duration RENEWAL = Duration.ofSeconds(10);

  /** How often there is a look at what waits. */
  private static final Duration TICK = Duration.ofMillis(500);

  /** A report is also made when the import is this much further. */
  private static final int REPORTED_PERCENT = 10;

  /** An import that so many nodes were lost with fails. */
  static final int MAX_CLAIMS = 5;

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(ImportRunner.class);

  private final Ports ports;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(daemon("import-ticker"));
  private final ExecutorService worker = Executors.newSingleThreadExecutor(daemon("import-worker"));
  private final Map<Long, Seen> seen = new HashMap<>(); // Of the ticker; as many as imports.
  private volatile @Nullable Running running;

  /**
   * What stands behind.
   *
   * @param node the writer id of this node
   * @param catalog as this node knows it
   * @param append has the catalog changed; fails where it rejects the command
   * @param write writes rows to a partition (empty: the default one) of a collection
   * @param storage where the files are
   */
  public record Ports(
      long node,
      Supplier<Catalog> catalog,
      Function<ImportCommand, CompletableFuture<Long>> append,
      PartitionWriter write,
      ObjectStorage storage) {}

  /** Writes rows, each replacing the one of its key; may wait. */
  public interface PartitionWriter {
    CompletableFuture<?> write(CollectionInfo collection, String partition, RowBatch rows);
  }

  /** When an import was last heard of. */
  private record Seen(long changedAt, long nanos) {}

  /** What this node works at. */
  private static final class Running {
    final long id;
    final int fileCount;
    volatile ImportProgress progress;
    long reportedNanos;
    int reportedPercent;

    Running(ImportInfo info, long nowNanos) {
      id = info.getId();
      fileCount = info.getFilesCount();
      progress = info.getProgress();
      reportedNanos = nowNanos;
    }
  }

  ImportRunner(Ports ports, LongSupplier nanoTime) {
    this.ports = ports;
    this.nanoTime = nanoTime;
  }

  /** Starts to look for work. */
  public static ImportRunner start(Ports ports) {
    ImportRunner runner = new ImportRunner(ports, System::nanoTime);
    runner.ticker.scheduleWithFixedDelay(
        runner::tickSafely, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    return runner;
  }

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private void tickSafely() {
    try {
      tick();
    } catch (RuntimeException e) {
      LOG.warn("the imports cannot be looked at now; trying again", e);
    }
  }

  /** Says how far the running import is, or looks for one. */
  void tick() {
    long now = nanoTime.getAsLong();
    Running current = running;
    if (current != null) {
      renew(current, now);
      return;
    }
    Map<Long, ImportInfo> known = new HashMap<>();
    for (ImportInfo info : ports.catalog().get().imports().values()) {
      known.put(info.getId(), info);
      if (isFree(info, now) && claim(info)) {
        return;
      }
    }
    seen.keySet().retainAll(known.keySet());
  }

  private void renew(Running current, long now) {
    ImportProgress progress = current.progress;
    int percent = ImportPercent.of(progress, current.fileCount);
    if (now - current.reportedNanos >= RENEWAL.toNanos()
        || percent - current.reportedPercent >= REPORTED_PERCENT) {
      report(current.id, ImportState.IMPORT_RUNNING, progress, "");
      current.reportedNanos = now;
      current.reportedPercent = percent;
    }
  }

  private boolean isFree(ImportInfo info, long now) {
    if (info.getState() == ImportState.IMPORT_PENDING) {
      return true;
    }
    if (info.getState() != ImportState.IMPORT_RUNNING) {
      return false;
    }
    Seen before = seen.get(info.getId());
    if (before == null || before.changedAt() != info.getChangedAt()) {
      seen.put(info.getId(), new Seen(info.getChangedAt(), now));
      return false;
    }
    return now - before.nanos() >= LEASE.toNanos();
  }

  private boolean claim(ImportInfo info) {
    try {
      ports
          .append()
          .apply(
              ImportCommand.newBuilder()
                  .setClaim(
                      ClaimImport.newBuilder()
                          .setId(info.getId())
                          .setChangedAt(info.getChangedAt())
                          .setOwner(ports.node()))
                  .build())
          .join();
    } catch (CompletionException e) {
      LOG.debug("import {} is not ours", info.getId(), e);
      return false;
    }
    Running mine = new Running(info, nanoTime.getAsLong());
    running = mine;
    LOG.info(
        "import {} of {} files into '{}' starts",
        info.getId(),
        info.getFilesCount(),
        info.getCollection());
    worker.execute(() -> work(info, mine));
    return true;
  }

  private void work(ImportInfo info, Running mine) {
    try {
      if (info.getClaims() >= MAX_CLAIMS) {
        throw new CinclusException(
            ErrorCode.BAD_IMPORT,
            "%d nodes have died of it, or lost it: split the files".formatted(info.getClaims()));
      }
      ImportProgress done = newWork(info, mine).run();
      report(info.getId(), ImportState.IMPORT_COMPLETED, done, "");
      LOG.info("import {} is completed", info.getId());
    } catch (CancellationException e) {
      LOG.warn("import {} is left to another node", info.getId(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CinclusException e) {
      fail(info, mine, String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      fail(info, mine, "the files cannot be read: " + e.getMessage(), e);
    } finally {
      running = null;
    }
  }

  private ImportWork newWork(ImportInfo info, Running mine) {
    CollectionInfo collection =
        ports
            .catalog()
            .get()
            .collection(info.getCollectionId())
            .orElseThrow(
                () ->
                    new CinclusException(
                        ErrorCode.COLLECTION_NOT_FOUND,
                        "collection '%s' was dropped".formatted(info.getCollection())));
    ImportTarget target =
        new ImportTarget() {
          @Override
          public ZoneId zone() {
            return TimeZones.of(collection);
          }

          @Override
          public boolean isMine() {
            ImportInfo now = ports.catalog().get().imports().get(info.getId());
            return now != null && now.getOwner() == ports.node();
          }

          @Override
          public CompletableFuture<?> write(RowBatch rows) {
            return ports.write().write(collection, info.getPartition(), rows);
          }

          @Override
          public void progressed(ImportProgress progress) {
            mine.progress = progress;
          }
        };
    return new ImportWork(ports.storage(), info, collection.schema(), target, RETRY.toMillis());
  }

  private void fail(ImportInfo info, Running mine, String reason, Exception cause) {
    if (worker.isShutdown()) {
      return; // What it was working with is being closed.
    }
    LOG.warn("import {} has failed", info.getId(), cause);
    report(info.getId(), ImportState.IMPORT_FAILED, mine.progress, reason);
  }

  /** A report that is rejected, or lost, is nothing: the import goes to another node then. */
  private void report(long id, ImportState state, ImportProgress progress, String reason) {
    try {
      ports
          .append()
          .apply(
              ImportCommand.newBuilder()
                  .setReport(
                      ReportImport.newBuilder()
                          .setId(id)
                          .setOwner(ports.node())
                          .setState(state)
                          .setProgress(progress)
                          .setReason(reason)
                          .setAtMillis(System.currentTimeMillis()))
                  .build())
          .join();
    } catch (CompletionException e) {
      LOG.warn("nobody heard that import {} is {}", id, state, e);
    }
  }

  /** Stops, and gives the running import back, so that another node goes on at once. */
  @Override
  public void close() {
    ticker.shutdownNow();
    worker.shutdownNow();
    Running current = running;
    try {
      if (!worker.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the import does not stop within {}", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (current != null) {
      report(current.id, ImportState.IMPORT_PENDING, current.progress, "");
    }
  }
}
