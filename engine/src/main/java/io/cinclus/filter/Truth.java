package io.cinclus.filter;

import java.util.Arrays;

/**
 * What a condition says of each row of a block: true, false or unknown (Kleene's three values). No
 * row is in both sets. Bits behind the block's rows mean nothing. The arrays belong to the truth
 * and are not changed once it is made.
 */
@SuppressWarnings("ArrayRecordComponent")
record Truth(long[] yes, long[] unknown) {

  /** True where {@code yes} is set and nothing is missing. Takes both arrays over. */
  static Truth of(long[] yes, long[] missing) {
    for (int w = 0; w < yes.length; w++) {
      yes[w] &= ~missing[w];
    }
    return new Truth(yes, missing);
  }

  static Truth constant(boolean value, int words) {
    long[] yes = new long[words];
    if (value) {
      Arrays.fill(yes, -1L);
    }
    return new Truth(yes, new long[words]);
  }

  Truth and(Truth other) {
    long[] newYes = new long[yes.length];
    long[] newUnknown = new long[yes.length];
    for (int w = 0; w < yes.length; w++) {
      newYes[w] = yes[w] & other.yes[w];
      newUnknown[w] = (yes[w] | unknown[w]) & (other.yes[w] | other.unknown[w]) & ~newYes[w];
    }
    return new Truth(newYes, newUnknown);
  }

  Truth or(Truth other) {
    long[] newYes = new long[yes.length];
    long[] newUnknown = new long[yes.length];
    for (int w = 0; w < yes.length; w++) {
      newYes[w] = yes[w] | other.yes[w];
      newUnknown[w] = (unknown[w] | other.unknown[w]) & ~newYes[w];
    }
    return new Truth(newYes, newUnknown);
  }

  Truth not() {
    long[] newYes = new long[yes.length];
    for (int w = 0; w < yes.length; w++) {
      newYes[w] = ~(yes[w] | unknown[w]);
    }
    return new Truth(newYes, unknown);
  }

  /** Unknown becomes false. */
  Truth known() {
    return new Truth(yes, new long[unknown.length]);
  }

  /** Whether both say the same; unknown where either is. */
  Truth same(Truth other) {
    long[] newYes = new long[yes.length];
    long[] newUnknown = new long[yes.length];
    for (int w = 0; w < yes.length; w++) {
      newUnknown[w] = unknown[w] | other.unknown[w];
      newYes[w] = ~(yes[w] ^ other.yes[w]) & ~newUnknown[w];
    }
    return new Truth(newYes, newUnknown);
  }

  /** What it says of the rows of {@code count} of its words, from word {@code from} on. */
  Truth words(int from, int count) {
    return new Truth(
        Arrays.copyOfRange(yes, from, from + count),
        Arrays.copyOfRange(unknown, from, from + count));
  }

  /** What the other says where the mask is set, and this where it is clear. */
  Truth replaced(long[] mask, Truth other) {
    return new Truth(Bits.choose(mask, yes, other.yes), Bits.choose(mask, unknown, other.unknown));
  }

  /** Whether it is false of every row. */
  boolean isFalseEverywhere() {
    for (int w = 0; w < yes.length; w++) {
      if ((yes[w] | unknown[w]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is true of every row (and of the bits behind them). */
  boolean isTrueEverywhere() {
    for (long word : yes) {
      if (word != -1L) {
        return false;
      }
    }
    return true;
  }
}
