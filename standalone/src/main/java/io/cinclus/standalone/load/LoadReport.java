package io.cinclus.standalone.load;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** What the clients have done. Thread-safe. */
public final class LoadReport {
  /** Searches that are counted, with their times; the ones after them are passed over. */
  private static final int MAX_LATENCIES = 4_000_000;

  private final LongAdder writes = new LongAdder();
  private final LongAdder reads = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private long[] latencies = new long[1024];
  private int searches;
  private double recallSum;

  void wrote() {
    writes.increment();
  }

  void read() {
    reads.increment();
  }

  /** The server had too much to do; the client asks again. */
  void refused() {
    refused.increment();
  }

  synchronized void searched(long nanos, double recall) {
    if (searches < MAX_LATENCIES) {
      if (searches == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * searches);
      }
      latencies[searches++] = nanos;
      recallSum += recall;
    }
  }

  public long writes() {
    return writes.sum();
  }

  /** Counts and rows by key. */
  public long reads() {
    return reads.sum();
  }

  public long refusals() {
    return refused.sum();
  }

  public synchronized int searches() {
    return searches;
  }

  /** The mean share of the true neighbours that searches found; NaN if there was no search. */
  public synchronized double recall() {
    return recallSum / searches;
  }

  /** What so many percent of the searches took at most; 0 if there was none. */
  public synchronized double searchMillis(double percent) {
    if (searches == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(latencies, searches);
    Arrays.sort(sorted);
    return sorted[Math.max(1, (int) Math.ceil(percent / 100 * searches)) - 1] / 1e6;
  }
}
