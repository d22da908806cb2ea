package io.cinclus.index.scalar.ngram;

import io.cinclus.index.scalar.TextEntries;
import java.util.Arrays;

/**
 * The lists of the grams in one range of hashes: built in two passes over all texts, of which the
 * first finds how long the lists become and the second writes them in their place. Single-threaded.
 *
 * <p>A list is the differences of its rows, the first to -1, seven bits a byte, the lowest first;
 * the last byte of a difference has its highest bit clear.
 */
final class GramPart {
  private static final int NO_ROW = -1;

  private final TextEntries texts;
  private final int least;
  private final int most;
  private final Range range;
  private final GramTable table = new GramTable();
  private int[] lastRows = new int[1 << 9];
  private int[] sizes = new int[1 << 9];
  private long[] sorted = {};

  /** One of {@code 1 << bits} ranges of hashes, in the order of int64. */
  record Range(int number, int bits) {
    boolean contains(long hash) {
      return (hash ^ Long.MIN_VALUE) >>> (Long.SIZE - bits) == number;
    }
  }

  GramPart(TextEntries texts, int least, int most, Range range) {
    this.texts = texts;
    this.least = least;
    this.most = most;
    this.range = range;
  }

  /** The first pass. */
  void measure() {
    for (int entry = 0; entry < texts.size(); entry++) {
      int row = texts.row(entry);
      Grams.split(texts.text(entry), least, most, hash -> measure(hash, row));
    }
    sorted = table.sorted();
  }

  private void measure(long hash, int row) {
    if (!range.contains(hash)) {
      return;
    }
    int known = table.size();
    int number = table.number(hash);
    if (number == known) {
      if (number == sizes.length) {
        sizes = Arrays.copyOf(sizes, 2 * number);
        lastRows = Arrays.copyOf(lastRows, 2 * number);
      }
      lastRows[number] = NO_ROW;
    }
    if (lastRows[number] != row) {
      sizes[number] = Math.addExact(sizes[number], bytes(row - lastRows[number]));
      lastRows[number] = row;
    }
  }

  /** After {@link #measure}: the grams, ascending. */
  long[] grams() {
    return sorted;
  }

  /** After {@link #measure}: how many bytes the list of a gram has. */
  int sizeBytes(long gram) {
    return sizes[table.number(gram)];
  }

  /**
   * The second pass.
   *
   * @param starts where in {@code target} the list of each of {@link #grams} begins
   */
  void write(int[] starts, byte[] target) {
    int[] places = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      places[table.number(sorted[i])] = starts[i];
    }
    Arrays.fill(lastRows, NO_ROW);
    for (int entry = 0; entry < texts.size(); entry++) {
      int row = texts.row(entry);
      Grams.split(texts.text(entry), least, most, hash -> write(hash, row, places, target));
    }
  }

  private void write(long hash, int row, int[] places, byte[] target) {
    if (!range.contains(hash)) {
      return;
    }
    int number = table.number(hash);
    if (lastRows[number] == row) {
      return;
    }
    int difference = row - lastRows[number];
    lastRows[number] = row;
    int at = places[number];
    while (difference >= 0x80) {
      target[at++] = (byte) (difference | 0x80);
      difference >>>= 7;
    }
    target[at++] = (byte) difference;
    places[number] = at;
  }

  private static int bytes(int difference) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(difference) + 6) / 7;
  }
}
