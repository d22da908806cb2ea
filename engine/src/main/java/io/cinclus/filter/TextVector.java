package io.cinclus.filter;

import io.cinclus.model.Utf8;

/**
 * The texts of a block's rows: row {@code i} at {@code values[offset + i]}. What stands in a row
 * that is missing means nothing (and may be null).
 */
@SuppressWarnings("ArrayRecordComponent")
record TextVector(String[] values, int offset, long[] missing) {

  Truth matching(TextCondition condition, Block block) {
    long[] yes = new long[missing.length];
    for (int w = 0; w < yes.length; w++) {
      for (long rest = block.wanted(w) & ~missing[w]; rest != 0; rest &= rest - 1) {
        long lowest = Long.lowestOneBit(rest);
        int i = (w << 6) + Long.numberOfTrailingZeros(rest);
        yes[w] |= condition.test(values[offset + i]) ? lowest : 0;
      }
    }
    return new Truth(yes, missing);
  }

  static Truth compare(Relation relation, TextVector left, TextVector right, int count) {
    long[] missing = Bits.or(left.missing, right.missing);
    long[] yes = new long[missing.length];
    for (int i = 0; i < count; i++) {
      if (!Bits.get(missing, i)
          && relation.holds(
              Utf8.compare(left.values[left.offset + i], right.values[right.offset + i]))) {
        Bits.set(yes, i);
      }
    }
    return new Truth(yes, missing);
  }
}
