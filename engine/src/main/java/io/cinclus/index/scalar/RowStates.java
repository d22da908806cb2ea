package io.cinclus.index.scalar;

import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What an index knows of its rows apart from their values, as bitsets: which have no value of its
 * kind, which of these have nothing at all, and which it leaves undecided. Immutable once built.
 */
@SuppressWarnings("ArrayRecordComponent")
public record RowStates(int rows, long[] missing, long[] nulls, long[] undecided) {
  private static final String MISSING = "missing";
  private static final String NULLS = "nulls";
  private static final String UNDECIDED = "undecided";
  private static final long[] NONE = {};

  static RowStates ofNoValues(int rows) {
    long[] missing = new long[words(rows)];
    Arrays.fill(missing, -1L);
    if ((rows & 63) != 0) {
      missing[rows >> 6] = -1L >>> -rows;
    }
    return new RowStates(rows, missing, new long[words(rows)], new long[words(rows)]);
  }

  /** How many words a bitset of the rows has. */
  public static int words(int rows) {
    return (rows + 63) >>> 6;
  }

  void setPresent(int row) {
    missing[row >> 6] &= ~(1L << row);
  }

  void setNull(int row) {
    nulls[row >> 6] |= 1L << row;
  }

  void setUndecided(int row) {
    undecided[row >> 6] |= 1L << row;
  }

  /** How many rows have no value. */
  public int missingCount() {
    return cardinality(missing);
  }

  /** How many rows have nothing at all. */
  public int nullCount() {
    return cardinality(nulls);
  }

  /** How many rows are undecided. */
  public int undecidedCount() {
    return cardinality(undecided);
  }

  /** The rows that are to be looked at one by one, whatever else is known; null where none are. */
  public long @Nullable [] open() {
    return isEmpty(undecided) ? null : undecided;
  }

  public boolean isMissing(int row) {
    return ((missing[row >> 6] >>> row) & 1) != 0;
  }

  /** The rows that have a value; a new set. */
  public long[] present() {
    long[] present = new long[missing.length];
    for (int word = 0; word < present.length; word++) {
      present[word] = ~missing[word];
    }
    if ((rows & 63) != 0) {
      present[rows >> 6] &= -1L >>> -rows;
    }
    return present;
  }

  private static int cardinality(long[] bits) {
    return (int) LongStream.of(bits).map(Long::bitCount).sum();
  }

  private static boolean isEmpty(long[] bits) {
    LongPredicate isZero = word -> word == 0;
    return LongStream.of(bits).allMatch(isZero);
  }

  void addTo(IndexSections out) {
    out.add(MISSING, isEmpty(missing) ? NONE : missing);
    out.add(NULLS, isEmpty(nulls) ? NONE : nulls);
    out.add(UNDECIDED, isEmpty(undecided) ? NONE : undecided);
  }

  static RowStates read(int rows, IndexFileReader in) throws IOException {
    long[] missing = read(MISSING, rows, in);
    long[] nulls = read(NULLS, rows, in);
    long[] undecided = read(UNDECIDED, rows, in);
    for (int word = 0; word < missing.length; word++) {
      in.check(NULLS, (nulls[word] & ~missing[word]) == 0, "a null row has a value");
      in.check(UNDECIDED, (undecided[word] & missing[word]) == 0, "a row without a value is open");
    }
    return new RowStates(rows, missing, nulls, undecided);
  }

  private static long[] read(String section, int rows, IndexFileReader in) throws IOException {
    long[] bits = in.longs(section, words(rows));
    if (bits.length == 0) {
      return new long[words(rows)];
    }
    in.check(section, bits.length == words(rows), "it is not of " + rows + " rows");
    boolean inside = (rows & 63) == 0 || (bits[rows >> 6] & (-1L << rows)) == 0;
    in.check(section, inside, "it speaks of rows that are not there");
    return bits;
  }

  /** Heap bytes. */
  public long memoryBytes() {
    return 8L * (missing.length + nulls.length + undecided.length);
  }
}
