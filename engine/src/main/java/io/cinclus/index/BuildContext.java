package io.cinclus.index;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * What a build may use and whom it tells. The index does not depend on it: the same vectors,
 * parameters and kernels give the same bytes. A build is cancelled by interrupting the thread that
 * called it.
 *
 * @param executor runs what the build does beside its own thread
 * @param threads how many tasks it may have under way at a time
 * @param progress hears how far it is
 */
public record BuildContext(Executor executor, int threads, BuildProgress progress) {

  public BuildContext {
    if (threads < 1) {
      throw new IllegalArgumentException("a build needs at least one thread, not " + threads);
    }
  }

  /** A build on the calling thread alone. */
  public static BuildContext onCallingThread(BuildProgress progress) {
    return new BuildContext(Runnable::run, 1, progress);
  }

  /** A part of some work: the rows {@code [from, to)}. */
  @FunctionalInterface
  public interface Part {
    void run(int from, int to);
  }

  /**
   * Runs a part for each range of rows, up to {@link #threads} at a time, and returns when all have
   * ended.
   *
   * @throws InterruptedException if the calling thread was interrupted; no part runs any more then
   */
  public void forEachRange(int rows, int rangeRows, Part part) throws InterruptedException {
    for (int first = 0; first < rows; first += threads * rangeRows) {
      if (Thread.interrupted()) {
        throw new InterruptedException("build cancelled");
      }
      List<CompletableFuture<Void>> running = new ArrayList<>(threads);
      for (int from = first; from < Math.min(rows, first + threads * rangeRows); ) {
        int start = from;
        int end = Math.min(rows, from + rangeRows);
        running.add(CompletableFuture.runAsync(() -> part.run(start, end), executor));
        from = end;
      }
      awaitAll(running);
    }
  }

  private static void awaitAll(List<CompletableFuture<Void>> running) throws InterruptedException {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    try {
      all.get();
    } catch (InterruptedException e) {
      all.handle((nothing, failure) -> true).join(); // They use what the caller may give away.
      throw e;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
  }
}
