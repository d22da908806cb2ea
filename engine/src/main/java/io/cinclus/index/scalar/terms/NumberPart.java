package io.cinclus.index.scalar.terms;

/** Numbers of one type, as int64 of the same order, and their rows. Immutable. */
record NumberPart(LongTerms terms, Postings postings) {
  static final NumberPart NONE =
      new NumberPart(
          new LongTerms(new long[0]), new RowLists(new TermLists(new int[1], new int[0]), 0, true));

  Selection all() {
    return new Selection(TermRanges.of(0, terms.size()), postings);
  }

  Selection within(long low, long high) {
    return new Selection(terms.within(low, high), postings);
  }

  /** The terms among numbers that rise. */
  Selection among(long[] rising) {
    return new Selection(terms.among(rising), postings);
  }

  long memoryBytes() {
    return terms.memoryBytes() + postings.memoryBytes();
  }
}
