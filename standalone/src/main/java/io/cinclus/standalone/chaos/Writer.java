package io.cinclus.standalone.chaos;

import io.cinclus.standalone.chaos.Operation.Change;
import io.cinclus.standalone.chaos.Violation.Kind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of a workload, one after another, through all lives of the process. Used by one
 * thread at a time.
 */
final class Writer {
  /** Without an answer for this long, while the process lives, the run has failed. */
  static final Duration MAX_UNAVAILABLE = Duration.ofSeconds(60);

  private final Workload workload;
  private final Tally tally;
  private @Nullable Change unfinished;

  Writer(Workload workload, Tally tally) {
    this.workload = workload;
    this.tally = tally;
  }

  /** Finishes the change of the catalog whose outcome the last life did not tell. */
  void finishChange(Steps steps) throws Unavailable {
    Change change = unfinished;
    if (change != null) {
      steps.run(change);
      unfinished = null;
      tally.done();
    }
  }

  /** Works until the process dies or the run is over. */
  void work(Life life, Steps steps, BooleanSupplier over) {
    long answeredNanos = System.nanoTime();
    while (!over.getAsBoolean() && !life.child().dead().isDone()) {
      try {
        step(steps);
        answeredNanos = System.nanoTime();
        pause(life);
      } catch (Unavailable e) {
        tally.unavailable(e);
        if (!life.child().dead().isDone()
            && System.nanoTime() - answeredNanos > MAX_UNAVAILABLE.toNanos()) {
          throw new Violation(
              Kind.UNAVAILABLE,
              "no answer for %s: %s".formatted(MAX_UNAVAILABLE, e.getMessage()),
              e);
        }
      }
    }
  }

  private void step(Steps steps) throws Unavailable {
    if (unfinished != null) {
      finishChange(steps);
      return;
    }
    Operation operation = workload.next();
    if (operation instanceof Change change) {
      unfinished = change;
      finishChange(steps);
      return;
    }
    steps.run(operation);
    tally.done();
  }

  private void pause(Life life) throws Unavailable {
    try {
      life.child().dead().get(workload.pauseMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return; // It lives.
    } catch (Exception e) {
      throw new Unavailable(e);
    }
  }
}
