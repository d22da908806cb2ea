package io.cinclus.vector;

/** Which of two rows with the same score goes first: a total order, fixed while it is in use. */
@FunctionalInterface
public interface RowOrder {

  /** The order of the row numbers. */
  RowOrder BY_NUMBER = Integer::compare;

  /** Negative where {@code row} goes before {@code other}, positive where after. */
  int compare(int row, int other);
}
