package io.cinclus.index.scalar.terms;

/** The rows of each term. Immutable and thread-safe. */
sealed interface Postings permits RowLists, RowBitmaps {

  /**
   * Sets the rows of the terms [from, to), from below to, in a bitset in which none of them is set
   * yet, save where a row can have several terms.
   */
  void add(int from, int to, long[] words);

  /** How many rows the terms [from, to) have, a row counted for each of its terms. */
  int count(int from, int to);

  /** Heap bytes. */
  long memoryBytes();
}
