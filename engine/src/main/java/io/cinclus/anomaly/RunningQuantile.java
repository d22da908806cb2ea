package io.cinclus.anomaly;

import java.util.Arrays;

/** The exact quantile of the last so many numbers. Not thread-safe. */
final class RunningQuantile {
  private final double[] ring;
  private final double[] sorted;
  private int count;
  private int next;

  RunningQuantile(int capacity) {
    ring = new double[capacity];
    sorted = new double[capacity];
  }

  /** Of numbers, the oldest first. */
  static RunningQuantile of(int capacity, double[] numbers) {
    RunningQuantile quantile = new RunningQuantile(capacity);
    for (double number : numbers) {
      quantile.add(number);
    }
    return quantile;
  }

  /** Takes a number in, and the oldest out if there would be too many. */
  void add(double number) {
    if (count == ring.length) {
      int at = Arrays.binarySearch(sorted, 0, count, ring[next]);
      System.arraycopy(sorted, at + 1, sorted, at, count - at - 1);
      count--;
    }
    int found = Arrays.binarySearch(sorted, 0, count, number);
    int at = found < 0 ? -found - 1 : found;
    System.arraycopy(sorted, at, sorted, at + 1, count - at);
    sorted[at] = number;
    count++;
    ring[next] = number;
    next = (next + 1) % ring.length;
  }

  /** The number that this share of the numbers is below; positive infinity if there are none. */
  double quantile(double share) {
    return count == 0
        ? Double.POSITIVE_INFINITY
        : sorted[Math.min(count - 1, (int) (count * share))];
  }

  /** The numbers, the oldest first. */
  double[] numbers() {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = ring[(next - count + i + ring.length) % ring.length];
    }
    return numbers;
  }
}
