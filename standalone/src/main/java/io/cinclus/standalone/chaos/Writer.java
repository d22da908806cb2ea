package io.cinclus.standalone.chaos;

import io.cinclus.standalone.chaos.Operation.Change;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of a workload, one after another, through all lives of the process. Used by one
 * thread at a time.
 */
final class Writer {
  private final Workload workload;
  private final Tally tally;
  private final Availability availability;
  private final LongSupplier nanos;
  private @Nullable Change unfinished;

  /**
   * A writer at its first step.
   *
   * @param nanos a clock
   */
  Writer(Workload workload, Tally tally, Availability availability, LongSupplier nanos) {
    this.workload = workload;
    this.tally = tally;
    this.availability = availability;
    this.nanos = nanos;
  }

  /** Waits, or says at once that there is nothing to wait for. */
  interface Pause {
    void of(int millis) throws Unavailable;
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

  /**
   * Works until it is over.
   *
   * @param life number of the process
   */
  void work(Steps steps, int life, BooleanSupplier over, Pause pause) {
    while (!over.getAsBoolean()) {
      Change change = unfinished;
      Operation operation = change == null ? workload.next() : change;
      long sinceNanos = nanos.getAsLong();
      try {
        if (operation instanceof Change toFinish) {
          unfinished = toFinish;
          finishChange(steps);
        } else {
          steps.run(operation);
          tally.done();
        }
        availability.answered(operation);
        pause.of(workload.pauseMillis());
      } catch (Unavailable e) {
        tally.unavailable(e);
        availability.unanswered(operation, life, sinceNanos, nanos.getAsLong());
      }
    }
  }
}
