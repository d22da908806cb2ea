package io.cinclus.anomaly;

/** What is done to values before distances between them are taken. */
public enum Normalization {
  /** Nothing: the columns have one unit. */
  NONE,
  /** Each column has mean 0 and deviation 1 among the events accepted. */
  STANDARD,
  /** Each column has median 0 and, by its quartiles, deviation 1 among the events accepted. */
  ROBUST,
  /** Each event has length 1, so that its distances order as angles do: for embeddings. */
  UNIT_LENGTH
}
