package io.cinclus.filter;

/** Bitsets as words: bit {@code i} of the set is bit {@code i & 63} of word {@code i >> 6}. */
final class Bits {
  private Bits() {}

  static int words(int count) {
    return (count + 63) >>> 6;
  }

  static void set(long[] bits, int i) {
    bits[i >>> 6] |= 1L << i;
  }

  static boolean get(long[] bits, int i) {
    return ((bits[i >>> 6] >>> i) & 1L) != 0;
  }

  /** A new set. */
  static long[] or(long[] a, long[] b) {
    long[] union = a.clone();
    for (int w = 0; w < union.length; w++) {
      union[w] |= b[w];
    }
    return union;
  }

  /** A new set. */
  static long[] and(long[] a, long[] b) {
    long[] common = a.clone();
    for (int w = 0; w < common.length; w++) {
      common[w] &= b[w];
    }
    return common;
  }

  /** A new set. */
  static long[] not(long[] a) {
    long[] complement = new long[a.length];
    for (int w = 0; w < a.length; w++) {
      complement[w] = ~a[w];
    }
    return complement;
  }

  /** A new set: a's bits where the mask is clear, b's where it is set. */
  static long[] choose(long[] mask, long[] a, long[] b) {
    long[] chosen = new long[mask.length];
    for (int w = 0; w < chosen.length; w++) {
      chosen[w] = (a[w] & ~mask[w]) | (b[w] & mask[w]);
    }
    return chosen;
  }
}
