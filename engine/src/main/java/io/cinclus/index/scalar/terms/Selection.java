package io.cinclus.index.scalar.terms;

/** Some terms and where their rows are. Single-threaded. */
record Selection(TermRanges terms, Postings postings) {

  int count() {
    return terms.count(postings);
  }

  void addTo(long[] words) {
    terms.addRows(postings, words);
  }
}
