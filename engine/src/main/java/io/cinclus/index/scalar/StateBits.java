package io.cinclus.index.scalar;

import java.util.Arrays;

/**
 * {@link RowStates} while rows are told of, each missing until then. Ranges of rows whose ends are
 * multiples of 64 may be written at once, one thread each.
 */
@SuppressWarnings("ArrayRecordComponent")
record StateBits(int rows, long[] missing, long[] nulls, long[] undecided) {

  static StateBits of(int rows) {
    int words = RowStates.words(rows);
    long[] missing = new long[words];
    Arrays.fill(missing, -1L);
    if ((rows & 63) != 0) {
      missing[words - 1] = -1L >>> -rows;
    }
    return new StateBits(rows, missing, new long[words], new long[words]);
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

  RowStates states() {
    return new RowStates(rows, missing, nulls, undecided);
  }
}
