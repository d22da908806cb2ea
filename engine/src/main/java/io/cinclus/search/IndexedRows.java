package io.cinclus.search;

import io.cinclus.model.Column;
import io.cinclus.vector.Bits;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as an index numbers them: those of one slice by their own numbers, or those of several that
 * stand behind one another, each in a block of as many numbers. Immutable.
 *
 * @param slices at least one; only the last may end before its block does
 * @param firstBlock the block of the first slice; blocks before it hold rows that are gone
 * @param blockRows a multiple of 64 where there is more than one block
 */
record IndexedRows(List<LiveRows.Slice> slices, int firstBlock, int blockRows) {

  /** The rows of a slice by their own numbers. */
  static IndexedRows of(LiveRows.Slice slice) {
    return new IndexedRows(List.of(slice), 0, Integer.MAX_VALUE);
  }

  /** The number of the first block's first row. */
  int first() {
    return firstBlock * blockRows;
  }

  /** How many numbers the blocks of the slices have, whether their rows are there or not. */
  int size() {
    int last = slices.size() - 1;
    return last * blockRows + slices.get(last).to();
  }

  /** The slice that has the row of a number. */
  LiveRows.Slice slice(int number) {
    return slices.get(number / blockRows - firstBlock);
  }

  /** Where the row of a number is in its slice. */
  int row(int number) {
    return number % blockRows;
  }

  /**
   * The wanted rows that have a vector, as bits over all numbers from 0 on; null for all.
   *
   * @param field the vector field's id
   */
  @Nullable Bits wanted(Allowed allowed, int field) {
    if (slices.size() == 1 && firstBlock == 0) {
      return wanted(slices.get(0), allowed, field);
    }
    int rows = first() + size();
    long[] words = new long[(rows + 63) >> 6];
    boolean all = firstBlock == 0;
    for (int block = 0; block < slices.size(); block++) {
      int word = (firstBlock + block) * (blockRows >> 6);
      Bits some = wanted(slices.get(block), allowed, field);
      if (some == null) {
        Arrays.fill(words, word, word + ((slices.get(block).to() + 63) >> 6), -1L);
      } else {
        some.copyTo(words, word);
        all = false;
      }
    }
    return all ? null : new Bits(words, rows);
  }

  private static @Nullable Bits wanted(LiveRows.Slice slice, Allowed allowed, int field) {
    Column column = slice.rows().batch().column(field);
    return VectorSearch.withoutNulls(column, slice, allowed.of(slice));
  }
}
