package io.cinclus.operators.build;

import io.cinclus.segment.ObjectStorage;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files on a thread of its own. A deletion that fails is tried again when it is asked for
 * again. Used by one task thread.
 */
final class FileSweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileSweeper.class);

  /** Deletions that may wait; what is beyond is asked for again later. */
  private static final int MAX_WAITING = 1000;

  private final ObjectStorage storage;
  private final ExecutorService thread;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  FileSweeper(ObjectStorage storage) {
    this.storage = storage;
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread sweeper = new Thread(work, "file-sweeper");
              sweeper.setDaemon(true);
              return sweeper;
            });
  }

  /** Asks for deletions; returns those of {@code paths} that are done. */
  Set<String> delete(Collection<String> paths) {
    Set<String> done = new HashSet<>();
    for (String path : paths) {
      if (deleted.remove(path)) {
        done.add(path);
      } else if (waiting.size() < MAX_WAITING && waiting.add(path)) {
        thread.execute(() -> deleteNow(path));
      }
    }
    return done;
  }

  private void deleteNow(String path) {
    try {
      storage.delete(path);
      deleted.add(path);
      LOG.info("deleted {}", path);
    } catch (IOException e) {
      LOG.warn("cannot delete {}; trying again later", path, e);
    } finally {
      waiting.remove(path);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
