package io.cinclus.operators.serve;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of results that are held, never more than the limit. Thread-safe; never blocks. */
final class ResultBytes {
  private final long limitBytes;
  private final AtomicLong held = new AtomicLong();

  ResultBytes(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  long limitBytes() {
    return limitBytes;
  }

  /** Holds so many more; false, and nothing happens, where there is no room. */
  boolean take(long bytes) {
    long before;
    do {
      before = held.get();
      if (bytes > limitBytes - before) {
        return false;
      }
    } while (!held.compareAndSet(before, before + bytes));
    return true;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }
}
