package io.cinclus.standalone.fuzz;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases, at least one, one after another on a thread of its own, until the first that goes
 * wrong: a case that throws, or does not end. The seed of the first case determines all. Used by
 * one thread, once.
 */
public final class EngineFuzz {
  private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(500);

  private static final int SHOWN_FRAMES = 8;

  private final FuzzSettings settings;
  private final Case oneCase;
  private final Tally tally = new Tally();
  private final long startNanos = System.nanoTime();
  private volatile Begun begun;

  /** The case that is under way. */
  private record Begun(long seed, long atNanos) {}

  /** Something that may go wrong. */
  @FunctionalInterface
  interface Case {
    void run(long seed, Tally tally) throws Exception;
  }

  /**
   * How far a run has come.
   *
   * @param elapsed since it began
   * @param report what was done
   */
  public record Progress(Duration elapsed, FuzzReport report) {}

  EngineFuzz(FuzzSettings settings, Case oneCase) {
    this.settings = settings;
    this.oneCase = oneCase;
    this.begun = new Begun(settings.seed(), startNanos);
  }

  /**
   * Runs to the end.
   *
   * @param progress told now and then, on the calling thread
   * @throws FuzzFailure at the first case that goes wrong
   */
  public static FuzzReport run(FuzzSettings settings, Consumer<Progress> progress)
      throws FuzzFailure, InterruptedException {
    return new EngineFuzz(settings, FuzzCase::run).run(progress);
  }

  FuzzReport run(Consumer<Progress> progress) throws FuzzFailure, InterruptedException {
    CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    Thread thread = new Thread(() -> runCases(end), "fuzz");
    thread.setDaemon(true); // A case that hangs does not heed an interrupt.
    thread.start();
    long intervalMillis = Math.min(PROGRESS_INTERVAL.toMillis(), settings.caseLimit().toMillis());
    while (true) {
      try {
        end.get(intervalMillis, TimeUnit.MILLISECONDS);
        return tally.report();
      } catch (ExecutionException e) {
        throw new FuzzFailure(begun.seed(), e.getCause() == null ? e : e.getCause());
      } catch (TimeoutException e) {
        Begun now = begun;
        if (System.nanoTime() - now.atNanos() > settings.caseLimit().toNanos()) {
          throw new FuzzFailure(now.seed(), hangs(thread));
        }
        progress.accept(
            new Progress(Duration.ofNanos(System.nanoTime() - startNanos), tally.report()));
      }
    }
  }

  private void runCases(CompletableFuture<@Nullable Void> end) {
    try {
      for (long i = 0; i < settings.cases() && (i == 0 || !isOver()); i++) {
        begun = new Begun(settings.seed() + i, System.nanoTime());
        oneCase.run(settings.seed() + i, tally);
        tally.caseEnded();
      }
      end.complete(null);
    } catch (Throwable e) { // Out of memory, too.
      end.completeExceptionally(e);
    }
  }

  private boolean isOver() {
    return System.nanoTime() - startNanos > settings.duration().toNanos();
  }

  private Violation hangs(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    Violation violation =
        new Violation(
            "no end after %d s, at %s"
                .formatted(
                    settings.caseLimit().toSeconds(),
                    Arrays.stream(stack)
                        .limit(SHOWN_FRAMES)
                        .map(StackTraceElement::toString)
                        .toList()));
    violation.setStackTrace(stack);
    return violation;
  }
}
