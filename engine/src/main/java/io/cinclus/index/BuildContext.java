package io.cinclus.index;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a build may use and whom it tells. The index does not depend on it: the same vectors,
 * parameters and kernels give the same bytes. A build is cancelled by interrupting the thread that
 * called it.
 *
 * @param executor runs what the build does beside its own thread
 * @param threads how many tasks it may have under way at a time
 * @param maxBytes what it may hold beside the vectors; one that may need more is refused before it
 *     begins
 * @param progress hears how far it is
 */
public record BuildContext(Executor executor, int threads, long maxBytes, BuildProgress progress) {
  /** All of the heap: what needs more can only fail. */
  private static final long HEAP_BYTES = Runtime.getRuntime().maxMemory();

  public BuildContext {
    if (threads < 1) {
      throw new IllegalArgumentException("a build needs at least one thread, not " + threads);
    }
  }

  /** A build that may use all of the heap. */
  public BuildContext(Executor executor, int threads, BuildProgress progress) {
    this(executor, threads, HEAP_BYTES, progress);
  }

  /** A build on the calling thread alone that may hold so much. */
  public static BuildContext onCallingThread(long maxBytes, BuildProgress progress) {
    return new BuildContext(Runnable::run, 1, maxBytes, progress);
  }

  /** A build on the calling thread alone that may use all of the heap. */
  public static BuildContext onCallingThread(BuildProgress progress) {
    return onCallingThread(HEAP_BYTES, progress);
  }

  /** A part of some work: the rows {@code [from, to)}. */
  @FunctionalInterface
  public interface Part {
    void run(int from, int to);
  }

  /**
   * Runs a part for each range of rows, up to {@link #threads} at a time, and returns when all have
   * ended. The calling thread takes ranges as the others do.
   *
   * @throws InterruptedException if the calling thread was interrupted; no part runs any more then
   */
  public void forEachRange(int rows, int rangeRows, Part part) throws InterruptedException {
    AtomicLong next = new AtomicLong();
    long ranges = (rows + (long) rangeRows - 1) / rangeRows;
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, ranges); i++) {
      others.add(
          CompletableFuture.runAsync(
              () -> {
                while (runNext(next, rows, rangeRows, part)) {}
              },
              executor));
    }
    try {
      do {
        if (Thread.interrupted()) {
          throw new InterruptedException("build cancelled");
        }
      } while (runNext(next, rows, rangeRows, part));
      all(others).get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    } finally {
      next.set(rows); // Where one failed or this was interrupted, nobody takes more.
      all(others).handle((nothing, failure) -> true).join(); // What they use may be given away.
    }
  }

  private static boolean runNext(AtomicLong next, int rows, int rangeRows, Part part) {
    long from = next.getAndAdd(rangeRows);
    if (from >= rows) {
      return false;
    }
    part.run((int) from, (int) Math.min(rows, from + rangeRows));
    return true;
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> running) {
    return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
  }
}
