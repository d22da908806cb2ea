package io.cinclus.index.hnsw;

/**
 * The links of an HNSW graph, as a search reads them. Safe for concurrent reads, and where the
 * graph grows also beside its one writer.
 */
interface Links {

  /** Ints of a cache line. */
  int LINE_INTS = 16;

  /** How many rows there are; no link leads to another. */
  int rows();

  /** How many links a row has at most. */
  int longest();

  /** Copies the links of a row on a level to {@code target} and returns how many they are. */
  int copy(int row, int level, int[] target);

  /**
   * Reads each cache line of a row's list on level 0, of which the processor does not know yet that
   * it is needed. The result must go somewhere, or the reads are compiled away.
   */
  int readAhead(int row);

  /** The next higher row that equals this one, or {@link HnswGraph#NONE}. */
  int nextDuplicate(int row);

  /** Reads a number from each cache line of some ints and returns their sum. */
  static int readLines(int[] ints, int from, int length) {
    int sum = ints[from + length - 1];
    for (int i = 0; i < length; i += LINE_INTS) {
      sum += ints[from + i];
    }
    return sum;
  }
}
