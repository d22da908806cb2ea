package io.cinclus.index.scalar.terms;

import io.cinclus.index.IndexFileReader;
import java.io.IOException;

/** Different numbers in ascending order. Immutable. */
final class LongTerms {
  private final long[] terms;

  /** The terms, ascending; not copied. */
  LongTerms(long[] terms) {
    this.terms = terms;
  }

  static LongTerms read(String section, long most, IndexFileReader in) throws IOException {
    long[] terms = in.longs(section, most);
    for (int i = 1; i < terms.length; i++) {
      in.check(section, terms[i - 1] < terms[i], "the values do not rise");
    }
    return new LongTerms(terms);
  }

  int size() {
    return terms.length;
  }

  /** The terms in [low, high]. */
  TermRanges within(long low, long high) {
    int from = lower(low, 0);
    int to = high == Long.MAX_VALUE ? terms.length : lower(high + 1, 0);
    return TermRanges.of(from, to);
  }

  /** The terms that are among some numbers, which rise. */
  TermRanges among(long[] rising) {
    TermRanges ranges = new TermRanges();
    int at = 0;
    for (int i = 0; i < rising.length && at < terms.length; i++) {
      at = lower(rising[i], at);
      if (at < terms.length && terms[at] == rising[i]) {
        ranges.add(at, at + 1);
        at++;
      }
    }
    return ranges;
  }

  /** The first term at or behind {@code from} that is not below the key: gallops, then halves. */
  private int lower(long key, int from) {
    int low = from;
    int step = 1;
    int high = from;
    while (high < terms.length && terms[high] < key) {
      low = high + 1;
      high = step < terms.length - high ? high + step : terms.length;
      step <<= 1; // Never above twice the number of terms.
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (terms[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  long memoryBytes() {
    return 8L * terms.length;
  }
}
