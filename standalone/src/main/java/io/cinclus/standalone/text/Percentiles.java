package io.cinclus.standalone.text;

import java.util.Arrays;
import java.util.Locale;

/** Latencies that were measured. Thread-safe. */
public final class Percentiles {
  private static final double NANOS_PER_MILLI = 1e6;

  private long[] nanos = new long[64];
  private int count;

  public synchronized void add(long elapsedNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = elapsedNanos;
  }

  public synchronized int count() {
    return count;
  }

  /**
   * The smallest measured latency that at least {@code percent} of all do not exceed (nearest
   * rank), in milliseconds; NaN where nothing was measured.
   */
  public synchronized double millis(double percent) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * count);
    return sorted[Math.max(1, rank) - 1] / NANOS_PER_MILLI;
  }

  /** Median and 99th percentile. */
  @Override
  public String toString() {
    return count() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.1f / %.1f ms", millis(50), millis(99));
  }
}
