package io.cinclus.search;

import io.cinclus.filter.GroupKey;
import io.cinclus.model.RowBatch;
import java.util.Set;

/**
 * Rows of some groups, or of all others. Immutable.
 *
 * @param key what rows are grouped by
 * @param values of the groups; null among them is the group of rows without a value
 * @param isAmong whether rows of these groups are wanted, and not those of all others
 */
record GroupChoice(GroupKey key, Set<Object> values, boolean isAmong) {
  /** Rows between two looks at the clock. */
  private static final int BLOCK_WORDS = 64;

  /** Clears the bits of rows that are not wanted. */
  void clearOthers(long[] words, RowBatch batch, Deadline deadline) {
    for (int word = 0; word < words.length; word++) {
      if (word % BLOCK_WORDS == 0) {
        deadline.check();
      }
      long rest = words[word];
      while (rest != 0) {
        int row = (word << 6) + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        if (values.contains(key.of(batch, row)) != isAmong) {
          words[word] &= ~(1L << row);
        }
      }
    }
  }
}
