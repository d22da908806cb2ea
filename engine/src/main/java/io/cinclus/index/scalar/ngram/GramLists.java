package io.cinclus.index.scalar.ngram;

import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.scalar.RowStates;
import java.io.IOException;
import java.util.Arrays;

/**
 * Grams, ascending by hash, and the compressed list of the rows of each: that of gram g in {@code
 * bytes[ends[g - 1]]} to {@code bytes[ends[g]]}. Immutable.
 */
final class GramLists {
  static final int NOT_FOUND = -1;
  private static final String GRAMS = "grams";
  private static final String ENDS = "ends";
  private static final String LISTS = "lists";

  private final long[] grams;
  private final int[] ends;
  private final byte[] bytes;

  /** How many rows each list has. */
  private final int[] counts;

  private GramLists(long[] grams, int[] ends, byte[] bytes) {
    this.grams = grams;
    this.ends = ends;
    this.bytes = bytes;
    this.counts = new int[grams.length];
  }

  static void addTo(IndexSections out, long[] grams, int[] ends, byte[] bytes) {
    out.add(GRAMS, grams);
    out.add(ENDS, ends);
    out.add(LISTS, bytes);
  }

  /** Reads lists of rows that are not missing, {@code most} rows in all of them at the most. */
  static GramLists read(RowStates states, long most, IndexFileReader in) throws IOException {
    long[] grams = in.longs(GRAMS, most);
    int[] ends = in.ints(ENDS, most);
    in.check(ENDS, ends.length == grams.length, "there is not one for each gram");
    byte[] bytes = in.bytes(LISTS, (int) Math.min(Integer.MAX_VALUE, 5 * most));
    GramLists lists = new GramLists(grams, ends, bytes);
    for (int gram = 0; gram < grams.length; gram++) {
      in.check(GRAMS, gram == 0 || grams[gram - 1] < grams[gram], "the hashes do not rise");
      boolean fits = ends[gram] > lists.start(gram) && ends[gram] <= bytes.length;
      in.check(ENDS, fits, "a list ends where it cannot");
      lists.counts[gram] = lists.checkedCount(gram, states, in);
    }
    int end = ends.length == 0 ? 0 : ends[ends.length - 1];
    in.check(LISTS, end == bytes.length, "bytes follow the last list");
    return lists;
  }

  private int checkedCount(int gram, RowStates states, IndexFileReader in) throws IOException {
    int count = 0;
    long row = -1;
    for (int at = start(gram); at < ends[gram]; count++) {
      long difference = 0;
      int shift = 0;
      byte b;
      do {
        in.check(LISTS, at < ends[gram] && shift < 35, "a row does not end");
        b = bytes[at++];
        difference |= (long) (b & 0x7f) << shift;
        shift += 7;
      } while (b < 0);
      row += difference;
      boolean inside = difference > 0 && row < states.rows();
      in.check(LISTS, inside && !states.isMissing((int) row), "a row has no place there");
    }
    return count;
  }

  private int start(int gram) {
    return gram == 0 ? 0 : ends[gram - 1];
  }

  /** The place of a gram; {@link #NOT_FOUND} where no row has it. */
  int find(long hash) {
    return Math.max(NOT_FOUND, Arrays.binarySearch(grams, hash));
  }

  /** How many rows have the gram at a place. */
  int count(int gram) {
    return counts[gram];
  }

  /** The rows that have the gram at a place, ascending. */
  int[] rows(int gram) {
    int[] rows = new int[counts[gram]];
    int at = start(gram);
    int row = -1;
    for (int i = 0; i < rows.length; i++) {
      int difference = bytes[at++];
      for (int shift = 7; difference < 0; shift += 7) {
        difference &= (1 << shift) - 1;
        difference |= bytes[at++] << shift;
      }
      row += difference;
      rows[i] = row;
    }
    return rows;
  }

  /** Heap bytes. */
  long memoryBytes() {
    return 8L * grams.length + 4L * ends.length + 4L * counts.length + bytes.length;
  }
}
