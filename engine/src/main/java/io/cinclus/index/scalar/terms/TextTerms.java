package io.cinclus.index.scalar.terms;

import io.cinclus.index.scalar.Utf8Keys;

/** Different texts in the order of their UTF-8 bytes. Immutable and thread-safe. */
interface TextTerms {

  int size();

  /** How many terms are below the key. */
  int lower(byte[] key);

  /** Whether the term is the key. */
  default boolean isTerm(int term, byte[] key) {
    return lower(Utf8Keys.next(key)) > term;
  }

  /** Tells of the terms [from, to), in order. */
  void visit(int from, int to, TermVisitor visitor);

  /** Heap bytes. */
  long memoryBytes();

  /** Hears of terms. */
  @FunctionalInterface
  interface TermVisitor {
    void term(int term, String text);
  }
}
