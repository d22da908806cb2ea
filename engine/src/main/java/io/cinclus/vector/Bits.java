package io.cinclus.vector;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set of row numbers in {@code [0, size)}, as 64-bit words: row {@code r} is bit {@code r & 63}
 * of word {@code r >> 6}. Missing words are empty. The words are not copied and must not change; so
 * shared, it is thread-safe.
 */
public final class Bits {
  private final long[] words;
  private final int size;
  private final int cardinality;

  /** Bits at or beyond {@code size} are ignored. */
  public Bits(long[] words, int size) {
    if (size < 0) {
      throw new IllegalArgumentException("negative size: " + size);
    }
    this.words = words;
    this.size = size;
    this.cardinality = count(words, size);
  }

  /**
   * How many of the rows below {@code rows} are allowed.
   *
   * @param allow null for all
   * @throws IllegalArgumentException if the set does not speak of so many rows
   */
  public static int allowed(@Nullable Bits allow, int rows) {
    if (allow == null) {
      return rows;
    }
    if (allow.size != rows) {
      throw new IllegalArgumentException(
          "an allow-bitset of " + allow.size + " bits for " + rows + " rows");
    }
    return allow.cardinality;
  }

  private static int count(long[] words, int size) {
    int full = Math.min(words.length, size >> 6);
    int count = 0;
    for (int i = 0; i < full; i++) {
      count += Long.bitCount(words[i]);
    }
    if (full < words.length && (size & 63) != 0) {
      count += Long.bitCount(words[full] & (-1L >>> -size));
    }
    return count;
  }

  /** The number of rows the set speaks of. */
  public int size() {
    return size;
  }

  /** The number of rows in the set. Counted once. */
  public int cardinality() {
    return cardinality;
  }

  /** Whether the row is in the set. */
  public boolean get(int row) {
    Objects.checkIndex(row, size);
    int word = row >> 6;
    return word < words.length && ((words[word] >>> row) & 1L) != 0;
  }

  /**
   * Copies the set to the words from {@code firstWord} on, as many as {@link #size()} bits need.
   */
  public void copyTo(long[] target, int firstWord) {
    int count = (size + 63) >> 6;
    int given = Math.min(words.length, count);
    System.arraycopy(words, 0, target, firstWord, given);
    Arrays.fill(target, firstWord + given, firstWord + count, 0L);
    if ((size & 63) != 0) {
      target[firstWord + count - 1] &= -1L >>> -size;
    }
  }

  /** The first row of the set at or after {@code from}, or {@link #size()} if there is none. */
  public int next(int from) {
    if (from >= size) {
      return size;
    }
    int word = from >> 6;
    if (word >= words.length) {
      return size;
    }
    long rest = words[word] & (-1L << from);
    while (rest == 0) {
      if (++word >= words.length) {
        return size;
      }
      rest = words[word];
    }
    return Math.min(size, (word << 6) + Long.numberOfTrailingZeros(rest));
  }
}
