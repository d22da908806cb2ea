package io.cinclus.index.scalar;

import io.cinclus.index.BuildContext;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a build holds, and fails it before it holds more than it may. Thread-safe. */
final class BuildBudget {
  private final ScalarParams params;
  private final int rows;
  private final long maxBytes;
  private final AtomicLong taken = new AtomicLong();

  BuildBudget(ScalarParams params, int rows, BuildContext context) {
    this.params = params;
    this.rows = rows;
    this.maxBytes = context.maxBytes();
  }

  /**
   * So much more is needed.
   *
   * @throws IllegalArgumentException if that is too much
   */
  void take(long bytes) {
    if (taken.addAndGet(bytes) > maxBytes) {
      throw new IllegalArgumentException(
          ("building %s of %d rows takes more than %d MiB beside the rows, which are allowed: raise"
                  + " the limit or make smaller segments")
              .formatted(params.type(), rows, maxBytes >> 20));
    }
  }
}
