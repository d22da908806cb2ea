package io.cinclus.index.hnsw;

import io.cinclus.index.graph.Duplicates;

/**
 * The links of an HNSW graph (Malkov and Yashunin 2016) in flat arrays. A row's list on a level is
 * a count followed by that many rows. Not in the graph are rows that equal a lower row bit for bit;
 * they hang on that row in {@link #nextDuplicate}, because links between equal rows would use up
 * the lists and cut such a clump off.
 *
 * <p>Safe for concurrent reads when nobody writes.
 */
final class HnswGraph implements Links {
  static final int NONE = Duplicates.NONE;

  /** Levels above this are not used, whatever the random number. */
  static final int MAX_LEVEL = 30;

  private final int m;
  private final int baseStride;
  private final byte[] levels;
  private final int[] base;
  private final int[] upperFrom;
  private final int[] upper;
  private final int[] nextDuplicate;
  private final int entry;

  /**
   * @param levels per row the highest level it is on, or {@link #NONE} for a duplicate
   * @param nextDuplicate per row the next equal row or {@link #NONE}; empty if all rows differ
   * @param base the lists of level 0, as many ints for each row
   * @param upper the lists of levels 1 and up: per row, in order, {@code levels[row]} lists of
   *     {@code m + 1} ints
   */
  HnswGraph(int m, byte[] levels, int[] nextDuplicate, int[] base, int[] upper) {
    this.m = m;
    this.baseStride = levels.length == 0 ? 0 : base.length / levels.length;
    this.levels = levels;
    this.base = base;
    this.upper = upper;
    this.nextDuplicate = nextDuplicate;
    this.upperFrom = new int[levels.length];
    int from = 0;
    int highest = NONE;
    for (int row = 0; row < levels.length; row++) {
      upperFrom[row] = from;
      from += Math.max(0, levels[row]) * (m + 1);
      if (highest == NONE || levels[row] > levels[highest]) {
        highest = row;
      }
    }
    this.entry = highest;
  }

  /** How many ints the lists above level 0 take. */
  static long upperLength(int m, byte[] levels) {
    long lists = 0;
    for (byte level : levels) {
      lists += Math.max(0, level);
    }
    return lists * (m + 1);
  }

  @Override
  public int rows() {
    return levels.length;
  }

  @Override
  public int longest() {
    return 2 * m;
  }

  @Override
  public int copy(int row, int level, int[] target) {
    int[] lists = lists(level);
    int list = list(row, level);
    int count = lists[list];
    System.arraycopy(lists, list + 1, target, 0, count);
    return count;
  }

  @Override
  public int readAhead(int row) {
    return Links.readLines(base, row * baseStride, baseStride);
  }

  int m() {
    return m;
  }

  /** How many links a row may keep on a level: M, and twice that on level 0. */
  int maxLinks(int level) {
    return level == 0 ? 2 * m : m;
  }

  /** The highest level of a row, or {@link #NONE}. */
  int level(int row) {
    return levels[row];
  }

  /** The array that holds the lists of a level. */
  int[] lists(int level) {
    return level == 0 ? base : upper;
  }

  /** Where a row's list on a level begins in {@link #lists}. */
  int list(int row, int level) {
    return level == 0 ? row * baseStride : upperFrom[row] + (level - 1) * (m + 1);
  }

  @Override
  public int nextDuplicate(int row) {
    return nextDuplicate.length == 0 ? NONE : nextDuplicate[row];
  }

  byte[] levels() {
    return levels;
  }

  /** Where searches begin: the lowest of the rows of the highest level; NONE if there is no row. */
  int entry() {
    return entry;
  }

  int[] duplicates() {
    return nextDuplicate;
  }

  long memoryBytes() {
    long ints = (long) base.length + upper.length + upperFrom.length + nextDuplicate.length;
    return 4 * ints + levels.length;
  }
}
