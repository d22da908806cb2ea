package io.cinclus.standalone.chaos;

import io.cinclus.vector.Metric;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a collection of the workload looks. Immutable.
 *
 * @param name of the collection
 * @param textKeys VARCHAR keys, or INT64
 * @param metric of its index
 * @param exact FLAT, where searches are held to the exact answer, or HNSW
 * @param shards number of shards
 * @param partitions number of partitions, the default one included
 * @param keys its keys have the numbers 0 to this, exclusive
 */
record Shape(
    String name,
    boolean textKeys,
    Metric metric,
    boolean exact,
    int shards,
    int partitions,
    int keys) {

  /** Spreads neighbouring numbers over all 64 bits; odd, and so undone by its inverse. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final long UNSPREAD = inverse(SPREAD);

  private static final String TEXT_PREFIX = "schlüssel-";

  Shape {
    if (metric == Metric.COSINE) {
      throw new IllegalArgumentException("cosines are not exact in floats: use L2 or IP");
    }
  }

  String indexType() {
    return exact ? "FLAT" : "HNSW";
  }

  /** Names of partitions by number; the first is the default one. */
  String partition(int number) {
    return number == 0 ? "_default" : "part_" + number;
  }

  /** The same collection by another name. */
  Shape named(String alias) {
    return new Shape(alias, textKeys, metric, exact, shards, partitions, keys);
  }

  /** Below 0 where the first key comes before the second. */
  int compareKeys(int key, int other) {
    return textKeys
        ? textKey(key).compareTo(textKey(other))
        : Long.compare(longKey(key), longKey(other));
  }

  static long longKey(int key) {
    return key * SPREAD;
  }

  static String textKey(int key) {
    return TEXT_PREFIX + key;
  }

  /** The number of a key; empty where no key of any shape looks so. */
  static OptionalInt keyOf(long longKey) {
    long number = longKey * UNSPREAD;
    return number >= 0 && number <= Integer.MAX_VALUE
        ? OptionalInt.of((int) number)
        : OptionalInt.empty();
  }

  /** As {@link #keyOf(long)}. */
  static OptionalInt keyOf(String textKey) {
    String digits = textKey.startsWith(TEXT_PREFIX) ? textKey.substring(TEXT_PREFIX.length()) : "";
    return digits.matches("\\d{1,9}")
        ? OptionalInt.of(Integer.parseInt(digits))
        : OptionalInt.empty();
  }

  /** What a search reports for a row with {@code vector}. */
  float distance(List<Float> query, List<Float> vector) {
    float sum = 0;
    for (int i = 0; i < query.size(); i++) {
      float a = query.get(i);
      float b = vector.get(i);
      sum += metric == Metric.L2 ? (a - b) * (a - b) : a * b;
    }
    return sum;
  }

  /** Whether a search puts the first distance before the second. */
  boolean isBetter(float distance, float other) {
    return metric.largerIsBetter() ? distance > other : distance < other;
  }

  /** The inverse of an odd number modulo 2^64, by Newton's iteration. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int bits = 3; bits < Long.SIZE; bits *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
