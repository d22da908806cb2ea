package io.cinclus.search;

import io.cinclus.model.Column;
import java.util.Arrays;

/**
 * Inserts or deletes of keys, in position order: {@code keys[row]} at {@code positions[row]} for
 * the rows in [from, to). Immutable; shares its arrays.
 *
 * @param keys of the primary key's type
 * @param from first row
 * @param to behind the last row
 * @param positions of each row, rising
 * @param upTo kills versions at or below it; {@link #BELOW_ITSELF}: below its own position
 */
@SuppressWarnings("ArrayRecordComponent")
record Mutations(Column keys, int from, int to, long[] positions, long upTo) {
  static final long BELOW_ITSELF = 0;

  /** The first {@code count} of {@code keys} at {@code first}, first + 1, … */
  static Mutations run(Column keys, int count, long first, long upTo) {
    long[] positions = new long[count];
    for (int row = 0; row < count; row++) {
      positions[row] = first + row;
    }
    return new Mutations(keys, 0, count, positions, upTo);
  }

  /** Those above {@code position}. */
  Mutations above(long position) {
    int found = Arrays.binarySearch(positions, from, to, position);
    int first = found >= 0 ? found + 1 : -found - 1;
    return first == from ? this : new Mutations(keys, first, to, positions, upTo);
  }

  int count() {
    return to - from;
  }

  /** The highest position that the mutation of this row kills. */
  long limit(int row) {
    return upTo == BELOW_ITSELF ? positions[row] : upTo;
  }
}
