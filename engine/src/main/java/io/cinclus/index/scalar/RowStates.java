package io.cinclus.index.scalar;

import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What an index knows of its rows apart from their values, as bitsets: which have no value of its
 * kind, which of these have nothing at all, and which it leaves undecided. Immutable.
 */
public final class RowStates {
  private static final String MISSING = "missing";
  private static final String NULLS = "nulls";
  private static final String UNDECIDED = "undecided";
  private static final long[] NONE = {};

  private final int rows;
  private final long[] missing;
  private final long[] nulls;
  private final long[] undecided;
  private final int missingCount;
  private final int nullCount;
  private final int undecidedCount;

  /** Takes the arrays over. */
  RowStates(int rows, long[] missing, long[] nulls, long[] undecided) {
    this.rows = rows;
    this.missing = missing;
    this.nulls = nulls;
    this.undecided = undecided;
    this.missingCount = cardinality(missing);
    this.nullCount = cardinality(nulls);
    this.undecidedCount = cardinality(undecided);
  }

  private static int cardinality(long[] bits) {
    int count = 0;
    for (long word : bits) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** How many words a bitset of the rows has. */
  public static int words(int rows) {
    return (rows + 63) >>> 6;
  }

  public int rows() {
    return rows;
  }

  /** The rows without a value; not a copy. */
  public long[] missing() {
    return missing;
  }

  public int missingCount() {
    return missingCount;
  }

  public boolean isMissing(int row) {
    return ((missing[row >> 6] >>> row) & 1) != 0;
  }

  /** The rows that have nothing at all; not a copy. */
  public long[] nulls() {
    return nulls;
  }

  public int nullCount() {
    return nullCount;
  }

  /** The rows that are to be looked at one by one, whatever else is known; not a copy. */
  public long[] undecided() {
    return undecided;
  }

  public int undecidedCount() {
    return undecidedCount;
  }

  /** What is {@link Answer#open} if nothing else is: the undecided rows. */
  public long @Nullable [] open() {
    return undecidedCount == 0 ? null : undecided;
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

  void addTo(IndexSections out) {
    out.add(MISSING, missingCount == 0 ? NONE : missing);
    out.add(NULLS, nullCount == 0 ? NONE : nulls);
    out.add(UNDECIDED, undecidedCount == 0 ? NONE : undecided);
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
