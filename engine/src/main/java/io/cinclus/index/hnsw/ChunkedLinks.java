package io.cinclus.index.hnsw;

import java.util.Arrays;

/**
 * The links of a graph that is being built, in chunks that never move. A list on level 0 has some
 * slack, and each of its links keeps its score, so that pruning is rare and cheap.
 *
 * <p>One thread writes; others may read a {@link ChunkedLinks} that was published to them after the
 * last of its rows was inserted, while longer ones that share its chunks are written. What they
 * read of a list may be in part old and in part new, but it is always links to rows that are there,
 * and links to rows from {@link #rows} on they do not see.
 */
final class ChunkedLinks implements Links {
  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK_ROWS = 1 << CHUNK_SHIFT;

  private final int m;
  private final int stride;
  private final int rows;
  private final Chunk[] chunks;

  /** What belongs to some rows. */
  private static final class Chunk {
    /** The lists of level 0: a count and the links. */
    final int[] base;

    /** The score of each link of level 0, in the place of the link. */
    final float[] scores;

    /** Per row the lists of levels 1 and up; null where there are none. */
    final int[][] upper = new int[CHUNK_ROWS][];

    /** Per row the next equal row. */
    final int[] next = new int[CHUNK_ROWS];

    Chunk(int stride) {
      base = new int[CHUNK_ROWS * stride];
      scores = new float[CHUNK_ROWS * stride];
      Arrays.fill(next, HnswGraph.NONE);
    }
  }

  /** Of no rows. */
  ChunkedLinks(int m) {
    this(m, 0, new Chunk[0]);
  }

  private ChunkedLinks(int m, int rows, Chunk[] chunks) {
    this.m = m;
    this.stride = stride(m);
    this.rows = rows;
    this.chunks = chunks;
  }

  private static int stride(int m) {
    return 1 + 2 * m + Math.max(2, m / 2);
  }

  /** What so many rows take without their lists above level 0. */
  static long baseBytes(long rows, int m) {
    long chunks = (rows + CHUNK_ROWS - 1) >>> CHUNK_SHIFT;
    return chunks * (8L * stride(m) + 12) * CHUNK_ROWS;
  }

  /** The same lists and those, still empty, of further rows. */
  ChunkedLinks withRows(int newRows) {
    Chunk[] more = Arrays.copyOf(chunks, (newRows + CHUNK_ROWS - 1) >>> CHUNK_SHIFT);
    for (int i = chunks.length; i < more.length; i++) {
      more[i] = new Chunk(stride);
    }
    return new ChunkedLinks(m, newRows, more);
  }

  /** Makes room for the lists of a row above level 0. */
  void addUpper(int row, int level) {
    if (level > 0) {
      chunk(row).upper[at(row)] = new int[level * (m + 1)];
    }
  }

  /** The highest level of a row for whose lists there is room. */
  int level(int row) {
    int[] upper = chunk(row).upper[at(row)];
    return upper == null ? 0 : upper.length / (m + 1);
  }

  private Chunk chunk(int row) {
    return chunks[row >>> CHUNK_SHIFT];
  }

  private static int at(int row) {
    return row & (CHUNK_ROWS - 1);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int longest() {
    return stride - 1;
  }

  @Override
  public int copy(int row, int level, int[] target) {
    int[] lists = lists(row, level);
    int list = list(row, level);
    int length = lists[list];
    int count = 0;
    for (int i = list + 1; i <= list + length; i++) {
      int to = lists[i]; // Read once: it may change.
      target[count] = to;
      count += to < rows ? 1 : 0;
    }
    return count;
  }

  @Override
  public int readAhead(int row) {
    return Links.readLines(chunk(row).base, at(row) * stride, stride);
  }

  /** How many links fit in a list. */
  int capacity(int level) {
    return level == 0 ? stride - 1 : m;
  }

  /** How many links pruning leaves. */
  int maxLinks(int level) {
    return level == 0 ? 2 * m : m;
  }

  /** The array that holds a row's list on a level. */
  int[] lists(int row, int level) {
    return level == 0 ? chunk(row).base : chunk(row).upper[at(row)];
  }

  /** Where the list begins there: with its length. */
  int list(int row, int level) {
    return level == 0 ? at(row) * stride : (level - 1) * (m + 1);
  }

  /** The scores of the links of a row on level 0, in the places of the links. */
  float[] scores(int row) {
    return chunk(row).scores;
  }

  @Override
  public int nextDuplicate(int row) {
    int next = chunk(row).next[at(row)];
    return next < rows ? next : HnswGraph.NONE;
  }

  /** Lets an equal row follow a row. */
  void follow(int row, int duplicate) {
    chunk(row).next[at(row)] = duplicate;
  }

  /** With as many lists above level 0 as are to be expected. */
  long memoryBytes() {
    long upper = 4L * rows * (m + 1) / (m - 1);
    return baseBytes(rows, m) + upper;
  }
}
