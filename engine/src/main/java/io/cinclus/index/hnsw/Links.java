package io.cinclus.index.hnsw;

/**
 * The links of an HNSW graph, as a search reads them. Safe for concurrent reads, and where the
 * graph grows also beside its one writer.
 */
interface Links {

  /** How many rows there are; no link leads to another. */
  int rows();

  /** How many links a row has at most. */
  int longest();

  /** Copies the links of a row on a level to {@code target} and returns how many they are. */
  int copy(int row, int level, int[] target);

  /** The next higher row that equals this one, or {@link HnswGraph#NONE}. */
  int nextDuplicate(int row);
}
