package io.cinclus.access.milvus;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Milvus' timestamps: milliseconds, and a counter in the lower 18 bits. Each is larger than the one
 * before. Thread-safe.
 */
final class HybridClock {
  private static final int LOGICAL_BITS = 18;

  private final LongSupplier nowMillis;
  private final AtomicLong last = new AtomicLong();

  HybridClock(LongSupplier nowMillis) {
    this.nowMillis = nowMillis;
  }

  long next() {
    long now = nowMillis.getAsLong() << LOGICAL_BITS;
    return last.updateAndGet(before -> Math.max(before + 1, now));
  }
}
