package io.cinclus.operators.build;

import io.cinclus.segment.ObjectStorage;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files off the task thread. A deletion that fails is tried again when it is asked for
 * again, but not before a pause that grows with each failure. Used by one task thread; closes
 * nothing.
 */
final class FileSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(FileSweeper.class);

  /** Deletions that may wait; what is beyond is asked for again later. */
  static final int MAX_WAITING = 1000;

  /** Outcomes that nobody has asked for yet; the oldest are forgotten. */
  static final int MAX_REMEMBERED = 10_000;

  static final long FIRST_RETRY_MILLIS = 10_000;
  static final long MAX_RETRY_MILLIS = 600_000;

  private final ObjectStorage storage;
  private final ExecutorService thread;
  private final Set<String> waiting = new HashSet<>();
  private final Map<String, Outcome> outcomes = new Remembered();
  private final ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>();

  /** Of the last attempts to delete a file: how many failed in a row, and when to try again. */
  private record Outcome(int failures, long retryAtMillis) {}

  private record Attempt(String path, boolean deleted) {}

  private static final class Remembered extends LinkedHashMap<String, Outcome> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Outcome> eldest) {
      return size() > MAX_REMEMBERED;
    }
  }

  FileSweeper(ObjectStorage storage, ExecutorService thread) {
    this.storage = storage;
    this.thread = thread;
  }

  /** Asks for deletions; returns those of {@code paths} that are done. */
  Set<String> delete(Collection<String> paths, long nowMillis) {
    learn(nowMillis);
    Set<String> done = new HashSet<>();
    for (String path : paths) {
      Outcome outcome = outcomes.getOrDefault(path, new Outcome(0, Long.MIN_VALUE));
      if (outcomes.containsKey(path) && outcome.failures() == 0) {
        outcomes.remove(path);
        done.add(path);
      } else if (nowMillis >= outcome.retryAtMillis()
          && waiting.size() < MAX_WAITING
          && waiting.add(path)) {
        thread.execute(() -> attempts.add(new Attempt(path, deleteNow(path))));
      }
    }
    return done;
  }

  private void learn(long nowMillis) {
    for (Attempt attempt = attempts.poll(); attempt != null; attempt = attempts.poll()) {
      waiting.remove(attempt.path());
      Outcome before = outcomes.remove(attempt.path());
      int failures = attempt.deleted() ? 0 : 1 + (before == null ? 0 : before.failures());
      outcomes.put(attempt.path(), new Outcome(failures, nowMillis + retryMillis(failures)));
    }
  }

  private static long retryMillis(int failures) {
    return Math.min(
        FIRST_RETRY_MILLIS << Math.min(Math.max(failures - 1, 0), 20), MAX_RETRY_MILLIS);
  }

  private boolean deleteNow(String path) {
    try {
      storage.delete(path);
      LOG.info("deleted {}", path);
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot delete {}; trying again later", path, e);
      return false;
    }
  }
}
